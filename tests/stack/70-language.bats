#!/usr/bin/env bats
# What the language promises, on real servers: several files, numbers that stay, files of version 0.

load helper

NAME=language

# put NAME: the file NAME of the stack, from standard input.
put() {
    on master 'cat > "/root/language/$1"' "$1"
}

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: language
include: [networks.yaml, containers.yaml]
ssh: {user: lab, authorized_keys: keys/team.pub}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container: {image: "local:lab/debian-12", networks: [prod]}
servers:
  h1: {address: 198.18.0.11, segment: 1}
  h2: {address: 198.18.0.12, segment: 2}
YAML
    put networks.yaml <<'YAML'
networks:
  prod: {subnet: 10.104.0.0/16}
YAML
    put containers.yaml <<'YAML'
containers:
  web: {server: h1}
  db: {server: h2}
YAML
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
}

# What tells whether a container is the same one, and has the same numbers.
identities() {
    for at in "h1 web" "h2 db"; do
        # shellcheck disable=SC2086 # host and container
        set -- $at
        on "$1" 'lxc list "^$1\$" -f csv -c n,volatile.uuid; lxc exec "$1" -- ip -4 -o addr show | cut -d" " -f2-7;
            lxc info "$1" | grep PID' "$2"
    done
}

@test "containers of included files reach one another" {
    wait_for 30 in_container h1 web ping -c 1 -W 1 10.104.2.10
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "what comes before it renumbers nothing: only the new container is made" {
    before=$(identities)
    put networks.yaml <<'YAML'
networks:
  admin: {subnet: 10.99.0.0/16}
  prod: {subnet: 10.104.0.0/16}
YAML
    put containers.yaml <<'YAML'
containers:
  adam: {server: h1, networks: [admin, prod]}
  db: {server: h2}
  web: {server: h1}
YAML
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstackc build --locked
    run on_stack "$NAME" lstacker-run apply --yes --json
    printf '%s\n' "$output" | changed_ids
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids | grep lxd-instance)" = 'h1 lxd-instance-adam' ]
    [ "$(identities)" = "$before" ]
    wait_for 30 in_container h1 adam ping -c 1 -W 1 10.104.2.10
    in_container h1 web ping -c 1 -W 1 10.104.2.10
}

@test "a number that was freed goes to nobody else, and waits for its owner" {
    put containers.yaml <<'YAML'
containers:
  eve: {server: h1}
  web: {server: h1}
  db: {server: h2}
YAML
    on_stack "$NAME" lstackc build
    [ "$(on_stack "$NAME" lstackc show | jq -r '.containers.eve.interfaces[0].address')" != 10.104.1.11 ]
    put containers.yaml <<'YAML'
containers:
  eve: {server: h1}
  web: {server: h1}
  db: {server: h2}
  adam: {server: h1, networks: [admin, prod]}
YAML
    on_stack "$NAME" lstackc build
    [ "$(on_stack "$NAME" lstackc show | jq -r '.containers.adam.interfaces[1].address')" = 10.104.1.11 ]
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids | grep lxd-instance)" = 'h1 lxd-instance-eve' ]
}

@test "a step that fails names the included file and its line" {
    on_stack "$NAME" sed -i '$a\  bad: {server: h2, image: "local:no/such/image"}' containers.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes
    [ "$status" -eq 1 ]
    [[ $output == *"containers.yaml:6"* ]]
    on_stack "$NAME" sed -i '$d' containers.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes --prune
}

@test "diff foretells what apply does" {
    on_stack "$NAME" cp -r build before
    on_stack "$NAME" sed -i 's/  db: .*/  db: {server: h2, limits: {memory: 512MiB}}/; /eve/d' containers.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstackc diff before build --format=json
    [ "$status" -eq 1 ]
    foretold=$(printf '%s\n' "$output" | jq -r '[.items[] | select(.kind == "container") | .name + " " + .effect] | sort | .[]')
    [ "$foretold" = "$(printf 'db change\neve destroy')" ]
    run on_stack "$NAME" lstacker-run apply --yes --prune --json
    [ "$status" -eq 0 ]
    printf '%s\n' "$output" | changed_ids
    [ "$(printf '%s\n' "$output" | changed_ids | grep lxd-instance)" = "$(printf 'h1 lxd-instance-eve\nh2 lxd-instance-db')" ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

# Who talked to the old one asks for its hardware address anew when what it knows has aged.
arp_ages=90

@test "a container that is moved takes its address along; the old one is stopped and keeps its data" {
    in_container h2 db sh -c 'echo data >/root/data'
    on_stack "$NAME" sed -i 's/db: {server: h2/db: {server: h1/' containers.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids | grep lxd-)" = "$(printf 'h1 lxd-instance-db\nh2 lxd-moved-db')" ]
    [ "$(on h2 'lxc list db -f csv -c s')" = STOPPED ]
    [ "$(on h2 'lxc config get db boot.autostart')" = false ]
    wait_for "$arp_ages" in_container h1 web ping -c 1 -W 1 10.104.2.10
    in_container h1 db ip -4 -o addr show | grep -q '10\.104\.2\.10/'
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "moved back, it is the old one again, with its data" {
    on_stack "$NAME" sed -i 's/db: {server: h1/db: {server: h2/' containers.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
    [ "$(in_container h2 db cat /root/data)" = data ]
    [ "$(on h1 'lxc list db -f csv -c s')" = STOPPED ]
    wait_for "$arp_ages" in_container h1 web ping -c 1 -W 1 10.104.2.10
    on_stack "$NAME" lstacker-run apply --yes --prune
    [ -z "$(on h1 'lxc list db -f csv -c s')" ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "a file of version 0, migrated and told its platform and images, runs" {
    on_stack "$NAME" lstacker-run undo --yes
    on master 'rm -rf /root/old && mkdir -p /root/old && cp -r /root/language/keys /root/old/team.keys'
    on master 'cat > /root/old/lstacker.yml' <<'YAML'
lstack:
  ssh: {username: lab, public_keys: team.keys/team.pub}
  networks:
    names: [prod]
    master_switch_server: h1
    prod: {network: 10.104, domain: prod.example.com}
  servers:
    names: [h1, h2]
    h1: {type: lxd, name: h1, ip: 198.18.0.11, ip_segment: 1}
    h2: {type: lxd, name: h2, ip: 198.18.0.12, ip_segment: 2}
  h1:
    hosts: [app-server]
    app_server: {host: app-server, networks: [prod], ip_suffix: 30, linux_distro: ubuntu, distro_version: 16.04, lxd_profiles: [default]}
  h2:
    hosts: [db]
    db: {host: db, networks: [prod], ip_suffix: 31, linux_distro: ubuntu, distro_version: 16.04, lxd_profiles: [default]}
YAML
    on_stack old sh -c 'lstackc migrate > migrated.yaml'
    on_stack old sh -c 'for f in lstacker.yml migrated.yaml; do
        lstackc show -f $f | jq "del(.file) | walk(if type == \"object\" then del(.at) else . end)" > $f.json
    done; cmp lstacker.yml.json migrated.yaml.json'
    on_stack old sh -c 'mv lstacker.yml old.yml
        sed "s|image: ubuntu/16.04|image: \"local:lab/debian-12\"|" migrated.yaml > lstacker.yaml
        echo "defaults: {server: {platform: debian-12, datapath: netdev}}" >> lstacker.yaml'
    on_stack old lstackc build
    run on_stack old lstacker-run apply --yes
    echo "$output"
    [ "$status" -eq 0 ]
    wait_for 30 in_container h1 app-server ping -c 1 -W 1 10.104.2.31
    run on_stack old lstacker-run plan
    [ "$status" -eq 0 ]
    on_stack old lstacker-run undo --yes
}
