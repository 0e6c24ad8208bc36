#!/usr/bin/env bats
# Secrets: where lstacker-run gets them, whom it tells them, and that nobody else learns them.

# shellcheck disable=SC2016,SC2154

load helper

word='s3cr3t-Zebra'

@test "values come from files, variables and commands, and go to those who need them" {
    server lxd1
    server lxd2
    secret lxd1 of-file file secrets/x
    secret lxd1 of_env env STACK_SECRET
    secret lxd2 of_command command 'printf "%s\\\\n\\\\n" "$PWD"'
    secret lxd2 of-file file secrets/x
    mkdir "$BATS_TEST_TMPDIR/stack/secrets"
    install -m 600 /dev/stdin "$BATS_TEST_TMPDIR/stack/secrets/x" <<<"$word"
    STACK_SECRET='two words' runner apply --yes
    [ "$status" -eq 0 ]
    # before the first command, and once
    [ "$(sed -n '/^lxd1 /{s/^lxd1 //p}' "$TRACE" | sed '/^done/d' | head -4)" = "serve 
secret of-file $word
secret of_env two words
apply base" ]
    [ "$(grep -c '^lxd1 secret' "$TRACE")" -eq 2 ]
    [ "$(grep '^lxd2 secret' "$TRACE")" = "lxd2 secret of_command $BATS_TEST_TMPDIR/stack\\n
lxd2 secret of-file $word" ]
}

@test "plan, status and verify need secrets, undo does not, a plan before an apply tells them once" {
    server lxd1
    secret lxd1 x env STACK_SECRET
    for verb in plan status verify; do
        : >"$TRACE"
        STACK_SECRET=$word runner "$verb"
        grep -q "^lxd1 secret x $word" "$TRACE"
        runner "$verb"
        [ "$status" -eq 2 ]
    done
    : >"$TRACE"
    STACK_SECRET=$word runner undo --yes
    [ "$status" -eq 0 ]
    runner undo --yes
    [ "$status" -eq 0 ]
    none grep -q secret "$TRACE"
    command -v script || skip "no script(1)"
    : >"$TRACE"
    STACK_SECRET=$word run script -qec "$LSTACKER_RUN_PROGRAM -C $build apply" /dev/null <<<"y"
    echo "$output"
    [ "$status" -eq 0 ]
    [ "$(grep -c '^lxd1 secret' "$TRACE")" -eq 1 ]
}

@test "a value may hold any byte but NUL" {
    server lxd1 'on_secret() { printf "%s\n" "$line" >"$TRACE.value"; }'
    secret lxd1 x file x
    # every byte but NUL, and newlines at the end of which one does not count
    # shellcheck disable=SC2059 # bytes by their numbers
    for i in $(seq 255); do printf "\\$(printf %o "$i")"; done >"$BATS_TEST_TMPDIR/stack/x"
    printf '\n\n' >>"$BATS_TEST_TMPDIR/stack/x"
    chmod 600 "$BATS_TEST_TMPDIR/stack/x"
    runner plan
    [ "$status" -eq 4 ]
    sed 's/^secret x //' "$TRACE.value" | tr -d '\n' >"$TRACE.got"
    head -c 256 "$BATS_TEST_TMPDIR/stack/x" |
        sed 's/\\/\\\\/g; s/\t/\\t/g; s/\r/\\r/g' | awk '{ printf "%s%s", sep, $0; sep = "\\n" } END { printf "\\n" }' |
        cmp - "$TRACE.got"
    # the longest one
    head -c 65536 /dev/zero | tr '\0' x >"$BATS_TEST_TMPDIR/stack/x"
    runner plan
    [ "$status" -eq 4 ]
    [ "$(wc -c <"$TRACE.value")" -eq $((65536 + 10)) ]
}

@test "all that cannot be had is told at once, and nothing is contacted" {
    server lxd1
    server lxd2
    cd "$BATS_TEST_TMPDIR/stack"
    mkfifo pipe
    mkdir directory
    : >empty
    echo >newline
    printf 'a\0b' >nul
    head -c 65537 /dev/zero | tr '\0' x >long
    chmod 600 empty newline nul long
    secret lxd1 s1 file none/x
    secret lxd1 s2 file pipe
    secret lxd1 s3 file directory
    secret lxd1 s4 file empty
    secret lxd1 s5 file newline
    secret lxd1 s6 file nul
    secret lxd1 s7 file long
    secret lxd1 s8 env NOT_SET
    secret lxd1 s9 env EMPTY
    secret lxd2 s10 command 'echo hidden; echo "no such vault" >&2; exit 3'
    secret lxd2 s11 command 'true'
    secret lxd2 s12 command 'yes'
    secret lxd2 s13 command 'kill -9 $$'
    secret lxd2 s14 command 'no-such-program'
    secret lxd2 good command 'echo hidden'
    EMPTY='' runner apply --yes
    [ "$status" -eq 2 ]
    [ ! -s "$TRACE" ]
    says 'lstacker-run: secret `s1` (lstacker.yaml:40:3): cannot read the file none/x: No such file or directory'
    says 'help: write the value into that file'
    says '`s2` (lstacker.yaml:40:3): pipe is no regular file'
    says '`s3` (lstacker.yaml:40:3): directory is no regular file'
    says '`s4` (lstacker.yaml:40:3): the file `empty` holds nothing'
    says '`s5` (lstacker.yaml:40:3): the file `newline` holds nothing'
    says '`s6` (lstacker.yaml:40:3): its value holds a NUL byte'
    says '`s7` (lstacker.yaml:40:3): its value is too long'
    says '`s8` (lstacker.yaml:40:3): the environment variable NOT_SET is not set'
    says '`s9` (lstacker.yaml:40:3): the environment variable EMPTY is empty'
    says '`s10` (lstacker.yaml:40:3): its command failed with status 3'
    says '   | no such vault'
    says '`s11` (lstacker.yaml:40:3): the command `true` prints nothing'
    says '`s12` (lstacker.yaml:40:3): its value is too long'
    says '`s13` (lstacker.yaml:40:3): its command was ended by signal 9'
    says '`s14` (lstacker.yaml:40:3): its command failed with status 127'
    says_not good
    says_not hidden
    # only what the chosen servers need
    runner plan --limit lxd2
    says_not '`s1`'
    says '`s10`'
}

@test "what a command leaves behind is not waited for" {
    server lxd1
    secret lxd1 x command 'sleep 300 & echo $!'
    SECONDS=0
    runner plan
    [ "$status" -eq 4 ]
    [ "$SECONDS" -lt 20 ]
    kill "$(sed -n 's/^lxd1 secret x //p' "$TRACE")"
}

@test "a command on a terminal may ask for a passphrase" {
    command -v script || skip "no script(1)"
    server lxd1
    secret lxd1 x command 'read -r word </dev/tty && echo "$word"'
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build plan" /dev/null < <(sleep 1; echo "$word"; sleep 1)
    echo "$output"
    grep -qx "lxd1 secret x $word" "$TRACE"
}

@test "a file that others may read is warned of" {
    server lxd1
    secret lxd1 x file x
    echo y >"$BATS_TEST_TMPDIR/stack/x"
    chmod 640 "$BATS_TEST_TMPDIR/stack/x"
    runner plan
    [ "$status" -eq 4 ]
    says 'warning: others may read or change the file of the secret `x`: `chmod 600 x`'
    chmod 600 "$BATS_TEST_TMPDIR/stack/x"
    runner plan
    says_not warning
}

# Looks for the word wherever a process shows something of itself.
@test "no process, no output and no file knows a value" {
    server lxd1 'on_plan() {
        for dir in /proc/[0-9]*; do
            tr "\0" " " <"$dir/cmdline" 2>/dev/null | grep -q "[s]3cr3t-Zebra" && echo "${dir##*/}" >>"$TRACE.seen"
        done
        set -- $PPID
        while [ "$1" -gt 1 ]; do # as far up as the runner; bats and its shell have it on purpose
            case $(readlink "/proc/$1/exe") in *lstacker-run*) last=yes ;; *) last=no ;; esac
            tr "\0" "\n" <"/proc/$1/environ" | grep -q "[s]3cr3t-Zebra" && echo "environ of $1" >>"$TRACE.seen"
            [ "$last" = no ] || break
            set -- $(awk "\$1 == \"PPid:\" { print \$2 }" "/proc/$1/status")
        done
        [ "$last" = yes ] || echo "no runner" >>"$TRACE.seen"
        env | grep -q "[s]3cr3t-Zebra" && echo environment >>"$TRACE.seen"
        event end plan 0 0 0 0; }'
    secret lxd1 x env STACK_SECRET
    secret lxd1 y command 'printf "s3cr3t-%s\\\\n" Zebra'
    for option in --json --color=never; do
        STACK_SECRET=$word runner plan "$option"
        [ "$status" -eq 0 ]
        says_not "$word"
        [ ! -e "$TRACE.seen" ] || { cat "$TRACE.seen" && return 1; }
    done
    grep -q "^lxd1 secret y $word" "$TRACE"
    none grep -r "$word" "$build" "$LSTACKER_STATE" "$LSTACKER_RUN"
}

@test "a bad line of a secret is told" {
    server lxd1
    good=$(cat "$build/inventory")
    while IFS='|' read -r line said; do
        printf '%s\n%b\n' "$good" "$line" >"$build/inventory"
        runner plan
        [ "$status" -eq 2 ]
        says "inventory:3: this line $said"
    done <<'EOF'
secret\tlxd1\tx\tfile\ty|is not `secret SERVER NAME
secret\tlxd1\tx y\tfile\ty\tf:1:1|is not `secret SERVER NAME
secret\tlxd1\tx\tfile\t\tf:1:1|is not `secret SERVER NAME
secret\tlxd1\tx\tfiel\ty\tf:1:1|says neither `file` nor `env` nor `command`
EOF
}
