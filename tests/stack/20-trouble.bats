#!/usr/bin/env bats
# What goes wrong at run time: a server gone, a runner killed, a step that fails, two masters.

load helper

NAME=trouble

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: trouble
ssh: {user: lab, authorized_keys: keys/team.pub}
networks:
  prod: {subnet: 10.104.0.0/16}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container: {image: "local:lab/debian-12"}
servers:
  h1: {address: 198.18.0.11, segment: 1}
  h2: {address: 198.18.0.12, segment: 2}
containers:
  one: {server: h1, networks: [prod]}
  two: {server: h2, networks: [prod]}
YAML
    on_stack "$NAME" lstackc build
}

teardown_file() {
    load helper
    lab heal h2 || :
    on_stack "$NAME" lstacker-run undo --yes || :
}

@test "one server unreachable: the other is built, exit 3, and the report says so" {
    lab cut h2
    run on_stack "$NAME" lstacker-run apply --yes
    lab heal h2
    [ "$status" -eq 3 ]
    [[ $output == *h2*unreachable* ]]
    in_container h1 one true
    run on h2 'lxc info two'
    [ "$status" -ne 0 ]
}

@test "the next apply completes" {
    wait_for 30 on master "ssh $SSH_OPTIONS lab@198.18.0.12 true"
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 0 ]
    in_container h2 two ping -c 1 -W 2 10.104.1.10
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "the runner killed with -9 at any moment: the next apply completes" {
    for delay in 0.4 1.2 4; do
        on_stack "$NAME" lstacker-run undo --yes
        on_stack "$NAME" sh -c 'lstacker-run apply --yes > /dev/null 2>&1 &
            pid=$!; sleep "$1"; kill -9 "$pid"; wait "$pid" 2>/dev/null; true' sh "$delay"
        run on_stack "$NAME" lstacker-run apply --yes
        echo "killed after $delay s: $output"
        [ "$status" -eq 0 ]
        in_container h2 two ping -c 1 -W 2 10.104.1.10
        run on_stack "$NAME" lstacker-run plan
        [ "$status" -eq 0 ]
    done
}

@test "a server that dies in the middle: exit 3, and the next apply completes" {
    on_stack "$NAME" lstacker-run undo --yes
    on_stack "$NAME" sh -c 'lstacker-run apply --yes > out 2>&1; echo "$?" > status' &
    sleep 3.5
    lab crash h2
    wait
    on_stack "$NAME" cat out status
    [ "$(on_stack "$NAME" cat status)" -eq 3 ]
    on_stack "$NAME" grep -q 'h2.*lost' out
    lab start h2
    run on_stack "$NAME" lstacker-run apply --yes
    echo "$output"
    [ "$status" -eq 0 ]
    wait_for 20 in_container h2 two ping -c 1 -W 2 10.104.1.10
}

@test "a failing step shows its last words and the line of YAML; others go on" {
    on_stack "$NAME" cp lstacker.yaml good.yaml
    on_stack "$NAME" sed -i 's|  one: {server: h1,|&|; $a\  three: {server: h1, networks: [prod], image: "local:no/such/image"}' lstacker.yaml
    on_stack "$NAME" lstackc build
    line=$(on_stack "$NAME" grep -n 'three:' lstacker.yaml | cut -d: -f1)
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 1 ]
    [[ $output == *"lstacker.yaml:$line"* ]]
    [[ $output == *'not found'* ]]
    on_stack "$NAME" cp good.yaml lstacker.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes --prune
    [ "$status" -eq 0 ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "a foreign container of the same name is a conflict and is left alone" {
    on h1 'lxc init local:lab/debian-12 mine -s lstacker >/dev/null 2>&1'
    on_stack "$NAME" sed -i '$a\  mine: {server: h1, networks: [prod]}' lstacker.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 1 ]
    [[ $output == *mine* ]]
    [ "$(on h1 'lxc list mine -f csv -c s')" = STOPPED ]
    on h1 'lxc delete mine'
    on_stack "$NAME" cp good.yaml lstacker.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes --prune
}

@test "a second master at the same time is told who holds the lock" {
    on h1 'flock /var/lib/lstacker/trouble/lock sleep 28' &
    sleep 1
    run on_stack "$NAME" lstacker-run apply --yes --limit h1
    wait
    [ "$status" -eq 1 ]
    [[ $output == *lock* ]]
}

@test "wrong use: unknown server, no build, no confirmation" {
    run on_stack "$NAME" lstacker-run apply --yes --limit h9
    [ "$status" -eq 2 ]
    [[ $output == *h1* ]]
    run on_stack "$NAME" lstacker-run plan -C /nowhere
    [ "$status" -eq 2 ]
    [[ $output == *'lstackc build'* ]]
    run on_stack "$NAME" sh -c 'lstacker-run apply < /dev/null'
    [ "$status" -eq 2 ]
}

@test "lstacker: create and destroy one container, stack and unstack all" {
    run on_stack "$NAME" lstacker destroy h1 one --yes
    echo "$output"
    [ "$status" -eq 0 ]
    run on h1 'lxc info one'
    [ "$status" -ne 0 ]
    in_container h2 two true
    run on_stack "$NAME" lstacker create h1 one --yes
    echo "$output"
    [ "$status" -eq 0 ]
    in_container h1 one true
    run on_stack "$NAME" lstacker unstack --yes
    [ "$status" -eq 0 ]
    run on h2 'lxc info two'
    [ "$status" -ne 0 ]
    run on_stack "$NAME" lstacker stack --yes
    echo "$output"
    [ "$status" -eq 0 ]
    in_container h2 two ping -c 1 -W 2 10.104.1.10
}
