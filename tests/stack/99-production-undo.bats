#!/usr/bin/env bats
# The stack of 90-production is taken away: nothing of it stays.

bats_require_minimum_version 1.5.0
load helper

NAME=acme

@test "undo leaves nothing" {
    run on_stack "$NAME" lstacker-run undo --yes
    echo "$output"
    [ "$status" -eq 0 ]
    for host in h1 h2; do
        snapshot "$host" | diff "$BATS_RUN_TMPDIR/acme.$host.before" -
    done
}
