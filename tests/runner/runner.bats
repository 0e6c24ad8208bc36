#!/usr/bin/env bats
# lstacker-run against local servers whose bundles speak the protocol well or badly.

# shellcheck disable=SC2016,SC2154

load helper

@test "apply goes through all phases and finishes" {
    server lxd1
    server lxd2
    runner apply --yes
    [ "$status" -eq 0 ]
    says "2 servers: 0 ok, 14 changed, 0 failed"
    [ "$(grep -c '^lxd1 done apply' "$TRACE")" -eq 7 ]
    grep -q '^lxd2 done finish' "$TRACE"
    [ "$(grep -c bye "$TRACE")" -eq 2 ]
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the connections end after the runner
        [ -n "$(ls "$LSTACKER_RUN")" ] || break
        sleep 0.3
    done
    [ -z "$(ls "$LSTACKER_RUN")" ]
}

@test "a phase begins when all servers have ended the one before" {
    server slow 'on_apply() { [ "$1" != network ] || sleep 0.5; trace "ending $1"; event end "$1" 0 0 0 0; }'
    server fast
    runner apply --yes
    [ "$status" -eq 0 ]
    grep -n . "$TRACE"
    # the fast one's containers come after the slow one's network
    sed -n '/slow ending network/,$p' "$TRACE" | grep -q '^fast apply containers'
    none grep -q 'apply containers' <(sed '/slow ending network/,$d' "$TRACE")
}

@test "a failed step ends its server, shows output and position; others go on" {
    server lxd1 'on_apply() {
        event begin "$1"; step bad start; step bad failed "still missing: x"
        event log bad "line one"; event log bad "line two"; event end "$1" 0 0 1 0; }'
    server lxd2
    runner apply --yes
    [ "$status" -eq 1 ]
    says "lxd1: failed: title of bad"
    says "  --> lstacker.yaml:4:1"
    says "   | line one"
    says "   | line two"
    says "   = still missing: x"
    says "2 servers: 0 ok, 7 changed, 1 failed"
    none grep -q 'lxd1 apply network' "$TRACE"
    grep -q 'lxd2 done finish' "$TRACE"
}

@test "plan shows what would change and says so in its status" {
    server lxd1
    server lxd2 'on_plan() { step c ok; event end plan 1 0 0 0; }'
    runner plan
    [ "$status" -eq 4 ]
    says "+ title of b"
    says "2 servers: 2 ok, 1 to change, 0 failed"
    none grep -q apply "$TRACE"
}

@test "plan without changes is status 0" {
    server lxd2 'on_plan() { step c ok; event end plan 1 0 0 0; }'
    runner plan
    [ "$status" -eq 0 ]
}

@test "status and verify show their steps" {
    server lxd1
    runner status
    [ "$status" -eq 0 ]
    says "= title of a"
    says "~ title of b"
    says "is down"
    runner verify
    [ "$status" -eq 1 ]
    says "   | no such bridge"
}

@test "apply and undo without --yes and without a terminal are wrong usage" {
    server lxd1
    runner apply
    [ "$status" -eq 2 ]
    says "help: say --yes"
    runner undo
    [ "$status" -eq 2 ]
    [ ! -s "$TRACE" ]
    runner undo --yes
    [ "$status" -eq 0 ]
    says "1 server: 0 ok, 1 undone, 0 failed"
}

@test "facts reach all others before the next phase, and nobody else" {
    server lxd1 'on_apply() { event begin "$1"; [ "$1" != base ] || event fact token "s3cr\\\\t t"; event end "$1" 0 0 0 0; }'
    server lxd2
    server lxd3
    for mode in --json --color=always; do
        runner apply --yes $mode
        [ "$status" -eq 0 ]
        says_not s3cr
    done
    [ "$(grep -c '^lxd[23] fact token s3cr\\\\t t$' "$TRACE")" -eq 4 ]
    none grep -q '^lxd1 fact' "$TRACE"
    awk '/^lxd2 fact/ {f = 1} /^lxd2 apply network/ {exit !f}' "$TRACE"
}

@test "a server that falls silent is given up" {
    server hung 'on_apply() { event begin "$1"; step zzz start; sleep 31.25; }'
    server lxd2
    runner apply --yes --timeout 1
    [ "$status" -eq 1 ]
    says "no sign of life for 1 s in step \`title of zzz\`"
    grep -q 'lxd2 done finish' "$TRACE"
    none pgrep -f "[s]leep 31.25"
}

@test "a step that says how long it may be silent is waited for as long, not longer" {
    long='event step slow start 3000 lstacker.yaml:4:1 - "title of slow"; event step fast start 10 - - fast'
    server patient "on_apply() { event begin \$1; $long; sleep 2; event end \$1 1 0 0 0; }"
    server hung "on_apply() { event begin \$1; [ \$1 = base ] || sleep 31.5; $long; event end \$1 1 0 0 0; }"
    server silent "on_apply() { $long; sleep 31.5; }"
    runner apply --yes --timeout 1
    [ "$status" -eq 1 ]
    grep -q 'patient done finish' "$TRACE"
    says "no sign of life for 1 s in \`network\`"
    says "no sign of life for 3 s in step \`fast\`"
    none pgrep -f "[s]leep 31.5"
}

@test "ticks are no progress" {
    server hung 'on_apply() { while sleep 0.2; do event tick; done; }'
    runner apply --yes --timeout 1
    [ "$status" -eq 1 ]
    says "no sign of life"
}

@test "a lock held by another run is told" {
    server lxd1 'on_apply() { event error locked "held by joe on pts/3 since 12:00"; exit 5; }'
    server lxd2
    runner apply --yes
    [ "$status" -eq 1 ]
    says "held by joe on pts/3 since 12:00"
    says "wait until that run has ended"
    grep -q 'lxd2 done finish' "$TRACE"
}

@test "a connection lost midway counts as unreachable and names the step" {
    server lxd1 'on_apply() { event begin "$1"; step zzz start; kill -9 $$; }'
    server lxd2
    runner apply --yes
    [ "$status" -eq 3 ]
    says "lost"
    says "the connection was lost in step \`title of zzz\`"
    says "run it again: it completes"
    grep -q 'lxd2 done finish' "$TRACE"
}

@test "a connection lost while waiting for the others" {
    server lxd1 'on_apply() { event begin "$1"; event end "$1" 0 0 0 0; exit 0; }'
    server lxd2 'on_apply() { sleep 0.3; event begin "$1"; event end "$1" 0 0 0 0; }'
    runner apply --yes
    [ "$status" -eq 3 ]
    says "while it waited for the others"
}

@test "a flood is cut off, in one line and in many" {
    server one 'on_apply() { head -c 200000 /dev/zero | tr "\0" x; sleep 20; }'
    server many 'on_apply() { yes "log	a	xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; }'
    server err 'on_apply() { yes >&2; }'
    server good
    runner apply --yes
    [ "$status" -eq 1 ]
    [ "$(grep -c 'cut off' <<<"$output")" -ge 3 ]
    grep -q 'good done finish' "$TRACE"
}

@test "malformed events are reported, unknown ones ignored" {
    server lxd1 'on_apply() { printf "step\tx\tok\n"; sleep 20; }'
    server lxd2 'on_apply() { printf "step\ta\twhat\t0\tp\tc\tt\tm\n"; sleep 20; }'
    server lxd3 'on_apply() { printf "fact\ta b;\tsecret\n"; sleep 20; }'
    server lxd4 'on_apply() { printf "weather\tgood\n\n\377\n"; event begin "$1"; event end "$1" 0 0 0 0; }'
    server lxd5 'on_apply() { event end swarm 0 0 0 0; }'
    runner apply --yes
    [ "$status" -eq 1 ]
    says "lxd1: failed: it sent a malformed event, \`step\`"
    says "lxd2: failed: it sent a malformed event, \`step\`"
    says "lxd3: failed: it sent a malformed event, \`fact\`"
    says "lxd5: failed: it sent a malformed event, \`end\`"
    says_not secret
    grep -q 'lxd4 done finish' "$TRACE"
}

@test "noise before the dialogue is passed over, another server's bundle is not" {
    server lxd1 'generation=x'
    server lxd2 'protocol=2'
    runner status
    [ "$status" -eq 1 ]
    says "its bundle is for server \`lxd1\`"
    says "speaks protocol 2"
}

@test "control characters do not reach the terminal" {
    server lxd1 'on_apply() { event begin "$1"; step a failed "$(printf "\033[2Jx\302\233y\r")"
        event log a "$(printf "\033]0;t\007")"; event end "$1" 0 0 1 0; }'
    runner apply --yes
    [ "$status" -eq 1 ]
    none grep -q $'[\001-\010\013-\037]' <<<"$output"
    says "?[2Jx?y"
    runner apply --yes --json
    jq -es . <<<"$output"
}

@test "a bundle that arrives damaged is refused" {
    server lxd1
    server lxd2
    server lxd3
    printf x | dd of="$build/bundles/lxd1.tar.gz" bs=1 seek=40 conv=notrunc 2>/dev/null
    cp "$build/bundles/lxd3.tar.gz" "$build/bundles/lxd2.tar.gz"
    runner apply --yes
    [ "$status" -eq 1 ]
    says "lxd1: failed: the bundle "
    says "lxd2: failed: the bundle has the digest"
    says "help: run \`lstackc build\` again"
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the connections end after the runner
        [ -n "$(ls "$LSTACKER_RUN")" ] || break
        sleep 0.3
    done
    [ -z "$(ls "$LSTACKER_RUN")" ]
}

@test "a bundle that is there already is not sent again" {
    server lxd1
    generation=$(printf lxd1 | sha256sum)
    mkdir -p "$LSTACKER_STATE/demo/generations"
    cp -r "$BATS_TEST_TMPDIR/tree-lxd1" "$LSTACKER_STATE/demo/generations/${generation%% *}"
    : >"$LSTACKER_STATE/demo/generations/${generation%% *}/.whole"
    echo broken >"$build/bundles/lxd1.tar.gz"
    runner apply --yes
    [ "$status" -eq 0 ]
}

@test "no room on the server is told with a remedy" {
    server lxd1
    LSTACKER_RUN=/nonexistent runner apply --yes
    [ "$status" -eq 1 ]
    says "make room there"
    mount -t tmpfs -o size=16k none "$LSTACKER_RUN" || skip "no mount here"
    mkdir "$BATS_TEST_TMPDIR/tree-lxd2"
    head -c 300000 /dev/urandom >"$BATS_TEST_TMPDIR/tree-lxd2/big"
    server lxd2
    runner apply --yes --limit lxd2
    umount "$LSTACKER_RUN"
    [ "$status" -eq 1 ]
    says "No space left on device"
    says "make room there"
}

@test "options reach the bundle" {
    server lxd1
    container "web'1 \$(x)" lxd1
    runner apply --yes --prune --recreate --container "web'1 \$(x)"
    [ "$status" -eq 0 ]
    grep -qF "serve --prune --recreate --container web'1 \$(x)" "$TRACE"
}

@test "--limit chooses servers, unknown ones are named with the nearest" {
    server lxd1
    server lxd2
    runner apply --yes --limit lxd2
    [ "$status" -eq 0 ]
    says "1 server:"
    none grep -q lxd1 "$TRACE"
    runner apply --yes --limit lxd2,lxd33
    [ "$status" -eq 2 ]
    says 'did you mean `lxd'
    says "the servers are lxd1, lxd2"
}

@test "--jobs bounds how many servers work at the same time" {
    for i in 1 2 3 4 5 6; do
        server "s$i" 'on_status() { sleep 0.2; step a ok; event end status 1 0 0 0; }'
    done
    runner status --jobs 2
    [ "$status" -eq 0 ]
    awk '/ status$/ {n++; if (n > most) most = n} / done status/ {n--} END {exit most > 2}' "$TRACE"
}

@test "forty servers at once" {
    for i in $(seq 40); do
        server "s$i"
    done
    runner apply --yes
    [ "$status" -eq 0 ]
    says "40 servers: 0 ok, 280 changed, 0 failed"
    runner apply --yes --jobs 3
    [ "$status" -eq 0 ]
}

@test "json: one object a line, the last one a summary" {
    server lxd1 'on_apply() { event begin "$1"; step a ok "$(printf "\377\"\\\\")"; event end "$1" 1 0 0 0; }'
    server lxd2 'on_apply() { exit 3; }'
    runner apply --yes --json
    [ "$status" -eq 3 ]
    jq -es . <<<"$output" >/dev/null
    [ "$(tail -n 1 <<<"$output" | jq -r '.event, .status, .ok, .servers[1].result' | paste -sd' ')" = "summary 3 7 lost" ]
    [ "$(jq -r 'select(.event=="step").message' <<<"$output" | head -n 1)" = $'\uFFFD"\\' ]
}

@test "an interrupted run ends its children, says what was done and 128 + signal" {
    server lxd1 'on_apply() { event begin "$1"; step zzz start; sleep 32.25; }'
    "$LSTACKER_RUN_PROGRAM" -C "$build" apply --yes >"$BATS_TEST_TMPDIR/out" 2>&1 3>&- &
    pid=$!
    for _ in $(seq 50); do grep -q 'lxd1 apply base' "$TRACE" && break; sleep 0.1; done
    sleep 0.2
    kill -TERM "$pid"
    status=0
    wait "$pid" || status=$?
    cat "$BATS_TEST_TMPDIR/out"
    [ "$status" -eq 143 ]
    grep -q 'lxd1: interrupted: in step `title of zzz`' "$BATS_TEST_TMPDIR/out"
    grep -q '1 server interrupted' "$BATS_TEST_TMPDIR/out"
    none pgrep -f "[s]leep 32"
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the connections end after the runner
        [ -n "$(ls "$LSTACKER_RUN")" ] || break
        sleep 0.3
    done
    [ -z "$(ls "$LSTACKER_RUN")" ]
}

@test "a killed run leaves no process behind" {
    server lxd1 'on_apply() { event begin "$1"; event end "$1" 0 0 0 0; }'
    server lxd2 'on_apply() { sleep 1; event begin "$1"; event end "$1" 0 0 0 0; }'
    "$LSTACKER_RUN_PROGRAM" -C "$build" apply --yes >/dev/null 2>&1 3>&- &
    pid=$!
    for _ in $(seq 50); do grep -q 'lxd1 done apply' "$TRACE" && break; sleep 0.1; done
    kill -9 "$pid"
    for _ in $(seq 50); do [ -z "$(ls "$LSTACKER_RUN")" ] && break; sleep 0.1; done
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the connections end after the runner
        [ -n "$(ls "$LSTACKER_RUN")" ] || break
        sleep 0.3
    done
    [ -z "$(ls "$LSTACKER_RUN")" ]
    runner apply --yes
    [ "$status" -eq 0 ]
}

@test "output into a closed pipe ends nothing" {
    server lxd1
    set +o pipefail
    "$LSTACKER_RUN_PROGRAM" -C "$build" apply --yes | true
    for _ in $(seq 50); do grep -q 'lxd1 done finish' "$TRACE" && break; sleep 0.1; done
    grep -q 'lxd1 done finish' "$TRACE"
}

@test "on a terminal: the plan is shown, asked about, and done or left" {
    server lxd1
    command -v script || skip "no script(1)"
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build apply" /dev/null <<<"n"
    echo "$output"
    [ "$status" -eq 4 ]
    says "nothing was changed"
    none grep -q apply "$TRACE"
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build apply" /dev/null <<<"y"
    echo "$output"
    [ "$status" -eq 0 ]
    says "Apply these changes on lxd1? [y/N]"
    says "1 server: 0 ok, 7 changed, 0 failed"
    [ "$(grep -c 'lxd1 plan' "$TRACE")" -eq 2 ]
}

@test "nothing to do is said and not asked about" {
    server lxd1 'on_plan() { step c ok; event end plan 1 0 0 0; }'
    command -v script || skip "no script(1)"
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build apply" /dev/null </dev/null
    [ "$status" -eq 0 ]
    says "nothing to do"
    says_not "[y/N]"
}

@test "on a terminal: undo names the servers, Ctrl-C while it asks ends it" {
    server lxd1
    server lxd2
    container web-1 lxd1
    command -v script || skip "no script(1)"
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build undo --container web-1" /dev/null <<<"n"
    echo "$output"
    [ "$status" -eq 4 ]
    says "containers with their data included, on lxd1 lxd2 (container web-1 only)? [y/N]"
    [ ! -s "$TRACE" ]
    run script -qec "$LSTACKER_RUN_PROGRAM -C $build apply" /dev/null < <(sleep 1; printf '\003'; sleep 0.5)
    echo "$output"
    [ "$status" -eq 130 ]
    says "nothing was changed"
    none grep -q 'apply' "$TRACE"
    for _ in 1 2 3 4 5 6 7 8 9 10; do # the connections end after the runner
        [ -n "$(ls "$LSTACKER_RUN")" ] || break
        sleep 0.3
    done
    [ -z "$(ls "$LSTACKER_RUN")" ]
}

@test "a big bundle arrives, and a server that dies while it does is told" {
    for name in lxd1 lxd2; do
        mkdir "$BATS_TEST_TMPDIR/tree-$name"
        head -c 9000000 /dev/urandom >"$BATS_TEST_TMPDIR/tree-$name/big"
    done
    server lxd1 'on_plan() { [ "$(wc -c <"$dir/big")" -eq 9000000 ] && event end plan 0 0 0 0; }'
    server lxd2 '' ssh
    FAKE_SSH=dies LSTACKER_SSH=$BATS_TEST_DIRNAME/fake-ssh runner plan
    [ "$status" -eq 3 ]
    grep -q 'lxd1 done plan' "$TRACE"
    says "lxd2: unreachable: Connection closed by remote host"
}

@test "an unknown container is refused, with the nearest name" {
    server lxd1
    server lxd2
    container web-1 lxd1
    runner apply --yes --container web1
    [ "$status" -eq 2 ]
    says "no server here has in stack"
    says 'did you mean `web-1`?'
    runner apply --yes --limit lxd2 --container web-1
    [ "$status" -eq 2 ]
    [ ! -s "$TRACE" ]
}

@test "a second runner with the same build directory is refused, a plan is not" {
    server lxd1
    flock "$build/inventory" sleep 5 3>&- &
    sleep 0.3
    runner apply --yes
    [ "$status" -eq 1 ]
    says "another lstacker-run is at work"
    runner plan
    [ "$status" -ne 1 ]
    wait
    runner apply --yes
    [ "$status" -eq 0 ]
}
