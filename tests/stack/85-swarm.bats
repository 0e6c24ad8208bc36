#!/usr/bin/env bats
# Docker Swarm over two servers, with Docker itself: a stack with replicas on both, nodes that are lost, made
# anew and removed, a compose project, and nothing secret anywhere.

load helper

NAME=swarm
IMAGE=127.0.0.1:9/busybox:1 # nobody answers there, so Docker takes what it has at once

# stack SWARM : the stack with this `swarm`
stack() {
    on master 'mkdir -p /root/swarm/keys && cp /root/.ssh/id_ed25519.pub /root/swarm/keys/team.pub &&
        cat > /root/swarm/lstacker.yaml' <<YAML
version: 1
name: swarm
ssh: {user: lab, authorized_keys: [keys/team.pub]}
networks: {prod: {subnet: 10.104.0.0/16}}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container:
    image: local:lab/debian-12
    networks: [prod]
    docker: true
    recipes: [lab-proxy, busybox-image]
servers:
  h20: {address: 198.18.0.30, segment: 1}
  h21: {address: 198.18.0.31, segment: 2}
containers:
  n1: {server: h20}
  n2: {server: h20, compose: [app/compose.yml]}
  n3: {server: h21}
  gate:
    server: h21
    docker: false
    recipes: [{haproxy: {listen: ["80 10.104.1.10:8080,10.104.1.11:8080,10.104.2.10:8080"], check: /}}]
swarm: $1
secrets: {password: {file: secrets/password}}
YAML
}

# shop REPLICAS : the compose file of the swarm's stack
shop() {
    on master 'cat > /root/swarm/stacks/shop.yml' <<YAML
services:
  web:
    image: $IMAGE
    command: [busybox, httpd, -f, -p, "8080", -h, /srv]
    configs: [{source: page, target: /srv/index.html}]
    secrets: [password]
    volumes: ["data:/data"]
    ports: [{target: 8080, published: 8080, mode: host}]
    networks: [default, front]
    deploy:
      replicas: $1
      endpoint_mode: dnsrr # the lab's kernel has no IPVS
      placement: {max_replicas_per_node: 1}
networks: {front: {attachable: true, driver_opts: {encrypted: ""}}}
configs: {page: {file: ./page.html}}
secrets: {password: {external: true}}
volumes: {data: }
YAML
}

setup_file() {
    load helper
    on master 'mkdir -p /root/swarm/stacks /root/swarm/app/srv /root/swarm/recipes /root/swarm/secrets
        rm -f /root/swarm/lstacker.lock
        echo "a page" > /root/swarm/stacks/page.html
        echo served > /root/swarm/app/srv/x.txt
        printf "sesame it'\''s \$HOME\n" > /root/swarm/secrets/password
        chmod 600 /root/swarm/secrets/password'
    on master 'cat > /root/swarm/recipes/lab-proxy' <<'RECIPE'
# shellcheck shell=sh disable=SC2154
#: summary    apt asks the lab's proxy
#: platforms  any
wants() {
    file /etc/apt/apt.conf.d/95proxy 0644 <<APT
Acquire::http::Proxy "http://198.18.0.1:3142";
APT
}
RECIPE
    on master 'cat > /root/swarm/recipes/busybox-image' <<RECIPE
# shellcheck shell=sh disable=SC2154
#: summary    an image with busybox alone
#: platforms  debian
#: needs      docker
image_there() { docker image inspect $IMAGE >/dev/null 2>&1; }
image_make() {
    mkdir -p /tmp/image/bin && cp /bin/busybox /tmp/image/bin/ && ln -sf busybox /tmp/image/bin/sh &&
        tar -C /tmp/image -c . | docker import - $IMAGE && rm -rf /tmp/image
}
image_drop() { docker image rm $IMAGE; }
wants() {
    pkg busybox-static
    ensure 'the image $IMAGE' image_there image_make image_drop
}
RECIPE
    on master 'cat > /root/swarm/app/compose.yml' <<YAML
version: "3.8"
services:
  app:
    image: $IMAGE
    command: [busybox, httpd, -f, -p, "8081", -h, /srv]
    network_mode: host
    volumes: ["./srv:/srv:ro"]
  once: {image: "$IMAGE", command: [busybox, "true"]}
YAML
    shop 3
    stack '{managers: [n1], workers: [n2, n3], stacks: {shop: stacks/shop.yml}, labels: {n3: {zone: far}}}'
    for host in h20 h21; do
        snapshot "$host" >"$BATS_FILE_TMPDIR/$host.before"
    done
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
}

build() {
    on_stack "$NAME" lstackc build
}

apply() {
    on_stack "$NAME" lstacker-run apply --yes "$@"
}

# swarm_says FORMAT... : what a manager prints
manager() {
    in_container "${MANAGER_HOST:-h20}" "${MANAGER:-n1}" docker "$@"
}

# ready COUNT : so many nodes are there, and ready
ready() {
    [ "$(manager node ls --format '{{.Status}}' | sort | uniq -c | tr -s ' ')" = " $1 Ready" ]
}

page() {
    in_container h21 n3 curl -s --max-time 5 "http://$1:8080/"
}

answers() {
    [ "$(page "$1")" = 'a page' ]
}

# served ADDRESS : at port 80
served() {
    [ "$(in_container h20 n1 curl -sS --max-time 5 "http://$1/")" = 'a page' ]
}

# replicas N/N : for a moment, there are those that stop, too
replicas() {
    [ "$(manager service ls --format '{{.Replicas}}' | cut -d' ' -f1)" = "$1" ]
}

# managers COUNT
managers() {
    [ "$(manager node ls --format '{{.ManagerStatus}}' | grep -c -e Leader -e Reachable)" = "$1" ]
}

@test "the plan foretells what apply does" {
    build
    on_stack "$NAME" lstacker-run plan --json >"$BATS_TEST_TMPDIR/plan" || :
    apply --json >"$BATS_TEST_TMPDIR/apply"
    diff <(changed_ids "$BATS_TEST_TMPDIR/plan") <(changed_ids "$BATS_TEST_TMPDIR/apply")
    ready 3
}

@test "a second apply changes nothing, and asks each node once" {
    log_calls h20
    apply --json >"$BATS_TEST_TMPDIR/again"
    on h20 cat /var/tmp/calls >"$BATS_TEST_TMPDIR/calls"
    stop_logging_calls h20
    [ -z "$(changed_ids "$BATS_TEST_TMPDIR/again")" ]
    cat "$BATS_TEST_TMPDIR/calls"
    [ "$(grep -c '^lxc exec' "$BATS_TEST_TMPDIR/calls")" -le 8 ]
}

@test "replicas run on both servers, and answer over the overlay" {
    replicas 3/3
    for host in 10.104.1.10 10.104.1.11 10.104.2.10; do
        answers "$host"
    done
    # What the tasks talk over is as wide as what carries it allows.
    local task
    task=$(in_container h21 n3 docker ps -q --filter name=shop_web)
    in_container h21 n3 docker exec "$task" busybox ip link show | grep -q 'mtu 1396'
}

@test "haproxy spreads over the replicas on both servers" {
    wait_for 20 served 10.104.2.11
    in_container h20 n1 sh -c 'for i in 1 2 3 4 5 6; do [ "$(curl -sS --max-time 5 http://10.104.2.11/)" = "a page" ] || exit 1; done'
    in_container h21 gate sh -c 'journalctl -q -o cat -u haproxy; cat /var/log/haproxy.log 2>/dev/null' >"$BATS_TEST_TMPDIR/log" || :
    [ "$(grep -o 'port-80/s[123] ' "$BATS_TEST_TMPDIR/log" | sort -u | wc -l)" -eq 3 ]
}

@test "a task reads the secret; the nodes have their labels" {
    local task
    task=$(in_container h21 n3 docker ps -q --filter name=shop_web)
    [ "$(in_container h21 n3 docker exec "$task" busybox cat /run/secrets/password)" = "sesame it's \$HOME" ]
    [ "$(manager node inspect n3 --format '{{.Spec.Labels.zone}} {{index .Spec.Labels "lstacker.server"}}')" = 'far h21' ]
}

@test "a compose project runs in its container, and drift is mended" {
    [ "$(in_container h20 n2 curl -s http://127.0.0.1:8081/x.txt)" = served ]
    on h20 'lxc exec n2 -- sh -c "docker rm -f \$(docker ps -q --filter label=com.docker.compose.service=app)"'
    apply --json >"$BATS_TEST_TMPDIR/drift"
    [ "$(changed_ids "$BATS_TEST_TMPDIR/drift")" = 'h20 compose-n2--app' ]
    [ "$(in_container h20 n2 curl -s http://127.0.0.1:8081/x.txt)" = served ]
}

@test "no token and no secret in any file, log or journal" {
    local worker manager
    worker=$(manager swarm join-token -q worker)
    manager=$(manager swarm join-token -q manager)
    for host in h20 h21 master; do
        on "$host" 'for word do
            ! grep -rqsF -e "$word" /var/lib/lstacker /run /tmp /var/log /root --exclude-dir=secrets || {
                grep -rlsF -e "$word" /var/lib/lstacker /run /tmp /var/log /root --exclude-dir=secrets
                exit 1
            }
            ! command -v journalctl >/dev/null || ! journalctl -q | grep -qF -e "$word"
        done' "$worker" "$manager" sesame
    done
}

@test "only what changed is deployed again" {
    shop 2
    build
    apply --json >"$BATS_TEST_TMPDIR/changed"
    [ "$(changed_ids "$BATS_TEST_TMPDIR/changed")" = 'h20 swarm-stack-shop' ]
    wait_for 30 replicas 2/2
    on master 'echo sesame-2 > /root/swarm/secrets/password'
    apply --json >"$BATS_TEST_TMPDIR/changed"
    [ "$(changed_ids "$BATS_TEST_TMPDIR/changed")" = 'h20 swarm-stack-shop' ]
    [ "$(manager secret ls -q | wc -l)" = 1 ]
    shop 3
    build
    apply
}

@test "a node that is destroyed is made anew by apply; its tokens are in no process list" {
    on h21 'lxc delete --force n3
        : > /var/tmp/watching
        setsid sh -c "while [ -e /var/tmp/watching ]; do ps -eo args; sleep 0.02; done" > /var/tmp/processes 2>/dev/null </dev/null &'
    apply
    local worker
    worker=$(manager swarm join-token -q worker)
    # The token is told on standard input: what watches must not see this test itself.
    on h21 'rm /var/tmp/watching
        sleep 0.3
        read -r token
        grep -q swarm/join /var/tmp/processes || { echo "the moment was missed"; exit 1; }
        ! grep -F -e "$token" /var/tmp/processes' <<<"$worker"
    on h21 'rm /var/tmp/processes'
    wait_for 20 ready 3
    wait_for 30 answers 10.104.2.10
}

@test "the first manager is lost: it comes back to the swarm of the others" {
    stack '{managers: [n1, n2, n3], stacks: {shop: stacks/shop.yml}}'
    build
    apply
    wait_for 20 managers 3
    local id
    id=$(manager info --format '{{.Swarm.Cluster.ID}}')
    on h20 'lxc delete --force n1'
    apply
    [ "$(manager info --format '{{.Swarm.Cluster.ID}}')" = "$id" ]
    wait_for 20 ready 3
    wait_for 20 managers 3
    on_stack "$NAME" lstacker-run plan
}

@test "a node that is no longer one is drained and leaves" {
    stack '{managers: [n1], workers: [n2], stacks: {shop: stacks/shop.yml}}'
    shop 2
    build
    apply
    wait_for 20 ready 2
    [ "$(in_container h21 n3 docker info --format '{{.Swarm.LocalNodeState}}')" = inactive ]
    [ -z "$(in_container h21 n3 docker ps -q)" ]
    stack '{managers: [n1], workers: [n2, n3], stacks: {shop: stacks/shop.yml}}'
    build
    apply
    wait_for 20 ready 3
}

@test "a stack that leaves the file is removed; its volumes stay" {
    stack '{managers: [n1], workers: [n2, n3]}'
    sed_secrets
    build
    run apply
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'volumes hold data'* ]]
    [ -z "$(manager service ls -q)$(manager secret ls -q)$(manager config ls -q)" ]
    [ -z "$(manager network ls -q --filter label=com.docker.stack.namespace=shop)" ]
}

# The secret that nobody uses any more is an error.
sed_secrets() {
    on master 'sed -i /^secrets:/d /root/swarm/lstacker.yaml'
}

@test "undo leaves nothing" {
    on_stack "$NAME" lstacker-run undo --yes
    for host in h20 h21; do
        snapshot "$host" >"$BATS_TEST_TMPDIR/$host"
        # /run/lxc is made by the first container that a server ever has.
        diff <(grep -vx 'file: lxc' "$BATS_FILE_TMPDIR/$host.before") <(grep -vx 'file: lxc' "$BATS_TEST_TMPDIR/$host")
    done
}
