#!/usr/bin/env bats
# The engine with a family of fake resources (fake.sh): no root, no daemons.
# Run with RUNTIME_SH='busybox sh' to have it interpreted by that; the default is dash.
# The last test of this file runs the file again so.

bats_require_minimum_version 1.5.0

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/root" "$T/run"
    export LSTACKER_HOST_KEYS=/nonexistent
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run FAKE_ROOT=$T/root LSTACKER_LOCK_WAIT=1
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    new b
}

# new DIR : an empty bundle of stack acme, with the fake family
new() {
    bundle_new "$T/$1" acme h1
    cp "$BATS_TEST_DIRNAME/fake.sh" "$T/$1/lib/base.sh"
}

four() {
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_step two network 'thing two' '' fake_bulk two 2
    bundle_step three network 'thing three' '' fake_bulk three 3
    bundle_step four containers 'thing four' four fake_thing four 4
    bundle_seal
}

go() {
    "${SH[@]}" "$T/b/run" "$@"
}

# states : `ID STATE` of each step event on standard input
states() {
    awk -F '\t' '$1 == "step" && $3 != "start" { printf "%s%s:%s", sep, $2, $3; sep = " " } END { print "" }'
}

nothing_left() {
    [ ! -e "$T/state" ]
    [ -z "$(ls -A "$T/run")" ]
}

@test "plan foretells exactly what apply changes, and leaves nothing" {
    four
    run -4 go plan --events
    nothing_left
    [ ! -e "$T/root/one" ]
    planned=$(states <<<"$output")
    [ "$planned" = 'one:differs two:differs three:differs four:differs' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = "${planned//differs/changed}" ]
    run -0 go plan
    [ "$output" = 'plan: 4 ok, 0 to change, 0 failed, 0 held' ]
}

@test "a second apply changes nothing and reads once" {
    four
    go apply
    : >"$T/root/calls"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'one:ok two:ok three:ok four:ok' ]
    [ "$(cat "$T/root/calls")" = read ]
}

@test "a batch is probed, queued, flushed once and probed again" {
    four
    go apply
    grep -qx 'flush two three' "$T/root/calls"
    rm "$T/root/three"
    : >"$T/root/calls"
    go apply
    grep -qx 'flush three' "$T/root/calls"
}

@test "drift: only what differs is mended" {
    four
    go apply
    printf x >"$T/root/three"
    rm "$T/root/four"
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'one:ok two:ok three:differs four:differs' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'one:ok two:ok three:changed four:changed' ]
}

@test "undo takes everything away, and the state directory too" {
    four
    go apply
    run -0 go undo --yes --events
    [ "$(states <<<"$output")" = 'four:removed three:removed two:removed one:removed' ]
    rm "$T/root/calls"
    [ -z "$(ls -A "$T/root")" ]
    nothing_left
    run -0 go undo --yes --events
    [ "$(states <<<"$output")" = 'four:ok three:ok two:ok one:ok' ]
    nothing_left
}

@test "undo asks, and without a terminal wants --yes" {
    four
    go apply
    run -2 go undo </dev/null
    [ -e "$T/root/one" ]
}

@test "undo of one container; apply of one container" {
    bundle_step base base 'base' '' fake_thing base 1
    bundle_step a containers 'a' a fake_thing a 1
    bundle_step b containers 'b' b fake_thing b 1
    bundle_seal
    run -0 go apply --container a --events
    [ "$(states <<<"$output")" = 'base:changed a:changed' ]
    go apply
    run -0 go undo --container a --yes --events
    [ "$(states <<<"$output")" = 'a:removed' ]
    [ -e "$T/root/b" ] && [ -e "$T/root/base" ]
    run -1 grep -q '^a ' "$T/state/acme/owned"
    run -0 go plan --container=b
    run -4 go plan
}

@test "a failing step: log, position, later steps skipped, exit status 1" {
    bundle_step ok base 'fine' '' fake_thing ok 1
    bundle_step bad base 'bad one' '' fake_thing bad fail:x
    bundle_step later base 'later' '' fake_thing later 1
    bundle_step more network 'more' '' fake_bulk more 1
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'ok:changed bad:failed later:skipped more:skipped' ]
    [ "$(grep -c '^log' <<<"$output")" -eq 10 ]
    grep -qx $'log\tbad\toutput 12\\\\tof bad' <<<"$output"
    run -1 grep -q 'output 2\\t' <<<"$output"
    [ "$(wc -l <"$T/state/acme/log/bad.log")" -eq 12 ]
    run -1 go apply
    grep -q 'lstacker.yaml:2:3' <<<"$output"
    grep -q '| output 12' <<<"$output"
    # What was begun is known, and the next apply completes.
    grep -q '^bad ' "$T/state/acme/owned"
    [ ! -e "$T/state/acme/current" ]
    printf 'fail:x' >"$T/root/bad"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'ok:ok bad:ok later:changed more:changed' ]
}

@test "several steps in one file: each is found, and fails by itself" {
    bundle_step one base 'one' '' fake_thing one 1
    bundle_step bad base 'bad' '' fake_thing bad fail:x
    bundle_step kept base 'kept' '' fake_thing kept keep:x
    bundle_step last base 'last' '' fake_thing last 1
    cat "$T"/b/steps/*.sh >"$T/all"
    rm "$T"/b/steps/*
    cp "$T/all" "$T/b/steps/010-all.sh"
    bundle_seal
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'one:differs bad:differs kept:differs last:differs' ]
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'one:changed bad:failed kept:skipped last:skipped' ]
    grep -q 'failed with status 3' <<<"$output"
    printf 'fail:x' >"$T/root/bad"
    go apply
    run -1 go undo --yes --events
    [ "$(states <<<"$output")" = 'last:removed kept:failed bad:removed one:removed' ]
    new b
    bundle_step one base 'one' '' fake_thing one 1
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'one:changed kept:failed' ]
}

@test "an apply whose probe still differs is a failure" {
    bundle_step liar base 'liar' '' fake_thing liar lie:x
    bundle_step bulk network 'bulk' '' fake_bulk bulk fail:x
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'liar:failed bulk:skipped' ]
    printf lie:x >"$T/root/liar"
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'liar:ok bulk:failed' ]
    grep -qx $'log\tbulk\tbulk output' <<<"$output"
}

@test "one failing step of a batch leaves the others changed" {
    bundle_step good network 'good' '' fake_bulk good 1
    bundle_step bad network 'bad' '' fake_bulk bad fail:x
    bundle_step fine network 'fine' '' fake_bulk fine 1
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'good:changed bad:failed fine:changed' ]
}

@test "a conflict is never touched" {
    four
    : >"$T/root/foreign-one"
    run -1 go plan --events
    [ "$(states <<<"$output")" = 'one:failed two:differs three:differs four:differs' ]
    grep -q 'in the way: one is foreign' <<<"$output"
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'one:failed two:skipped three:skipped four:skipped' ]
    [ ! -e "$T/root/one" ]
}

@test "held without --recreate, changed with it" {
    bundle_step fix containers 'fix' fix fake_thing fix new
    bundle_step after containers 'after' '' fake_thing after 1
    bundle_seal
    printf fixed:old >"$T/root/fix"
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'fix:held after:differs' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'fix:held after:changed' ]
    [ "$(cat "$T/root/fix")" = fixed:old ]
    run -0 go plan
    run -4 go plan --recreate --events
    [ "$(states <<<"$output")" = 'fix:differs after:ok' ]
    run -0 go apply --recreate --events
    [ "$(states <<<"$output")" = 'fix:changed after:ok' ]
}

@test "stale steps are removed by the code of their generation; data wants --prune" {
    four
    go apply
    old=$bundle_generation
    new b
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_step five base 'thing five' '' fake_thing five 5
    bundle_seal
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'one:ok five:differs four:held three:remove two:remove' ]
    grep -q $'step\tthree\tremove\t0\t\t\tthing three' <<<"$output"
    : >"$T/root/calls"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'one:ok five:changed four:held three:removed two:removed' ]
    grep -q "undo three $old" "$T/root/calls"
    [ ! -e "$T/root/two" ] && [ -e "$T/root/four" ]
    grep -q "^four $old four\$" "$T/state/acme/owned"
    [ -d "$T/state/acme/generations/$old" ]
    [ "$(readlink "$T/state/acme/previous")" = "generations/$old" ]
    run -0 go apply --prune --events
    [ "$(states <<<"$output")" = 'one:ok five:ok four:removed' ]
    [ ! -e "$T/root/four" ]
    # A third generation: nothing names the first any more.
    new b
    bundle_step one base 'thing one' '' fake_thing one 2
    bundle_seal
    go apply
    [ ! -e "$T/state/acme/generations/$old" ]
    set -- "$T"/state/acme/generations/*
    [ "$#" -eq 2 ]
    go undo --yes
    nothing_left
}

@test "undo also takes what is stale" {
    four
    go apply
    new b
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_seal
    run -0 go undo --yes --events
    [ "$(states <<<"$output")" = 'four:removed three:removed two:removed one:removed' ]
    nothing_left
}

@test "a stale step that cannot be undone stays known" {
    bundle_step k base 'k' '' fake_thing k keep:x
    bundle_seal
    go apply
    new b
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_seal
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'one:changed k:failed' ]
    grep -q '^k ' "$T/state/acme/owned"
    run -1 go undo --yes
    [ -d "$T/state/acme" ]
}

@test "journal: a line a changed step and a line a run" {
    four
    go apply
    go apply
    [ "$(cut -d ' ' -f 2- "$T/state/acme/journal" | head -n 1)" = "step $bundle_generation one changed" ]
    [ "$(grep -c " apply $bundle_generation good" "$T/state/acme/journal")" -eq 2 ]
    [ "$(wc -l <"$T/state/acme/journal")" -eq 6 ]
    grep -Eq '^20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z ' "$T/state/acme/journal"
}

@test "owned is mended when it was lost" {
    four
    go apply
    rm "$T/state/acme/owned"
    go apply
    [ "$(wc -l <"$T/state/acme/owned")" -eq 4 ]
    go undo --yes
    nothing_left
}

@test "lock: another run is told and left alone" {
    bundle_step slow base 'slow' '' fake_thing slow slow:1
    bundle_seal
    go apply &
    sleep 0.5
    run -5 go apply --events
    [[ ${lines[-1]} == $'error\tlocked\tanother run holds the lock'* ]]
    wait
    go apply
}

@test "lock: by hand, the wait is told" {
    four
    mkdir -p "$T/state/acme"
    printf 'process 1, joe\n' >"$T/state/acme/lock"
    flock "$T/state/acme/lock" sleep 1 &
    sleep 0.3
    LSTACKER_LOCK_WAIT=10 run -0 go apply
    [ "${lines[0]}" = 'waiting for another run (process 1, joe)' ]
    wait
}

@test "a stored bundle without its seal is not believed, but stored again" {
    four
    go apply
    stored=$T/state/acme/generations/$bundle_generation
    [ -e "$stored/.whole" ]
    rm "$stored/.whole"
    : >"$stored/lib/values.sh"
    go apply
    [ -e "$stored/.whole" ] && [ -s "$stored/lib/values.sh" ]
    rm "$stored/.whole"
    run -1 "${SH[@]}" "$stored/run" apply
    [[ $output == *'is not whole: run it from where it was built'* ]]
}

@test "a stale step whose undo cannot say anything: what is known is told" {
    four
    go apply
    old=$bundle_generation
    new b
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_seal
    printf 'exit 7\n' >"$T/state/acme/generations/$old/run"
    run -1 go apply
    [[ $output == *'its undo ended with status 7 and told nothing more'* && $output != *'code of its generation'* ]]
    rm "$T/state/acme/generations/$old/run"
    run -1 go apply
    [[ $output == *'the code of its generation is gone'* ]]
}

@test "kill -9 in the middle: the next apply completes, the undo knows all" {
    bundle_step one base 'one' '' fake_thing one 1
    bundle_step slow base 'slow' '' fake_thing slow slow:1
    bundle_step three network 'three' '' fake_bulk three 3
    bundle_seal
    "${SH[@]}" "$T/b/run" apply >"$T/out" 2>&1 &
    pid=$!
    sleep 0.7
    kill -9 "$pid"
    wait "$pid" || :
    grep -q '^slow ' "$T/state/acme/owned"
    run -4 go plan --events
    [ "$(states <<<"$output")" = 'one:ok slow:differs three:differs' ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'one:ok slow:changed three:changed' ]
    [ -z "$(ls -A "$T/run")" ]
    go undo --yes
    nothing_left
}

@test "a torn line in owned is no harm" {
    four
    go apply
    printf 'half a1b2' >>"$T/state/acme/owned"
    go apply
    go undo --yes
    nothing_left
}

@test "SIGTERM ends a run at once and cleans up" {
    bundle_step slow base 'slow' '' fake_thing slow slow:1
    bundle_seal
    "${SH[@]}" "$T/b/run" apply >"$T/out" 2>&1 &
    pid=$!
    sleep 0.7
    kill -TERM "$pid"
    SECONDS=0
    wait "$pid" || status=$?
    [ "$status" -eq 143 ] && [ "$SECONDS" -lt 2 ]
    [ -z "$(ls -A "$T/run")" ]
}

@test "values that bite arrive literally, and in events on one line" {
    hostile=$'$(touch '"$T"$'/pwned)`touch '"$T"$'/pwned`\'"\n\tline 2\r\\n %s %d -x é ☃ * ~ ;#&|<>!{a,b}'
    bundle_step nasty base "-e $hostile" '' fake_thing nasty "$hostile"
    bundle_step bulk base "%s$hostile" '' fake_bulk bulk "$hostile"
    bundle_step dash base '--help' '' fake_thing dash '-n -e --help'
    bundle_seal
    run -4 go plan --events
    [ "${#lines[@]}" -eq 5 ]
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'nasty:changed bulk:changed dash:changed' ]
    [ "$(cat "$T/root/nasty" && printf x)" = "${hostile}x" ]
    [ "$(cat "$T/root/bulk" && printf x)" = "${hostile}x" ]
    [ "$(cat "$T/root/dash")" = '-n -e --help' ]
    [ ! -e "$T/pwned" ]
    # The reader's side of the escaping gives the title back.
    title=$(awk -F '\t' '$2 == "nasty" { print $7; exit }' <<<"$output")
    title=${title//\\\\/$'\001'}
    title=${title//\\n/$'\n'} title=${title//\\t/$'\t'} title=${title//\\r/$'\r'}
    [ "${title//$'\001'/\\}" = "-e $hostile" ]
    run -0 go status
    go apply
    go undo --yes
    [ ! -e "$T/pwned" ]
}

@test "status is an inventory, verify tests what runs" {
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_step broken base 'thing b' '' fake_thing b broken:1
    bundle_seal
    run -0 go status --events
    [ "$(states <<<"$output")" = 'one:differs broken:differs' ]
    go apply
    run -0 go status
    grep -q 'a note on one' <<<"$output"
    run -1 go verify --events
    [ "$(states <<<"$output")" = 'one:ok broken:failed' ]
    grep -q 'b does not work' <<<"$output"
    run -0 go plan
}

@test "serve: the whole dialogue" {
    four
    run -0 go serve <<<$'plan\nfact token se cret\napply base\napply network\napply containers\napply services\nfinish\nnonsense\napply bogus\nstatus\nverify\nundo'
    [ "${lines[0]}" = $'hello\t1\tacme\th1\t'"$bundle_generation" ]
    [ "${lines[1]}" = $'begin\tplan' ]
    [ "$(grep '^end' <<<"$output")" = $'end\tplan\t0\t4\t0\t0
end\tbase\t0\t1\t0\t0
end\tnetwork\t0\t2\t0\t0
end\tcontainers\t0\t1\t0\t0
end\tservices\t0\t0\t0\t0
end\tfinish\t0\t0\t0\t0
end\tstatus\t4\t0\t0\t0
end\tverify\t4\t0\t0\t0
end\tundo\t0\t4\t0\t0' ]
    [ "$(grep -c '^error.usage' <<<"$output")" -eq 2 ]
    run -1 grep -q 'se cret' <<<"$output"
    nothing_left
}

@test "serve: plan and an apply right after it read the system once" {
    four
    go apply
    : >"$T/root/calls"
    go serve <<<$'plan\napply base\napply network\napply containers\nfinish'
    [ "$(cat "$T/root/calls")" = read ]
}

@test "serve: the lock is let go at the end of input" {
    four
    go serve <<<'apply base'
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'one:ok two:changed three:changed four:changed' ]
}

@test "serve: a runner that hangs up ends a long step soon, and gives the lock back" {
    bundle_step slow base 'slow' '' fake_thing slow slow:1
    bundle_step later base 'later' '' fake_thing later slow:2
    bundle_step last base 'last' '' fake_thing last slow:3
    bundle_seal
    printf 'apply base\n' | go serve | head -n 3 >"$T/out"
    grep -q hello "$T/out"
    [ ! -e "$T/root/last" ]
    LSTACKER_LOCK_WAIT=10 go apply
}

@test "serve --prune and --recreate are options of the dialogue" {
    four
    go apply
    new b
    bundle_step one base 'thing one' '' fake_thing one 1
    bundle_seal
    run -0 go serve --prune <<<$'plan\napply base\nfinish'
    [[ $output == *$'step\tfour\tremove'*$'step\tfour\tremoved'* ]]
}

@test "wrong usage: status 2" {
    four
    run -2 go
    run -2 go destroy
    run -2 go plan --nonsense
    run -2 go plan --container
    run -0 go --help
}

@test "a bundle of another protocol, or with an unknown kind, is refused" {
    four
    sed -i s/protocol=1/protocol=9/ "$T/b/bundle.sh"
    run -2 go plan
    new b
    bundle_step one base 'thing one' '' mystery one 1
    bundle_seal
    run -2 go plan --events
    [[ $output == *$'error\tusage\t'*mystery* ]]
    nothing_left
}

@test "it runs from any directory, by any path, with any umask" {
    four
    cd /
    umask 077
    "${SH[@]}" "$T/b/run" apply
    cd "$T/b"
    run -0 "${SH[@]}" run plan
    cd "$T"
    run -0 "${SH[@]}" b/run plan
    run -0 "${SH[@]}" "$T/state/acme/current/run" apply
    [ "$(stat -c %a "$T/state/acme")" = 700 ]
    [ "$(stat -c %a "$T/root/one")" = 644 ]
}

@test "the same under busybox sh" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is it'
    command -v busybox || skip 'no busybox'
    RUNTIME_SH='busybox sh' run -0 bats "$BATS_TEST_FILENAME"
}

@test "the runtime is shellcheck-clean" {
    [ -z "${RUNTIME_SH-}" ] || skip
    command -v shellcheck || skip 'no shellcheck'
    cd "$BATS_TEST_DIRNAME/../../runtime-scripts"
    shellcheck -x -a run
}
