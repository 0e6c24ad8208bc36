#!/usr/bin/env bats
# Two servers, two networks, VXLAN: from nothing to a running stack and back.
# The tests of this file follow one another.

load helper

NAME=two
PROD_WEB=10.104.1.10
PROD_DB=10.104.2.11
DEV_DB=10.101.2.11
DEV_BUILDER=10.101.1.12
MTU=1446

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: two
ssh: {user: lab, authorized_keys: keys/team.pub}
networks:
  dev: {subnet: 10.101.0.0/16, domain: dev.example.com}
  prod: {subnet: 10.104.0.0/16, domain: prod.example.com}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container: {image: "local:lab/debian-12"}
servers:
  h1: {address: 198.18.0.11, segment: 1}
  h2: {address: 198.18.0.12, segment: 2}
containers:
  web: {server: h1, networks: [prod], suffix: 10}
  db: {server: h2, networks: [dev, prod], suffix: 11, limits: {memory: 1GiB}}
  builder: {server: h1, networks: [dev], suffix: 12}
YAML
    # What is not ours must survive all of this.
    for host in h1 h2; do
        on "$host" 'ovs-vsctl --may-exist add-br br-foreign -- set bridge br-foreign datapath_type=netdev
            lxc storage create foreign dir >/dev/null
            lxc init local:lab/debian-12 foreign -s foreign >/dev/null 2>&1'
        snapshot "$host" > "$BATS_FILE_TMPDIR/$host.before"
    done
    on_stack "$NAME" lstackc build
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
    for host in h1 h2; do
        stop_logging_calls "$host"
        on "$host" 'lxc delete -f foreign; lxc storage delete foreign; ovs-vsctl --if-exists del-br br-foreign' || :
    done
}

@test "plan before the first apply: exit 4, and it changes nothing" {
    run on_stack "$NAME" lstacker-run plan --json
    [ "$status" -eq 4 ]
    printf '%s\n' "$output" > "$BATS_FILE_TMPDIR/plan.json"
    for host in h1 h2; do
        snapshot "$host" | diff "$BATS_FILE_TMPDIR/$host.before" -
    done
}

@test "the first apply changes exactly the steps that the plan foretold" {
    run on_stack "$NAME" lstacker-run apply --yes --json
    printf '%s\n' "$output" > "$BATS_FILE_TMPDIR/apply.json"
    [ "$status" -eq 0 ]
    changed_ids "$BATS_FILE_TMPDIR/plan.json" > "$BATS_FILE_TMPDIR/planned"
    changed_ids "$BATS_FILE_TMPDIR/apply.json" > "$BATS_FILE_TMPDIR/changed"
    grep -q 'h1 lxd-instance-web' "$BATS_FILE_TMPDIR/changed"
    diff "$BATS_FILE_TMPDIR/planned" "$BATS_FILE_TMPDIR/changed"
}

@test "a second apply reports 0 changed and makes no writing call" {
    log_calls h1
    log_calls h2
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} == *' 0 changed'* ]]
    for host in h1 h2; do
        on "$host" 'cat /var/tmp/calls' > "$BATS_TEST_TMPDIR/calls"
        grep -q '^lxc ' "$BATS_TEST_TMPDIR/calls"
        grep -q '^ovs-vsctl ' "$BATS_TEST_TMPDIR/calls"
        run grep -E '^lxc (.* )?(init|launch|create|copy|delete|start|stop|restart|set|unset|add|remove|edit|assign|exec|file|import|publish|rename|move)( |$)|^lxc query .*-X' "$BATS_TEST_TMPDIR/calls"
        [ "$status" -eq 1 ]
        run grep -E '^ovs-vsctl .*(add-|del-|set |set-|clear |create |destroy |remove )' "$BATS_TEST_TMPDIR/calls"
        [ "$status" -eq 1 ]
        stop_logging_calls "$host"
    done
}

@test "plan finds nothing to do: exit 0" {
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "containers have the name, user, key, address and MTU that the file says" {
    [ "$(in_container h1 web hostname)" = web ]
    [ "$(in_container h1 web hostname -f)" = web.prod.example.com ]
    in_container h1 web ip -4 -o addr show eth1 | grep -q "inet $PROD_WEB/16 "
    in_container h2 db ip -4 -o addr show eth2 | grep -q "inet $PROD_DB/16 "
    in_container h1 web cat /sys/class/net/eth1/mtu | grep -qx "$MTU"
    in_container h1 web grep -qF "$(on master 'cat /root/.ssh/id_ed25519.pub')" /home/lab/.ssh/authorized_keys
    in_container h1 web grep -q 'prod.example.com' /etc/resolv.conf /run/systemd/resolve/resolv.conf ||
        in_container h1 web resolvectl domain eth1 | grep -q prod.example.com
}

@test "ssh -F build/ssh_config reaches every container and server by name" {
    for name in web db builder h1 h2; do
        [ "$(on_stack "$NAME" ssh -F build/ssh_config -o BatchMode=yes "$name" hostname 2>/dev/null)" = "$name" ]
    done
}

@test "same network, different servers: ping and TCP, full size; one byte more does not pass" {
    ping_sized h1 web "$PROD_DB" "$MTU"
    ping_sized h1 builder "$DEV_DB" "$MTU"
    run ping_sized h1 web "$PROD_DB" "$((MTU + 1))"
    [ "$status" -ne 0 ]
    tcp h1 web h2 db "$PROD_DB"
    tcp h2 db h1 builder "$DEV_BUILDER"
}

# widen MTU HOST-MTU: of both ends of web's and db's virtual cables, so that only the tunnel limits.
widen() {
    in_container h1 web ip link set eth1 mtu "$1"
    in_container h2 db ip link set eth2 mtu "$1"
    on h1 'ip link set "$(lxc config device get web eth1 host_name)" mtu "$1"' "$2"
    on h2 'ip link set "$(lxc config device get db eth2 host_name)" mtu "$1"' "$2"
}

@test "the computed MTU is the largest that the tunnel carries" {
    widen "$((MTU + 1))" 1500
    ping_sized h1 web "$PROD_DB" "$MTU"
    run ping_sized h1 web "$PROD_DB" "$((MTU + 1))"
    widen "$MTU" "$MTU"
    [ "$status" -ne 0 ]
    [[ $output != *'too long'* ]] # it was sent, and lost on the way
    ping_sized h1 web "$PROD_DB" "$MTU"
}

@test "different networks do not reach one another, not even with addresses set by hand" {
    in_container h1 web ip addr add 10.101.9.9/16 dev eth1
    run in_container h1 web ping -c 2 -i 0.3 -W 1 -I 10.101.9.9 "$DEV_BUILDER"
    in_container h1 web ip addr del 10.101.9.9/16 dev eth1
    [ "$status" -ne 0 ]
    in_container h1 web ip addr add 10.101.9.9/16 dev eth1
    run in_container h1 web ping -c 2 -i 0.3 -W 1 -I 10.101.9.9 "$DEV_DB"
    in_container h1 web ip addr del 10.101.9.9/16 dev eth1
    [ "$status" -ne 0 ]
    run in_container h1 web ping -c 2 -i 0.3 -W 1 "$DEV_DB"
    [ "$status" -ne 0 ]
}

# drifts STEP WORDS SERVER: plan names just this step, with these words; apply mends just it.
drifts() {
    run on_stack "$NAME" lstacker-run plan --json
    [ "$status" -eq 4 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = "$3 $1" ]
    printf '%s\n' "$output" | jq -r 'select(.event == "step") | .message' | grep -q -- "$2"
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = "$3 $1" ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "a tunnel deleted by hand: plan names it, apply mends only that" {
    on h1 'ovs-vsctl del-port br-lstacker "$(ovs-vsctl list-ports br-lstacker | grep ^ls-)"'
    drifts ovs-tunnel-h2 missing h1
    wait_for 10 ping_sized h1 web "$PROD_DB" "$MTU"
}

@test "a tunnel's key altered by hand: plan names it, apply mends only that" {
    on h2 'p=$(ovs-vsctl list-ports br-lstacker | grep ^ls-); ovs-vsctl set interface "$p" options:key=7'
    drifts ovs-tunnel-h1 'key is 7' h2
    wait_for 10 ping_sized h1 web "$PROD_DB" "$MTU"
}

@test "a container stopped by hand: plan names it, apply mends only that" {
    on h2 'lxc stop -f db'
    drifts lxd-instance-db 'not running' h2
    wait_for 20 ping_sized h1 web "$PROD_DB" "$MTU"
}

@test "a container's VLAN tag altered by hand: plan names it, apply mends only that" {
    on h1 'ovs-vsctl set port "$(lxc config device get web eth1 host_name)" tag=999'
    drifts lxd-instance-web 999 h1
    wait_for 10 ping_sized h1 web "$PROD_DB" "$MTU"
}

@test "a setting changed in the file is changed in place, without a new container" {
    before=$(on h2 'lxc list db -f csv -c n,volatile.uuid')
    on_stack "$NAME" sed -i 's/memory: 1GiB/memory: 2GiB/' lstacker.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = 'h2 lxd-instance-db' ]
    [ "$(on h2 'lxc config get db limits.memory')" = 2GiB ]
    [ "$(on h2 'lxc list db -f csv -c n,volatile.uuid')" = "$before" ]
}

@test "a changed address reaches the living container" {
    on_stack "$NAME" sed -i 's/suffix: 12/suffix: 13/' lstacker.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
    wait_for 30 in_container h2 db ping -c 1 -W 1 10.101.1.13
    run in_container h1 builder ip -4 -o addr show eth1
    [[ $output == *'inet 10.101.1.13/16'* && $output != *"$DEV_BUILDER"* ]]
}

@test "a container that leaves the file is held until --prune" {
    on_stack "$NAME" sed -i '/^  builder:/d' lstacker.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 0 ]
    [[ $output == *prune* ]]
    in_container h1 builder true
    run on_stack "$NAME" lstacker-run apply --yes --prune
    [ "$status" -eq 0 ]
    run on h1 'lxc info builder'
    [ "$status" -ne 0 ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "a rebooted server comes back with overlay and containers, without any run" {
    lab reboot h1
    wait_for 60 ping_sized h1 web "$PROD_DB" "$MTU"
    wait_for 10 tcp h1 web h2 db "$PROD_DB"
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "verify and status find everything in order" {
    run on_stack "$NAME" lstacker-run verify
    [ "$status" -eq 0 ]
    run on_stack "$NAME" lstacker-run status
    [ "$status" -eq 0 ]
}

@test "undo on all servers leaves them as before the first apply, and what is foreign untouched" {
    run on_stack "$NAME" lstacker-run undo --yes
    [ "$status" -eq 0 ]
    for host in h1 h2; do
        snapshot "$host" | diff "$BATS_FILE_TMPDIR/$host.before" -
    done
}

@test "a second undo finds nothing to do" {
    run on_stack "$NAME" lstacker-run undo --yes
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} == *' 0 undone'* ]]
}
