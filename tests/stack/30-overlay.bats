#!/usr/bin/env bats
# Three servers: GRE and VXLAN, mesh and star.

load helper

# stack_of PROTOCOL TOPOLOGY: three servers with a container each.
stack_of() {
    local more=
    [ "$2" = mesh ] || more=', hub: h2'
    put_stack overlay <<YAML
version: 1
name: overlay
ssh: {user: lab, authorized_keys: keys/team.pub}
overlay: {protocol: $1, topology: $2$more}
networks:
  prod: {subnet: 10.104.0.0/16}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container: {image: "local:lab/debian-12", networks: [prod]}
servers:
  h1: {address: 198.18.0.11, segment: 1}
  h2: {address: 198.18.0.12, segment: 2}
  h4: {address: 198.18.0.14, segment: 4}
containers:
  c1: {server: h1}
  c2: {server: h2}
  c4: {server: h4}
YAML
    on_stack overlay lstackc build
}

teardown_file() {
    load helper
    on_stack overlay lstacker-run undo --yes || :
}

# Every pair by full-size packets and TCP; a broadcast arrives once.
all_reach_all() { # MTU
    wait_for 20 ping_sized h1 c1 10.104.2.10 "$1"
    wait_for 20 ping_sized h1 c1 10.104.4.10 "$1"
    wait_for 20 ping_sized h2 c2 10.104.4.10 "$1"
    run ping_sized h1 c1 10.104.4.10 "$(($1 + 1))"
    [ "$status" -ne 0 ]
    tcp h1 c1 h4 c4 10.104.4.10
    tcp h4 c4 h2 c2 10.104.2.10
}

# no_duplicates: of 5 pings between any two, each is answered once, and a broadcast reaches each once.
no_duplicates() {
    run in_container h1 c1 ping -c 5 -i 0.2 10.104.4.10
    [[ $output == *' 5 received'* && $output != *DUP* ]]
    on h4 'lxc exec c4 -- timeout 6 tcpdump -n -l -i eth1 "icmp and dst 10.104.255.255" > /var/tmp/seen 2>/dev/null &
        sleep 2'
    in_container h1 c1 ping -b -c 3 -i 0.3 -W 1 10.104.255.255 || :
    sleep 6
    [ "$(on h4 'grep -c "echo request" /var/tmp/seen; rm -f /var/tmp/seen')" -eq 3 ]
}

@test "VXLAN, mesh of three: all reach all, nothing arrives twice" {
    stack_of vxlan mesh
    on_stack overlay lstacker-run apply --yes
    all_reach_all 1446
    no_duplicates
}

@test "GRE, mesh of three: the change from VXLAN is made in place" {
    stack_of gre mesh
    on_stack overlay lstacker-run apply --yes
    run on_stack overlay lstacker-run plan
    [ "$status" -eq 0 ]
    all_reach_all 1454
    no_duplicates
}

@test "GRE, star: the tunnels that the mesh had more are removed" {
    stack_of gre star
    on_stack overlay lstacker-run apply --yes
    run on_stack overlay lstacker-run plan
    [ "$status" -eq 0 ]
    [ "$(on h1 'ovs-vsctl list-ports br-lstacker | grep -c ^ls-')" -eq 1 ]
    [ "$(on h2 'ovs-vsctl list-ports br-lstacker | grep -c ^ls-')" -eq 2 ]
    all_reach_all 1454
    no_duplicates
}

@test "VXLAN, star" {
    stack_of vxlan star
    on_stack overlay lstacker-run apply --yes
    run on_stack overlay lstacker-run plan
    [ "$status" -eq 0 ]
    all_reach_all 1446
    no_duplicates
}
