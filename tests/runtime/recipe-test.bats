#!/usr/bin/env bats
# recipe-test.sh, with a client and a bundle that do as they are told: what it asks for, what it
# says, and that nothing is left.

# shellcheck disable=SC2154

setup() {
    script=$BATS_TEST_DIRNAME/../../runtime-scripts/recipe-test.sh
    dir=$BATS_TEST_TMPDIR/dir
    trace=$BATS_TEST_TMPDIR/trace
    mkdir -p "$dir/bundle" "$dir/secrets" "$BATS_TEST_TMPDIR/bin"
    : >"$dir/secrets/password"
    : >"$trace"
    export trace
    cat >"$BATS_TEST_TMPDIR/bin/client" <<'SH'
#!/bin/sh
echo "client $*" >>"$trace"
case "$1 ${BROKEN-}" in
"launch launch") echo "no such image" && exit 1 ;;
"exec boot") exit 1 ;;
"delete delete") exit 1 ;;
esac
SH
    chmod 755 "$BATS_TEST_TMPDIR/bin/client"
    # answers by the verbs in BROKEN, else as a good recipe does
    cat >"$dir/bundle/run" <<'SH'
echo "run $* $(wc -c <"$LSTACKER_SECRETS/password") $(stat -c %a "$LSTACKER_SECRETS/password")" >>"$trace"
there=$LSTACKER_RUN/there
step() { printf 'step\trecipe-c--%s\t%s\t0\tf:1:1\tc\trecipe %s in c\t%s\n' "$1" "$2" "$1" "${3-}"; }
case $1 in
plan)
    if [ -e "$there" ]; then
        step a ok
        case ${BROKEN-} in again) step b differs 'still not so' && exit 4 ;; esac
        step b ok
        exit 0
    fi
    step a differs 'a is missing'
    case ${BROKEN-} in probe) step b ok ;; *) step b differs 'b is missing' ;; esac
    exit 4
    ;;
apply)
    case ${BROKEN-} in apply) echo "E: Unable to locate package" && exit 1 ;; esac
    if [ -e "$there" ]; then
        step a ok
        case ${BROKEN-} in second) step b changed ;; *) step b ok ;; esac
    fi
    : >"$there"
    ;;
undo)
    case ${BROKEN-} in undo) echo "dpkg: error" && exit 1 ;; forgets) exit 0 ;; esac
    rm -f "$there"
    ;;
esac
SH
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

try() {
    run timeout 60 "${shell-sh}" "$script" "$dir" client local:x c b recipe-c--a recipe-c--b
    printf '%s\n' "$output"
    [ ! -e "$dir" ]
}

says() {
    [[ $output == *"$1"* ]] || { printf 'not said: %s\n' "$1" && return 1; }
}

deleted() {
    [ "$(tail -n 1 "$trace")" = "client delete --force c" ]
}

@test "a good recipe, under dash and busybox sh" {
    for shell in dash 'busybox'; do
        setup
        if [ "$shell" = busybox ]; then
            ln -sf "$(command -v busybox)" "$BATS_TEST_TMPDIR/bin/sh"
            shell='sh'
        fi
        try
        [ "$status" -eq 0 ]
        [ "$(grep -c '^ok ' <<<"$output")" -eq 8 ]
        deleted
        # undone in reverse; the secret has a value, and is nobody else's to read
        [ "$(sed -n 's/^run //p' "$trace")" = "plan --events 25 600
apply 25 600
plan 25 600
apply --events 25 600
undo --yes --step recipe-c--b 25 600
undo --yes --step recipe-c--a 25 600
plan --events 25 600" ]
        grep -q '^client launch local:x c ' "$trace"
    done
}

@test "what is not as it should be ends it, and is shown" {
    while read -r broken title said; do
        setup
        export BROKEN=$broken
        try
        [ "$status" -eq 1 ]
        grep -q "^failed *${title//_/ }" <<<"$output"
        says "   | ${said//_/ }"
        [ "$(grep -c ^failed <<<"$output")" -eq 1 ]
        deleted
    done <<'LINES'
probe plan:_it_is_missing recipe_b_in_c:_ok
apply apply:_it_is_there E:_Unable_to_locate_package
again plan:_nothing_is_left_to_do it_finds_something_to_change
second apply_again recipe_b_in_c:_changed
undo undo:_it_is_taken_away dpkg:_error
forgets plan:_it_is_missing_again it_finds_nothing_to_change
LINES
}

@test "what cannot be tried is another status" {
    export BROKEN=launch
    try
    [ "$status" -eq 3 ]
    says '   | no such image'
    deleted
    setup
    export BROKEN=boot
    sed 's/^boot_limit=120 .*/boot_limit=2/' "$script" >"$BATS_TEST_TMPDIR/quick.sh"
    script=$BATS_TEST_TMPDIR/quick.sh try
    [ "$status" -eq 3 ]
    says 'it is not ready after 2 seconds'
    setup
    rm "$BATS_TEST_TMPDIR/bin/client"
    try
    [ "$status" -eq 3 ]
    says 'there is no client here'
}

@test "a container that cannot be deleted is named" {
    export BROKEN=delete
    try
    [ "$status" -eq 0 ]
    says 'left behind: container c'
}

@test "a signal leaves nothing behind" {
    printf '%s\n' 'sleep 1; kill -TERM "$PARENT"; sleep 2' >"$dir/bundle/run"
    run timeout 60 sh -c 'PARENT=$$; export PARENT; exec sh "$@"' sh \
        "$script" "$dir" client local:x c b recipe-c--b
    [ "$status" -eq 143 ]
    [ ! -e "$dir" ]
    deleted
}
