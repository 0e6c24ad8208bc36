#!/usr/bin/env bats
# Nodes and stacks of a swarm, and compose projects, with programs in fake-docker/ in place of the real
# ones: what is decided, and what is said. tests/stack has the same with Docker itself.
# The last test runs the file again under busybox.

bats_require_minimum_version 1.5.0

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/run"
    export LSTACKER_HOST_KEYS=/nonexistent
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run LSTACKER_LOCK_WAIT=1 FAKE=$T/fake
    export PATH=$BATS_TEST_DIRNAME/fake-docker:$PATH
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    machine n1
    machine n2
    machine n3
}

# machine NAME : a container, in which Docker runs
machine() {
    rm -rf "$FAKE/nodes/$1"
    mkdir -p "$FAKE/nodes/$1/run"
    echo Running >"$FAKE/nodes/$1/status"
}

# new DIR [SERVER]
new() {
    bundle_new "$T/$1" acme "${2:-h1}"
}

tells() {
    for name do
        bundle_step "swarm-tell-$name" services "the swarm of $name" '' swarm_tell "$name" "$name"
    done
}

# one_two_three : a manager and two workers
one_two_three() {
    tells n1 n2 n3
    bundle_step swarm-node-n1 swarm 'manager n1' n1 swarm_node n1 n1 manager 10.0.0.1 first pool=10.199.0.0/16 mtu=1446
    bundle_step swarm-node-n2 join 'worker n2' n2 swarm_node n2 n2 worker 10.0.0.2
    bundle_step swarm-node-n3 join 'worker n3' n3 swarm_node n3 n3 worker 10.0.0.3
    bundle_step swarm-nodes deploy nodes n1 swarm_nodes n1 node n1 manager 10.0.0.1 \
        node n2 worker 10.0.0.2 label zone 'a  b ' node n3 worker 10.0.0.3 label zone c
}

# three_managers
three_managers() {
    tells n1 n2 n3
    bundle_step swarm-node-n1 swarm 'manager n1' n1 swarm_node n1 n1 manager 10.0.0.1 first manager=n2 manager=n3
    bundle_step swarm-node-n2 join 'manager n2' n2 swarm_node n2 n2 manager 10.0.0.2 manager=n1 manager=n3
    bundle_step swarm-node-n3 join 'manager n3' n3 swarm_node n3 n3 manager 10.0.0.3 manager=n1 manager=n2
    bundle_step swarm-nodes deploy nodes n1 swarm_nodes n1 node n1 manager 10.0.0.1 \
        node n2 manager 10.0.0.2 node n3 manager 10.0.0.3
}

# shop DIGEST [SECRET] : a stack
shop() {
    mkdir -p "$bundle_dir/files/stacks/shop"
    printf 'services: {web: {image: x}}\n' >"$bundle_dir/files/stacks/shop/shop.yml"
    printf '# over\nsecrets: {}\n' >"$bundle_dir/files/stacks/shop/lstacker-override.yml"
    bundle_step swarm-stack-shop deploy 'stack shop' n1 swarm_stack n1 shop "$1" files/stacks/shop shop.yml \
        ${2:+secret "$2"}
}

go() {
    "${SH[@]}" "$T/b/run" "$@"
}

# states : `ID STATE` of each step event on standard input
states() {
    awk -F '\t' '$1 == "step" && $3 != "start" { printf "%s%s:%s", sep, $2, $3; sep = " " } END { print "" }'
}

node_of() {
    grep -lx "$1" "$FAKE"/swarm/nodes/*/host | xargs -n 1 dirname
}

@test "a swarm is made as the plan says, and a second apply changes nothing" {
    new b && one_two_three && bundle_seal
    run -4 go plan --events
    [ "$(states <<<"$output")" = "swarm-tell-n1:ok swarm-tell-n2:ok swarm-tell-n3:ok swarm-node-n1:differs swarm-node-n2:differs swarm-node-n3:differs swarm-nodes:differs" ]
    [ ! -e "$FAKE/swarm" ]
    run -0 go apply --events
    [ "$(states <<<"$output" | tr ' ' '\n' | grep -c :changed)" = 4 ]
    [ "$(cat "$(node_of n1)/role" "$(node_of n2)/role" "$(node_of n3)/role")" = "manager
worker
worker" ]
    grep -qx 'zone=a  b ' "$(node_of n2)/labels"
    grep -qx 1446 "$FAKE/swarm/ingress"
    grep -q -- '--default-addr-pool 10.199.0.0/16' "$FAKE/calls"
    run -0 go plan
    : >"$FAKE/calls"
    run -0 go apply --events
    [ "$(states <<<"$output" | tr ' ' '\n' | grep -vc :ok)" = 0 ]
    # One call for each node, and one for what is told to the others.
    [ "$(grep -c ^exec "$FAKE/calls")" = 4 ]
}

@test "tokens are in no file, no output and no process list" {
    new b && one_two_three && bundle_seal
    run -0 go apply --events
    [[ $output == *"fact${TAB:-	}swarm${TAB:-	}"*token-worker* ]]
    run -1 grep -rl token- "$T/state" "$T/run" "$T/b"
    run -1 grep token- "$FAKE/processes"
    grep -q curl "$FAKE/processes"
    rm -rf "$FAKE/swarm" && machine n1 && machine n2 && machine n3
    run -0 go apply
    [[ $output != *token-* ]]
}

@test "a node that was made anew joins, and the dead one is removed" {
    new b && one_two_three && bundle_seal
    go apply
    old=$(node_of n3)
    machine n3
    echo down >"$old/state"
    run -4 go plan --events
    [ "$(states <<<"$output" | tr ' ' '\n' | grep -v :ok | tr '\n' ' ')" = 'swarm-node-n3:differs swarm-nodes:differs ' ]
    run -0 go apply
    [ ! -e "$old" ]
    [ "$(cat "$(node_of n3)/state")" = ready ]
    run -0 go plan
}

@test "a dead node that the swarm takes for alive is removed at once" {
    new b && three_managers && bundle_seal
    go apply
    old=$(node_of n1)
    machine n1
    run -0 go apply
    [ ! -e "$old" ]
    run ! grep -q "drain ${old##*/}" "$FAKE/calls"
    [ "$(cat "$(node_of n1)/role")" = manager ]
    run -0 go plan
}

@test "a node that is down and does not come back does not make an apply fail" {
    new b && one_two_three && bundle_seal
    go apply
    echo down >"$(node_of n3)/state"
    run -4 go plan
    [[ $output == *'n3 is down'* ]]
    run -0 go apply
}

@test "a node that is no longer declared is drained, demoted and removed" {
    new b && three_managers && bundle_seal
    go apply
    old=$(node_of n3)
    new b && tells n1 n2
    bundle_step swarm-node-n1 swarm 'manager n1' n1 swarm_node n1 n1 manager 10.0.0.1 first
    bundle_step swarm-node-n2 join 'worker n2' n2 swarm_node n2 n2 worker 10.0.0.2
    bundle_step swarm-nodes deploy nodes n1 swarm_nodes n1 node n1 manager 10.0.0.1 node n2 worker 10.0.0.2
    bundle_seal
    run -4 go plan
    [[ $output == *'n2 is a manager, should be a worker'* ]]
    [[ $output == *'n3 should not be a node'* ]]
    go apply
    [ ! -e "$old" ]
    [ "$(cat "$(node_of n2)/role")" = worker ]
    grep -q "node update --availability drain ${old##*/}" "$FAKE/calls"
    [ "$(grep -n -e 'node demote' -e 'node rm' "$FAKE/calls" | grep -c "${old##*/}")" = 2 ]
}

@test "the more nodes are removed, the longer that may take" {
    sed -n '/^swarm_changes_limit()/,/^}/p' "$BATS_TEST_DIRNAME/../../runtime-scripts/lib/swarm-nodes.sh" >"$T/limit.sh"
    echo 'swarm_changes_limit; echo "$swarm_changes_limit"' >>"$T/limit.sh"
    export nl='
'
    [ "$(swarm_changes="label a b=remove c" "${SH[@]}" "$T/limit.sh")" = 300 ]
    [ "$(swarm_changes="remove a${nl}forget b${nl}promote c$nl" "${SH[@]}" "$T/limit.sh")" = 600 ]
}

@test "the first manager, made anew, joins the swarm of the others" {
    new b && three_managers && bundle_seal
    go apply
    cluster=$(cat "$FAKE/swarm/cluster")
    echo down >"$(node_of n1)/state"
    machine n1
    run -0 go apply
    [ "$(cat "$FAKE/swarm/cluster")" = "$cluster" ]
    [ "$(find "$FAKE/swarm/nodes" -mindepth 1 -maxdepth 1 | wc -l)" = 3 ]
    [ "$(cat "$FAKE"/swarm/nodes/*/role | sort -u)" = manager ]
}

@test "no second swarm is made while another manager may still have one" {
    new b
    bundle_step swarm-tell-n1 services n1 '' swarm_tell n1 n1
    bundle_step swarm-node-n1 swarm 'manager n1' n1 swarm_node n1 n1 manager 10.0.0.1 first manager=far
    bundle_seal
    run -0 go apply
    machine n1
    run -1 go apply
    [[ $output == *'the manager far, which may still have it, did not tell'* ]]
    [ "$(grep -c 'swarm init' "$FAKE/calls")" = 1 ]
    # Told that the other one has none, it may.
    printf 'fact swarm_none_far yes\napply services\napply swarm\n' | go serve >"$T/out"
    grep -q 'changed' "$T/out"
}

@test "only the one manager is lost: a new swarm, which the workers join" {
    new b && one_two_three && bundle_seal
    go apply
    rm -rf "$FAKE/swarm"
    machine n1
    run -0 go apply
    [ "$(find "$FAKE/swarm/nodes" -mindepth 1 -maxdepth 1 | wc -l)" = 3 ]
    grep -q 'swarm leave' "$FAKE/calls"
}

@test "a swarm that is not ours is in the way" {
    new b && one_two_three && bundle_seal
    FAKE_NODE=$FAKE/nodes/n1 docker swarm init --advertise-addr 10.0.0.1 >/dev/null
    run -1 go apply
    [[ $output == *'n1 is in a swarm that is not of this stack'* ]]
    run ! grep -q 'swarm leave' "$FAKE/calls"
    run -1 go plan
}

@test "a lost quorum is told with the way out" {
    new b && one_two_three && bundle_seal
    go apply
    : >"$FAKE/swarm/leaderless"
    run -1 go apply
    [[ $output == *'has lost its quorum'*'--force-new-cluster'* ]]
}

@test "a worker alone does not know how to join" {
    new b && tells n2
    bundle_step swarm-node-n2 join 'worker n2' n2 swarm_node n2 n2 worker 10.0.0.2
    bundle_seal
    run -1 go apply
    [[ $output == *'no manager has told how to join'* ]]
}

@test "Docker that is not there, does not answer, or whose container is stopped" {
    new b && one_two_three && bundle_seal
    go apply
    : >"$FAKE/nodes/n1/down"
    echo Stopped >"$FAKE/nodes/n2/status"
    run -4 go plan
    [[ $output == *'node n1 cannot be seen: Docker does not answer'* ]]
    [[ $output == *'node n2 cannot be seen before n2 runs'* ]]
    run -1 go apply
    [[ $output == *'Docker does not answer'* ]]
}

@test "undo leaves the swarm, and only ours" {
    new b && one_two_three && bundle_seal
    go apply
    run -0 go undo --yes
    for name in n1 n2 n3; do
        [ ! -e "$FAKE/nodes/$name/state" ]
        [ ! -e "$FAKE/nodes/$name/var/swarm" ]
    done
    [ ! -e "$T/state" ]
}

@test "a container of others that has the same name is not entered" {
    new b && one_two_three && bundle_seal
    echo other >"$FAKE/nodes/n1/stack"
    run -1 go plan
    [[ $output == *'in the way: container n1 is not ours'* ]]
    run ! grep -qx 'exec n1' "$FAKE/calls"
    run -0 go undo --yes
    run ! grep -qx 'exec n1' "$FAKE/calls"
}

@test "an undo says why it cannot: Docker does not answer" {
    new b && one_two_three && shop d1
    bundle_step compose-n1 services 'project web' n1 compose n1 web d1 files/stacks/shop shop.yml
    bundle_seal
    new c && one_two_three && shop d1 && bundle_seal
    "${SH[@]}" "$T/c/run" apply
    : >"$FAKE/nodes/n1/down"
    for id in swarm-stack-shop swarm-node-n1 compose-n1; do
        run -1 go undo --yes --events --step "$id"
        grep -q "^step.$id.failed.*the undo failed: Docker does not tell its state: it does not answer\$" <<<"$output"
    done
    grep -q '^swarm-node-n1 ' "$T/state/acme/owned"
}

@test "a stack: deployed once, again when its content changes or a service is gone" {
    new b && one_two_three && shop d1 && bundle_seal
    run -0 go apply
    grep -q 'version: "3.8"' "$FAKE/deployed"
    [ "$(grep -c version: "$FAKE/deployed")" = 2 ]
    run -0 go plan
    : >"$FAKE/calls"
    run -0 go apply
    run ! grep -q 'stack deploy' "$FAKE/calls"
    rm "$FAKE/swarm/things/service/shop_web"
    run -4 go plan
    [[ $output == *'service shop_web is missing'* ]]
    go apply
    new b && one_two_three && shop d2 && bundle_seal
    run -4 go plan
    [[ $output == *'stack shop has another content'* ]]
    run -0 go apply
    run -0 go plan
    [ -z "$(ls "$FAKE/nodes/n1/run")" ]
}

# version_of TEXT : how stack.sh leaves such a compose file, after the version it has found
version_of() {
    # shellcheck disable=SC2059 # with its escapes
    printf -- "$1" >"$T/c.yml"
    { sed -n '/^version_find()/,/^}/p; /^version_awk=/,/}.$/p' "$BATS_TEST_DIRNAME/../../runtime-scripts/docker/stack.sh" &&
        echo 'version_find && printf "%s|" "$version" && cat "$dir/$file"'; } >"$T/version.sh"
    dir=$T file=c.yml "${SH[@]}" "$T/version.sh"
}

@test "the version of a compose file is found, or written where it has to be" {
    [ "$(version_of '# c\n---\nservices: {}\n')" = '3.8|# c
---
version: "3.8"
services: {}' ]
    [ "$(version_of '  services: {}\n  volumes: {}\n')" = '3.8|  version: "3.8"
  services: {}
  volumes: {}' ]
    [ "$(version_of '\357\273\277a: 1\n')" = '3.8|version: "3.8"
a: 1' ]
    [ "$(version_of '{"services": {}}\n')" = '3.8|{"version": "3.8", "services": {}}' ]
    [ "$(version_of '{\n  "services": {}\n}\n')" = '3.8|{"version": "3.8", 
  "services": {}
}' ]
    for text in '"version" : "3.7"\na: 1' 'version: &v 3.7\na: 1' "a: 1\n'version': '3.7' # x" '  a: 1\n  version: 3.7\r' \
        '{"version": "3.7", "a": 1}' '{ version: 3.7 }' '{\n\n  "version" : "3.7",\n  "a": {"version": 1}\n}' \
        'version: !!str "3.7"\n'; do
        # shellcheck disable=SC2059 # with its escapes
        [ "$(version_of "$text")" = "3.7|$(printf "$text")" ]
    done
    [ "$(version_of 'a:\n  version: 2\n')" = '3.8|version: "3.8"
a:
  version: 2' ]
    for text in 'version: "2.4"\n' 'version: *v\n' 'version:\n  3.7\n' '{"a": {"version": 3}}\n' '--- {a: 1}\n' '' '? version\n: 3.7\n' \
        'version: 3.7-x\n' 'version: 30\n' '{"version": "2"}\n'; do
        run -1 version_of "$text"
        echo "$text: $output"
        [[ $output == c.yml:*'write it in block style, and `version: "3.8"`'* ]]
    done
}

@test "a stack whose version is another one fails before anything is changed" {
    new b && one_two_three && shop d1
    printf 'version: "2.4"\nservices: {}\n' >"$bundle_dir/files/stacks/shop/shop.yml"
    bundle_seal
    run -1 go apply
    [[ $output == *'a swarm takes version 3 of compose files only'* ]]
    run ! grep -q -e 'stack deploy' -e 'config create' "$FAKE/calls"
    [ -z "$(ls "$FAKE/nodes/n1/run")" ]
}

@test "a stack's secret: by standard input, another value by another name" {
    new b && one_two_three && shop d1 db_password && bundle_seal
    export LSTACKER_SECRETS=$T/secrets
    mkdir "$T/secrets"
    printf '%s\n' "it's \$HOME \\ %s" >"$T/secrets/db_password"
    mkdir -p "$FAKE/swarm/things/service"
    : >"$FAKE/swarm/things/service/shop_db"
    run -1 go apply
    [[ $output == *'a stack shop that is not ours'* ]]
    [ ! -e "$T/state/acme/state/salt" ]
    rm "$FAKE/swarm/things/service/shop_db"
    : >"$FAKE/chatty"
    go apply
    grep -qF '***' "$T/state/acme/log/swarm-stack-shop.log"
    [ "$(stat -c %a "$T/state/acme/state/salt")" = 600 ]
    first=$(ls "$FAKE/swarm/things/secret")
    [ "$(cat "$FAKE/content.$first")" = "it's \$HOME \\ %s" ]
    grep -qx "lstacker_secret_0=$first" "$FAKE/environment"
    run -0 go plan
    run -1 grep -rlF '$HOME' "$T/state" "$T/run" "$FAKE/calls"
    printf 'sesame\n' >"$T/secrets/db_password"
    run -4 go plan
    [[ $output == *'the secret db_password has another value'* ]]
    go apply
    [ "$(ls "$FAKE/swarm/things/secret")" != "$first" ]
    [ "$(find "$FAKE/swarm/things/secret" -type f | wc -l)" = 1 ]
    rm "$T/secrets/db_password"
    run -1 go plan
    [[ $output == *'db_password was not sent'* ]]
}

@test "a stack that does not run in time has failed, and is tried again" {
    new b && one_two_three && shop d1 && bundle_seal
    sed -i 's/^swarm_limit=.*/swarm_limit=2/' "$T/b/lib/swarm-stack.sh"
    echo '0/1 (max 1 per node)' >"$FAKE/replicas"
    run -1 go apply
    [[ $output == *'No such image'* ]]
    run -4 go plan
    [[ $output == *'stack shop was not completed'* ]]
    echo 1/1 >"$FAKE/replicas"
    run -0 go apply
    run -0 go verify
    echo 0/2 >"$FAKE/replicas"
    run -1 go verify
    [[ $output == *'of the service shop_web run 0 of 2'* ]]
}

@test "a stack of others is in the way; ours is removed without its volumes" {
    new b && one_two_three && shop d1 && bundle_seal
    mkdir -p "$FAKE/swarm/things/service"
    : >"$FAKE/swarm/things/service/shop_db"
    run -1 go apply
    [[ $output == *'there is a stack shop that is not ours'* ]]
    rm "$FAKE/swarm/things/service/shop_db"
    go apply
    echo 'data more ' >"$FAKE/volumes"
    new b && one_two_three && bundle_seal
    run -0 go apply
    [[ $output == *'kept: data more: volumes hold data'* ]]
    grep -q 'stack rm shop' "$FAKE/calls"
}

@test "compose projects: brought up side by side, each with its own result" {
    new b
    for name in n1 n2 n3; do
        mkdir -p "$bundle_dir/files/compose/$name"
        echo 'services: {web: {image: x}}' >"$bundle_dir/files/compose/$name/compose.yml"
        bundle_step "compose-$name" services "project of $name" "$name" compose "$name" shop d1 \
            "files/compose/$name" compose.yml
    done
    bundle_seal
    : >"$FAKE/nodes/n2/broken"
    run -1 go apply --events
    [ "$(states <<<"$output")" = 'compose-n1:changed compose-n2:failed compose-n3:changed' ]
    grep -q '^step.compose-n1.start.1020000' <<<"$output"
    grep -q '^log.compose-n2.no such image' <<<"$output"
    rm "$FAKE/nodes/n2/broken"
    run -0 go apply --events
    [ "$(states <<<"$output")" = 'compose-n1:ok compose-n3:ok compose-n2:changed' ]
    run -0 go plan
    run -0 go undo --yes --step compose-n1
    [ ! -e "$FAKE/nodes/n1/var/compose" ]
}

# app DIGEST : a compose project with a file, a directory and what its container wrote there
app() {
    mkdir -p "$bundle_dir/files/compose/app/conf"
    printf 'services: {web: {image: x}}\n' >"$bundle_dir/files/compose/app/compose.yml"
    printf '%s\n' "${2:-one}" >"$bundle_dir/files/compose/app/conf/a file"
    printf 'old\n' >"$bundle_dir/files/compose/app/motd"
    bundle_step compose-n1--app deploy 'project app in n1' n1 compose n1 app "$1" files/compose/app compose.yml
}

@test "a project's files change where they are, and what containers wrote stays" {
    there=$FAKE/nodes/n1/var/compose/app
    new b && app d1 && mkdir -p "$bundle_dir/files/compose/app/gone/dir" &&
        echo x >"$bundle_dir/files/compose/app/gone/dir/f" && bundle_seal
    run -0 go apply
    run -0 go plan
    inodes=$(stat -c %i "$there" "$there/conf" "$there/motd")
    echo data >"$there/conf/written"
    : >"$FAKE/calls"
    new b && app d2 two && chmod 755 "$bundle_dir/files/compose/app/motd" && bundle_seal
    run -4 go plan
    run -0 go apply
    [ "$(stat -c %i "$there" "$there/conf" "$there/motd")" = "$inodes" ]
    [ "$(cat "$there/conf/a file" "$there/conf/written")" = "two
data" ]
    [ -x "$there/motd" ]
    [ ! -e "$there/gone" ]
    grep -q -- --force-recreate "$FAKE/calls"
    run -0 go plan
    : >"$FAKE/calls"
    new b && app d3 two && chmod 755 "$bundle_dir/files/compose/app/motd" &&
        echo '# more' >>"$bundle_dir/files/compose/app/compose.yml" && bundle_seal
    run -0 go apply
    grep -q 'docker compose.* up ' "$FAKE/calls"
    run ! grep -q -- --force-recreate "$FAKE/calls"
    grep -qx '# more' "$there/compose.yml"
    [ "$(ls -A "$there/..")" = "app
app.files" ]
}

@test "a first try that failed is made up for by one that makes all services anew" {
    new b && app d1 && bundle_seal
    go apply
    new b && app d2 two && bundle_seal
    : >"$FAKE/compose-fails"
    run -1 go apply
    rm "$FAKE/compose-fails"
    : >"$FAKE/calls"
    run -4 go plan
    run -0 go apply
    grep -q -- --force-recreate "$FAKE/calls"
    run -0 go plan
}

@test "a project goes without its files, and without compose; its files without containers" {
    there=$FAKE/nodes/n1/var/compose
    for lost in files compose containers; do
        new b && app d1 && bundle_seal
        go apply
        case $lost in
        files) rm -r "$there/app" "$there/app.files" ;;
        compose) : >"$FAKE/compose-fails" ;;
        containers) rm -r "$FAKE/nodes/n1/containers" "$there/app/.lstacker" ;;
        esac
        run -0 go undo --yes
        [[ $output == *'removed  project app'* ]]
        [ -z "$(find "$FAKE/nodes/n1/containers" -type f)" ] || [ ! -e "$FAKE/nodes/n1/containers" ]
        [ ! -e "$there/app" ] && [ ! -e "$there/app.files" ]
        rm -f "$FAKE/compose-fails"
    done
    new b && app d1 && bundle_seal
    go apply
    : >"$FAKE/compose-fails"
    : >"$FAKE/stuck"
    run -1 go undo --yes
    [[ $output != *'removed  project app'* ]]
}

@test "a service that was stopped, paused or is sick is mended; one that has done its work is good" {
    new b && app d1 && bundle_seal
    go apply
    run -0 go plan
    for is in 'Exited (0) 1 hour ago' 'Up 1 hour (unhealthy)' 'Up 1 hour (Paused)' 'Exited (137) 1 hour ago'; do
        echo "$is" >"$FAKE/nodes/n1/containers/app/web"
        run -4 go plan
        [[ $output == *"service web of app does not run: $is"* ]]
        run -0 go apply
        run -0 go plan
    done
    echo 'Exited (1) 1 hour ago' >"$FAKE/nodes/n1/containers/app/once"
    run -4 go plan
}

@test "all of it under busybox" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is that run'
    command -v busybox >/dev/null || skip 'no busybox'
    RUNTIME_SH='busybox sh' run bats --tap "$BATS_TEST_FILENAME"
    printf '%s\n' "$output" | sed 's/^/# /'
    [ "$status" -eq 0 ]
}
