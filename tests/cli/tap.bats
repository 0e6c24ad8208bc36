#!/usr/bin/env bats
# tests/tap itself: a test that cannot fail is none.

bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    tap=${root:?}/tests/tap
    printf '%s\n' '1..3' 'ok 1 - a' 'ok 2 b # skip no such thing' 'ok 3 c' >good
    printf '%s\n' '1..2' 'ok 1 a' 'not ok 2 b' '# because' '# of this' >bad
}

@test "counts over several suites, skips by name and reason" {
    run "$tap" "cat good" "cat good"
    [ "$status" -eq 0 ]
    [ "${lines[-1]}" = "4 passed, 0 failed, 2 skipped" ]
    [[ $output == *"cat good: b: no such thing"* ]]
}

@test "a failure is shown with what it said" {
    run "$tap" "cat bad" "cat good"
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = "3 passed, 1 failed, 1 skipped" ]
    [[ $output == *"not ok: cat bad: b"*"    because"*"    of this"* ]]
}

@test "no plan, a short plan, a long plan, a crash, a bad exit status, a bail-out: failed" {
    printf '%s\n' 'ok 1 a' >no-plan
    printf '%s\n' '1..2' 'ok 1 a' >short
    printf '%s\n' '1..1' 'ok 1 a' 'ok 2 b' >long
    for suite in "cat no-plan" "cat short" "cat long" "cat good; kill -9 \$\$" "cat good; exit 3" \
        "no-such-program" "echo '1..2'; echo 'ok 1 a'; echo 'Bail out! no more'" ":"; do
        run "$tap" "$suite"
        echo "$suite: $output"
        [ "$status" -eq 1 ]
        [[ ${lines[-1]} == *" passed, 1 failed, "* ]]
    done
}

@test "bats and its failures" {
    # shellcheck disable=SC2016
    printf '%s\n' '@test "x y" {' '  echo said so' '  false' '}' '@test "z" { skip "why not"; }' >t.bats
    run "$tap" "env -i PATH=/usr/bin:/bin bats --tap t.bats"
    echo "$output"
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = "0 passed, 1 failed, 1 skipped" ]
    [[ $output == *"x y"*"said so"* ]]
    [[ $output == *"z: why not"* ]]
}

@test "no suite: usage" {
    run "$tap"
    [ "$status" -eq 2 ]
    [[ $output == *"tests/tap SUITE"* ]]
}

@test "suites side by side: all are counted, and each is shown as a whole" {
    run "$tap" 'printf "1..2\nok 1 a\nnot ok 2 b\n"; sleep 0.3' -- 'printf "1..1\nok 1 c # skip why\n"' 'printf "1..1\nok 1 d\n"'
    echo "$output"
    [ "$status" -eq 1 ]
    [ "${lines[-1]}" = "2 passed, 1 failed, 1 skipped" ]
    [[ $output == *"not ok: "*": b"* ]]
}

@test "a suite that never tells its end is a failure" {
    run "$tap" 'kill -9 $PPID; sleep 1' -- 'printf "1..1\nok 1 d\n"'
    echo "$output"
    [ "$status" -eq 1 ]
    [[ $output == *"only 1 of 2 suites have ended"* ]]
    [ "${lines[-1]}" = "1 passed, 1 failed, 0 skipped" ]
}
