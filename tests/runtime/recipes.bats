#!/usr/bin/env bats
# Recipes with a container manager and a guest library that are fake: no root, no daemons.
# Run with RUNTIME_SH='busybox sh' to have it interpreted by that; the default is dash.
# The last test of this file runs the file again so.

bats_require_minimum_version 1.5.0

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/root/lxd" "$T/run"
    export LSTACKER_HOST_KEYS=/nonexistent
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run FAKE_ROOT=$T/root LSTACKER_LOCK_WAIT=1
    export LSTACKER_SECRETS=$T/secrets FAKE_SH=${RUNTIME_SH:-dash}
    bundle_lxc=$BATS_TEST_DIRNAME/fake-lxc
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    container web
    container db
    new b
}

# new DIR : a bundle of stack acme, whose containers are fake things
new() {
    bundle_new "$T/$1" acme h1
    cp "$BATS_TEST_DIRNAME/fake.sh" "$T/$1/lib/base.sh"
    rm -rf "$T/$1/guest"
    mkdir "$T/$1/guest" "$T/$1/files/recipes"
    cp "$BATS_TEST_DIRNAME/fake-guest.sh" "$T/$1/guest/main.sh"
    sed -i 's/^recipe_grace=30/recipe_grace=1/; s/^recipe_probe_limit=60/recipe_probe_limit=1/' \
        "$T/$1/lib/recipes-ask.sh"
    bundle_step c-web containers 'container web' web fake_thing web 1
    bundle_step c-db containers 'container db' db fake_thing db 1
}

# container NAME : one that runs, and was completed
container() {
    mkdir -p "$T/root/lxd/$1"
    printf 'Running\n' >"$T/root/lxd/$1/status"
    printf 'user.lstacker.stack=acme\nuser.lstacker.name=%s\nuser.lstacker.hash=x\n' "$1" \
        >"$T/root/lxd/$1/config"
}

# text NAME : a recipe's text from standard input, or one that brings the file NAME
text() {
    if [ -t 0 ] || [ "${2-}" = plain ]; then
        cat >"$T/b/files/recipes/$1" <<EOF
#: summary it's $1
#: data    files in \$SANDBOX
probe() { [ -e "\$SANDBOX/$1" ] || differs 'file $1 is missing'; }
apply() { echo "applying $1"; echo "\${param_size-}" >"\$SANDBOX/$1"; }
undo() { rm -f "\$SANDBOX/$1"; removed 'file $1'; }
EOF
    else
        cat >"$T/b/files/recipes/$1"
    fi
}

# recipe TARGET NAME [LIMIT [WORD...]] : a step for it, in its place
recipe() {
    target=$1 name=$2 limit=${3:-5}
    shift $(($# < 3 ? $# : 3))
    [ -e "$T/b/files/recipes/$name" ] || text "$name" plain
    digest=$(printf '%s' "$name $*" | cat - "$T/b/files/recipes/$name" | sha256sum)
    set -- "$target" "$name" "${digest%% *}" "files/recipes/$name" any "$limit" "$@"
    if [ "$target" = - ]; then
        bundle_step "server-recipe-$name" services "recipe $name" '' recipe "$@"
    else
        bundle_step "recipe-$target--$name" services "recipe $name in $target" "$target" recipe "$@"
    fi
}

go() {
    "${SH[@]}" "$T/b/run" "$@"
}

# states : `ID STATE` of each step of a recipe on standard input
states() {
    awk -F '\t' '$1 == "step" && $3 != "start" && $2 ~ /recipe-/ {
        sub(/.*recipe-/, "", $2); printf "%s%s:%s", sep, $2, $3; sep = " "
    } END { print "" }'
}

# message ID : of the last event of that step
message() {
    awk -F '\t' -v id="$1" '$1 == "step" && $2 == id { last = $8 } END { print last }' <<<"$output"
}

# execs : how many shells were started in containers
execs() {
    grep -c '^lxc exec' "$T/root/calls"
}

@test "applied, stamped, then as it should be; drift is mended" {
    recipe web one
    recipe web two
    recipe db one
    bundle_seal
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'web--one:differs web--two:differs db--one:differs' ]
    [ "$(message recipe-web--one)" = 'recipe one is missing; file one is missing' ]
    [ ! -e "$T/root/lxd/web/one" ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'web--one:changed web--two:changed db--one:changed' ]
    grep -q '^user.lstacker.recipe.one=[0-9a-f]\{64\}$' "$T/root/lxd/web/config"
    [ "$(cat "$T/state/acme/log/recipe-web--one.log")" = 'applying one' ]
    run -0 go plan --events
    rm "$T/root/lxd/web/two"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'web--one:ok db--one:ok web--two:changed' ]
}

@test "when nothing is to be done: one shell a container, whatever is in it" {
    for name in one two three four; do
        recipe web "$name"
        recipe db "$name"
    done
    bundle_seal
    go apply
    : >"$T/root/calls"
    run -0 go apply --events
    [ "$(execs)" -eq 2 ]
    [ "$(grep -vc '^lxc exec\|^read' "$T/root/calls")" -eq 1 ]
    : >"$T/root/calls"
    go serve <<<$'plan\napply base\napply containers\napply services\nfinish'
    [ "$(execs)" -eq 2 ]
}

@test "a change asks again only the containers that were changed" {
    recipe web one
    recipe db one
    bundle_seal
    go apply
    rm "$T/root/lxd/db/one"
    : >"$T/root/calls"
    go apply
    # All once, the apply, and db once more.
    [ "$(execs)" -eq 4 ]
    [ "$(grep -c '^lxc exec web' "$T/root/calls")" -eq 1 ]
}

@test "a changed parameter, a changed text: just that recipe is applied again" {
    recipe web one 5 param size 1
    recipe web two 5 param size 1
    bundle_seal
    go apply
    new b
    recipe web one 5 param size 2
    recipe web two 5 param size 1
    bundle_seal
    run -4 go plan --events
    [ "$(message recipe-web--one)" = 'recipe one has another text or other parameters' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'web--two:ok web--one:changed' ]
    [ "$(cat "$T/root/lxd/web/one")" = 2 ]
}

@test "parameters arrive literally: texts, lists, secrets" {
    hostile=$'$(touch '"$T"$'/pwned)`x`\'"\\n %s -n * ~ ;#&|<>é\tend'
    mkdir "$T/secrets"
    printf '%s\n' "secret $hostile" >"$T/secrets/word"
    text all <<'EOF'
probe() { [ -e "$SANDBOX/got" ] || differs nothing; }
apply() { printf '%s|%s|%s|%s' "$param_text" "$param_list" "$param_none" "$(sh -c 'printf %s "$param_word"')" >"$SANDBOX/got"; }
EOF
    recipe web all 5 param text "$hostile" list list item list "a $hostile" item list b list none \
        secret word word
    bundle_seal
    run -0 go apply
    [ "$(cat "$T/root/lxd/web/got")" = "$hostile|a $hostile"$'\n'"b||secret $hostile" ]
    [ ! -e "$T/pwned" ]
    run -0 go plan
}

@test "a text in a file of the bundle arrives whole, with the newlines at its end; one that is missing is told" {
    printf "it's\n  \$(touch %s) \\\\\n\n\n" "$T/pwned" >"$T/b/files/recipes/all.config"
    text all <<'EOF'
probe() { [ -e "$SANDBOX/got" ] || differs nothing; }
apply() { printf '%s' "$param_config" >"$SANDBOX/got"; }
EOF
    recipe web all 5 file config files/recipes/all.config
    bundle_seal
    run -0 go apply
    cmp "$T/root/lxd/web/got" "$T/b/files/recipes/all.config"
    [ ! -e "$T/pwned" ]
    rm "$T/b/files/recipes/all.config"
    run -2 go plan
    [[ "$output" == *'does not understand files/recipes/all.config'* ]]
}

@test "containers side by side, the recipes of one in their order" {
    for name in a b c; do
        text "$name" <<EOF
probe() { [ -e "\$SANDBOX/$name" ] || differs '$name is missing'; }
apply() { echo "begin $name" >>"\$SANDBOX/order"; sleep 1; echo "end $name" >>"\$SANDBOX/order"; : >"\$SANDBOX/$name"; }
EOF
    done
    for name in a b c; do
        recipe web "$name"
        recipe db "$name"
    done
    bundle_seal
    SECONDS=0
    run -0 go apply --events
    [ "$SECONDS" -lt 6 ]
    for name in web db; do
        [ "$(xargs <"$T/root/lxd/$name/order")" = 'begin a end a begin b end b begin c end c' ]
    done
}

@test "one that fails: why, its log; what follows in there is skipped, other containers go on" {
    text bad <<'EOF'
probe() { differs 'bad is missing'; }
apply() { echo "about to fail"; fail 'no such luck'; }
EOF
    recipe web one
    recipe web bad
    recipe web two
    recipe db two
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'web--one:changed web--bad:failed web--two:skipped db--two:changed' ]
    [ "$(message recipe-web--bad)" = 'no such luck' ]
    [ "$(message recipe-web--two)" = 'bad failed before it' ]
    grep -qx $'log\trecipe-web--bad\tabout to fail' <<<"$output"
    grep -q $'recipe-web--bad\tfailed\t[0-9]*\tlstacker.yaml:4:3\tweb' <<<"$output"
    [ ! -e "$T/root/lxd/web/two" ]
    run -1 grep -q recipe.bad "$T/root/lxd/web/config"
    : >"$T/root/lxd/web/verbs"
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'web--one:ok db--two:ok web--bad:failed web--two:skipped' ]
    run -1 grep -q 'apply one' "$T/root/lxd/web/verbs"
}

@test "a status other than 0, a syntax error, a probe that fails: each says so, and spoils no other" {
    text status <<<'probe() { differs x; }; apply() { return 7; }'
    text syntax <<<'probe() { if; }'
    text probe <<<'probe() { return 3; }'
    recipe web status
    recipe db syntax
    recipe db one
    recipe - probe
    bundle_seal
    run -1 go plan --events
    [ "$(states <<<"$output")" = 'web--status:differs db--syntax:failed db--one:differs probe:failed' ]
    [ "$(message server-recipe-probe)" = 'in the way: the probe of recipe probe failed: status 3' ]
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'db--syntax:failed probe:failed web--status:failed db--one:skipped' ]
    [ "$(message recipe-web--status)" = 'status 7' ]
    [ "$(message recipe-db--one)" = 'syntax failed before it' ]
}

@test "one that the guest itself ended when its time was over" {
    text late <<<$'probe() { differs x; }\napply() { say failed "gave up after 5 seconds"; exit 124; }'
    recipe web late
    bundle_seal
    run -1 go apply --events
    [ "$(message recipe-web--late)" = 'gave up after 5 seconds' ]
}

@test "one whose probe still differs after it was applied" {
    text liar <<<$'probe() { differs "not yet"; }\napply() { :; }'
    recipe web liar
    bundle_seal
    run -1 go apply --events
    [ "$(message recipe-web--liar)" = 'not so after the change: not yet' ]
    run -1 grep -q recipe.liar "$T/root/lxd/web/config"
}

@test "one that a later recipe breaks is told as well" {
    text early <<<$'probe() { [ -e "$SANDBOX/early" ] || differs gone; }\napply() { : >"$SANDBOX/early"; }'
    text late <<<$'probe() { [ -e "$SANDBOX/late" ] || differs none; }\napply() { rm "$SANDBOX/early"; : >"$SANDBOX/late"; }'
    recipe web early
    recipe web late
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'web--early:failed web--late:changed' ]
    [ "$(message recipe-web--early)" = 'not so after the change: gone' ]
}

@test "one that hangs is ended when its time is over; so is a probe, so is a deaf container" {
    text hang <<<$'probe() { differs x; }\napply() { echo waiting; sleep 60; }'
    text stuck <<<$'probe() { sleep 60; }'
    container deaf
    : >"$T/root/lxd/deaf/deaf"
    bundle_step c-deaf containers 'container deaf' deaf fake_thing deaf 1
    recipe web hang 1
    recipe db one
    recipe deaf one
    recipe - stuck
    bundle_seal
    SECONDS=0
    run -1 go apply --events
    [ "$SECONDS" -lt 20 ]
    [ "$(message recipe-web--hang)" = 'gave up after 3 seconds' ]
    grep -qx $'log\trecipe-web--hang\twaiting' <<<"$output"
    [ "$(message recipe-db--one)" = 'recipe one is missing; file one is missing' ]
    [ "$(message recipe-deaf--one)" = 'in the way: the state of recipe one was not told: no answer in 2 seconds' ]
    [ "$(message server-recipe-stuck)" = 'in the way: the state of recipe stuck was not told: no answer in 2 seconds' ]
    [ -n "${RUNTIME_SH-}" ] || run -1 pgrep -f "sleep 60"
}

@test "slow probes that follow one another have their time each" {
    for name in one two three four; do
        text "$name" <<<$'probe() { sleep 0.7; }\napply() { :; }'
        recipe web "$name"
    done
    bundle_seal
    run -4 go plan
    [[ $output != *'was not told'* ]]
}

@test "a recipe at work says so, and how long it may be silent" {
    recipe web one 700
    bundle_seal
    run -0 go apply --events
    grep -q $'^step\trecipe-web--one\tstart\t703000\tlstacker.yaml:3:3\tweb\trecipe one in web\t' <<<"$output"
}

@test "a container that is missing, stopped, or to be made anew" {
    recipe web one
    recipe db one
    bundle_seal
    go apply
    printf 'Stopped\n' >"$T/root/lxd/web/status"
    run -0 go plan --events
    [ "$(states <<<"$output")" = 'web--one:ok db--one:ok' ]
    sed -i s/recipe.one=/recipe.one=0/ "$T/root/lxd/web/config"
    sed -i /lstacker.hash=/d "$T/root/lxd/db/config"
    run -4 go plan --events
    [ "$(message recipe-web--one)" = 'recipe one has another text or other parameters' ]
    [ "$(message recipe-db--one)" = 'recipe one is missing' ]
    run -1 go apply --events
    [ "$(message recipe-web--one)" = 'container web is stopped' ]
    rm -r "$T/root/lxd/db"
    run -4 go plan --events
    [ "$(message recipe-db--one)" = 'recipe one is missing' ]
    sed -i s/stack=acme/stack=other/ "$T/root/lxd/web/config"
    run -1 go plan --events
    [ "$(message recipe-web--one)" = 'in the way: container web is not ours' ]
}

@test "a container that --recreate makes anew loses its recipes" {
    recipe web one
    bundle_seal
    go apply
    printf 'user.lstacker.image=old\nuser.lstacker.keys=\n' >>"$T/root/lxd/web/config"
    new b
    bundle_step lxd-instance-web containers 'container web' web lxd_instance web new
    recipe web one
    bundle_seal
    run -0 go plan --events
    [ "$(states <<<"$output")" = 'web--one:ok' ]
    : >"$T/root/calls"
    run -4 go plan --recreate --events
    [[ $(message lxd-instance-web) == 'image is old, should be new (recreate)'* ]]
    [ "$(message recipe-web--one)" = 'recipe one is missing' ]
}

@test "on the server itself: the stamp and what the guest remembers are the stack's" {
    text srv <<'EOF'
probe() { [ -e "$SANDBOX/srv" ] || differs none; }
apply() { : >"$SANDBOX/srv"; mkdir -p "$LSTACKER_STATE"; : >"$LSTACKER_STATE/made"; }
undo() { rm "$SANDBOX/srv"; removed srv; }
EOF
    recipe - srv
    bundle_seal
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'srv:changed' ]
    [ -s "$T/state/acme/state/recipe-srv" ] && [ -e "$T/state/acme/state/guest/made" ]
    run -0 go plan
    run -0 go undo --yes --events
    [ "$(message server-recipe-srv)" = srv ]
    [ ! -e "$T/root/srv" ] && [ ! -e "$T/state" ]
}

# early NAME : as recipe, of the kind that comes before all else on the server
early() {
    [ -e "$T/b/files/recipes/$1" ] || text "$1" plain
    bundle_step "server-recipe-$1" base "recipe $1" '' recipe_early - "$1" "$(printf %064d 1)" "files/recipes/$1" any 5
}

@test "early ones on the server do not wait for a container manager that does not answer" {
    printf '#!/bin/sh\nexit 1\n' >"$T/dead"
    chmod +x "$T/dead"
    bundle_lxc=$T/dead
    new b
    rm "$T"/b/steps/*
    early first
    recipe web one
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'first:changed web--one:failed' ]
    [ -e "$T/root/first" ]
}

@test "early ones on the server: changed, seen, forgotten, undone; later ones there are asked with them" {
    early first
    recipe - last
    recipe web one
    bundle_seal
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'first:changed last:changed web--one:changed' ]
    : >"$T/root/verbs"
    run -0 go plan --events
    [ "$(states <<<"$output")" = 'first:ok last:ok web--one:ok' ]
    [ "$(cat "$T/root/verbs")" = $'probe first\nprobe last' ]
    rm "$T/root/first"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'first:changed last:ok web--one:ok' ]
    run -0 go undo --yes --events
    [ ! -e "$T/root/first" ] && [ ! -e "$T/state/acme" ]
}

@test "secrets: by the dialogue; changed, applied again; nowhere to be seen" {
    secret='pa$$ word/"quoted"\and'
    text keep <<'EOF'
probe() { [ "$(cat "$SANDBOX/keep" 2>/dev/null)" = "$param_password" ] || differs "password $param_password is not set"; }
apply() { printf 'it is %s\n' "$param_password"; printf '%s' "$param_password" >"$SANDBOX/keep"; ps axwwe -o args >"$SANDBOX/ps"; sleep 1; }
EOF
    recipe web keep 5 secret password db_password
    recipe db one
    bundle_seal
    escaped=${secret//\\/\\\\}
    run -0 go serve <<<$'secret db_password '"$escaped"$'\nplan\napply containers\napply services\nfinish'
    [ "$(states <<<"$output")" = 'web--keep:differs db--one:differs web--keep:changed db--one:changed' ]
    grep -q 'password \*\*\* is not set' <<<"$output"
    [ "$(cat "$T/root/lxd/web/keep")" = "$secret" ]
    [ "$(cat "$T/state/acme/log/recipe-web--keep.log")" = 'it is ***' ]
    [[ $output != *"$secret"* ]]
    run -1 grep -rqF -e "$secret" "$T/state" "$T/b" "$T/run" "$T/root/calls" "$T/root/lxd/web/config"
    grep -q '^user.lstacker.recipe.keep=[0-9a-f]\{64\}+[0-9a-f]\{64\}$' "$T/root/lxd/web/config"
    [ "$(stat -c %a "$T/state/acme/state/salt")" = 600 ]
    # Known as long as the recipe runs, to nothing but the recipe.
    awk '!/^sh -c|dash|busybox|ps axwwe/' "$T/root/lxd/web/ps" >"$T/ps"
    run -1 grep -F -e "$secret" "$T/ps"
    run -0 go serve <<<$'secret db_password '"$escaped"$'\nplan'
    [ "$(states <<<"$output")" = 'web--keep:ok db--one:ok' ]
    run -0 go serve <<<$'secret db_password other secret\nplan\napply services\nfinish'
    [ "$(states <<<"$output")" = 'web--keep:differs db--one:ok db--one:ok web--keep:changed' ]
    grep -q 'a secret of recipe keep has changed' <<<"$output"
}

@test "a failing recipe's last lines, and what it says of itself, show no secret" {
    text leak <<'EOF'
probe() { differs "x"; }
apply() { printf 'key %s\n' "$param_key"; printf 'no newline %s' "$param_key" >&2; fail "cannot use $(printf '%s' "$param_key" | head -n 1)"; }
EOF
    mkdir "$T/secrets"
    printf -- '-----BEGIN KEY-----\nabcdefgh12345678\nshort\n' >"$T/secrets/key"
    recipe web leak 5 secret key key
    bundle_seal
    run -1 go apply
    [[ $output == *'cannot use ***'* && $output == *'| key ***'* ]]
    run -1 grep -rq -e 'BEGIN KEY' -e abcdefgh "$T/state" "$T/run"
    [[ $output != *BEGIN* && $output != *abcdefgh* ]]
}

@test "a secret that nobody told is in the way; a name that is none is refused" {
    recipe web one 5 secret password no_such
    bundle_seal
    run -1 go plan --events
    [ "$(message recipe-web--one)" = "in the way: the secret no_such was not sent: by hand, put it into $T/secrets/no_such" ]
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'web--one:failed' ]
    run -0 go serve <<<$'secret a/b value\nplan'
    grep -q $'error\tusage\tnot the name of a secret' <<<"$output"
    grep -q 'the secret no_such was not sent: its' <<<"$output"
    [[ $output != *value* ]]
}

@test "killed in the middle: what was stamped is not believed, the next apply completes" {
    text slow <<<$'probe() { :; }\napply() { : >"$SANDBOX/begun"; sleep "$param_nap"; }'
    recipe web slow 20 param nap 0
    bundle_seal
    go apply
    new b
    text slow <<<$'probe() { :; }\napply() { : >"$SANDBOX/begun"; sleep "$param_nap"; }'
    recipe web slow 20 param nap 10
    bundle_seal
    rm "$T/root/lxd/web/begun"
    "${SH[@]}" "$T/b/run" apply >"$T/out" 2>&1 &
    pid=$!
    for _ in $(seq 50); do
        [ ! -e "$T/root/lxd/web/begun" ] || break
        sleep 0.1
    done
    grep -qx user.lstacker.recipe.slow=pending "$T/root/lxd/web/config"
    kill -TERM "$pid"
    SECONDS=0
    wait "$pid" || :
    [ "$SECONDS" -lt 3 ]
    [ -z "$(ls -A "$T/run")" ]
    run -4 go plan --events
    [ "$(message recipe-web--slow)" = 'recipe slow was not completed' ]
    # What it had begun in there ended with it: timeout(1) ends a group, that of busybox one process.
    [ -z "${RUNTIME_SH-}" ] || return 0
    sleep 1
    run -1 pgrep -f 'sleep 10$'
}

@test "undo: what lives in a container goes with it, unseen" {
    recipe web one
    recipe db one
    bundle_seal
    go apply
    [ "$(cut -d ' ' -f 1,3 "$T/state/acme/owned" | xargs)" = \
        'c-web web c-db db recipe-web--one +web recipe-db--one +db' ]
    : >"$T/root/calls"
    run -0 go undo --yes --container web --events
    [ "$(grep -c '^step' <<<"$output")" -eq 1 ]
    [ "$(cut -d ' ' -f 1 "$T/state/acme/owned" | xargs)" = 'c-db recipe-db--one' ]
    run -0 go undo --yes --events
    [ "$(states <<<"$output")" = '' ]
    [ ! -e "$T/state" ]
    run -1 grep -q '^lxc exec' "$T/root/calls"
}

@test "a container that leaves: one line, held; --prune takes it, and forgets what lived in it" {
    recipe web one
    bundle_data=1 recipe web two
    recipe db one
    bundle_seal
    go apply
    bundle_new "$T/b" acme h1
    cp "$BATS_TEST_DIRNAME/fake.sh" "$T/b/lib/base.sh"
    bundle_step c-db containers 'container db' db fake_thing db 1
    mkdir -p "$T/b/files/recipes" "$T/b/guest"
    cp "$BATS_TEST_DIRNAME/fake-guest.sh" "$T/b/guest/main.sh"
    recipe db one
    bundle_seal
    run -0 go plan --events
    [ "$(grep -c $'\theld\t' <<<"$output")" -eq 1 ]
    [ "$(grep -c '^step' <<<"$output")" -eq 3 ]
    grep -q $'step\tc-web\theld\t0\t\tweb\tcontainer web\tweb is no longer on this server; --prune' <<<"$output"
    run -0 go apply --events
    [ "$(grep -c '^step' <<<"$output")" -eq 3 ]
    : >"$T/root/lxd/web/verbs"
    run -0 go apply --prune --events
    [ "$(grep -c $'\tremoved\t' <<<"$output")" -eq 1 ]
    [ ! -s "$T/root/lxd/web/verbs" ]
    [ "$(cut -d ' ' -f 1 "$T/state/acme/owned" | xargs)" = 'c-db recipe-db--one' ]
}

@test "a recipe that leaves the list is undone at once; one with data wants --prune" {
    recipe web one
    bundle_data=1 recipe web two
    recipe web three
    bundle_data=1 recipe - four
    bundle_seal
    go apply
    [ "$(cut -d ' ' -f 1,3 "$T/state/acme/owned" | xargs)" = \
        'c-web web c-db db recipe-web--one +web recipe-web--two !web recipe-web--three +web server-recipe-four !-' ]
    new b
    recipe web three
    bundle_seal
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'web--three:ok four:held web--two:held web--one:remove' ]
    # shellcheck disable=SC2016 # literally
    [ "$(message recipe-web--two)" = 'it is no longer in web; --prune removes it with its data: files in $SANDBOX' ]
    [ "$(message recipe-web--one)" = 'no longer in web' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'web--three:ok four:held web--two:held web--one:removed' ]
    [ ! -e "$T/root/lxd/web/one" ] && [ -e "$T/root/lxd/web/two" ]
    run -1 grep -q recipe.one "$T/root/lxd/web/config"
    # Also when the container is gone later: still one line for it.
    run -0 go apply --prune --events
    [ "$(states <<<"$output")" = 'web--three:ok four:removed web--two:removed' ]
    [ ! -e "$T/root/lxd/web/two" ] && [ ! -e "$T/root/four" ]
}

@test "undone where its container does not run: it fails, says why, and stays known" {
    recipe web one
    bundle_seal
    go apply
    new b
    bundle_seal
    printf 'Stopped\n' >"$T/root/lxd/web/status"
    run -1 go apply --events
    [[ $(message recipe-web--one) == 'the undo failed: container web does not run, '*'start it, or remove it as a whole' ]]
    grep -q '^recipe-web--one ' "$T/state/acme/owned"
    printf 'Running\n' >"$T/root/lxd/web/status"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'web--one:removed' ]
    [ "$(message recipe-web--one)" = 'file one' ]
}

@test "an undo has the secrets that are known, and tells nothing that may show the others" {
    text pw <<'EOF'
probe() { [ -e "$SANDBOX/pw" ] || differs none; }
apply() { printf '%s' "$param_pw" >"$SANDBOX/pw"; }
undo() { echo "it is $(cat "$SANDBOX/pw")"; removed "line $(cat "$SANDBOX/pw")"; rm "$SANDBOX/pw"; printf '%s' "$param_pw" >"$SANDBOX/undone"; }
EOF
    recipe web pw 5 secret pw one
    recipe db pw 5 secret pw two
    bundle_seal
    go serve <<<$'secret one first-secret\nsecret two second-secret\napply containers\napply services\nfinish'
    new b
    bundle_seal
    run -0 go serve <<<$'secret one first-secret\napply containers\nfinish'
    [ "$(states <<<"$output")" = 'db--pw:removed web--pw:removed' ]
    [ "$(message recipe-web--pw)" = 'line ***' ]
    [ "$(message recipe-db--pw)" = 'recipe pw' ]
    [ "$(cat "$T/root/lxd/web/undone" "$T/root/lxd/db/undone")" = first-secret ]
    [ "$(cat "$T/state/acme/log/recipe-web--pw.log")" = 'it is ***' ]
    run -1 grep -rq -e first-secret -e second-secret "$T/state" "$T/run"
}

@test "an undo that fails tells why" {
    text stay <<<$'probe() { :; }\napply() { :; }\nundo() { echo "in use"; fail "it is busy"; }'
    recipe web stay
    bundle_seal
    go apply
    new b
    bundle_seal
    run -1 go apply --events
    [ "$(message recipe-web--stay)" = 'the undo failed: it is busy' ]
    grep -qx $'log\trecipe-web--stay\tin use' <<<"$output"
}

@test "apply --container leaves the recipes of others alone, and does not ask them" {
    recipe web one
    recipe db one
    bundle_seal
    run -0 go apply --container web --events
    [ "$(states <<<"$output")" = 'web--one:changed' ]
    run -1 grep -q '^lxc exec db' "$T/root/calls"
}

@test "owned of an older version: a container's line stays what makes it" {
    bundle_seal
    go apply
    sed -i 's/ +/ /' "$T/state/acme/owned"
    recipe web one
    rm "$T/b/bundle.sh"
    printf 'stack=acme\nserver=h1\nprotocol=1\nlxc=%s\n' "$bundle_lxc" >"$T/b/bundle.sh"
    bundle_seal
    go apply
    new b
    rm "$T"/b/steps/*-c-web.sh
    bundle_seal
    run -0 go plan --events
    [ "$(grep -c '^step' <<<"$output")" -eq 2 ]
    run -0 go apply --prune --events
    grep -q $'step\tc-web\tremoved' <<<"$output"
}

@test "the same under busybox sh" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is it'
    command -v busybox || skip 'no busybox'
    RUNTIME_SH='busybox sh' run -0 bats "$BATS_TEST_FILENAME"
}
