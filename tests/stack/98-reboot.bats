#!/usr/bin/env bats
# After a reboot of each server, all that 90-production promises is there again, without any run.

bats_require_minimum_version 1.5.0
load helper

NAME=acme

exposed() { # as the world sees it; that the connection is there shows in nobody ending it before curl does
    on master 'curl -sSkf -m 5 -o /dev/null --resolve www.example.com:443:198.18.0.11 https://www.example.com/ || exit
        curl -s -m 2 telnet://198.18.0.11:15432 </dev/null
        [ $? -eq 28 ]'
}

named() { # over the network, by a name
    in_container h2 db curl -sSf -m 5 -o /dev/null http://web-1.prod.example.com/
}

watched() { # all targets of Prometheus are up
    # shellcheck disable=SC2016 # for jq
    in_container h1 gate curl -sf -m 5 'http://127.0.0.1:9090/api/v1/query?query=up' |
        jq -e '[.data.result[].value[1]] | length >= 6 and all(. == "1")'
}

@test "after a reboot of each server, the world, people and names find everything" {
    lab reboot h1 &
    local first=$!
    lab reboot h2
    wait "$first"
    wait_for 90 exposed
    wait_for 30 on_stack "$NAME" ssh -F build/ssh_config -o BatchMode=yes -o ConnectTimeout=5 db true
    wait_for 30 on_stack "$NAME" ssh -F build/ssh_config -o BatchMode=yes -o ConnectTimeout=5 desk true
    wait_for 30 named
    wait_for 60 watched
}

@test "and an apply has nothing to do" {
    run -0 on_stack "$NAME" lstacker-run apply --yes --json
    diff /dev/null <(printf '%s\n' "$output" | changed_ids)
}
