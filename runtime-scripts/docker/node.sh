# shellcheck shell=sh disable=SC2154
# Runs where Docker does, after wait.sh and api.sh: makes this a node of the swarm and prints its id, or
# takes it out.
#   $verb      init, join, leave or token
#   $stack     whose node it is
#   $mark      file for `STACK NODE`; `STACK pending` while it is made a node
#   $address   of this node in the swarm
#   $pools     init: address pools of the swarm's networks, separated by blanks
#   $mtu       init: of what the nodes talk over; '' is Docker's own, 1500
#   $remote    join: ADDRESS:PORT of a manager
#   $token     join: what a manager gave

info() {
    docker info --format "$1" 2>/dev/null
}

node_mark() {
    (umask 077 && mkdir -p -- "${mark%/*}") && printf '%s %s\n' "$stack" "$1" >"$mark.new" &&
        mv -- "$mark.new" "$mark"
}

is_active() {
    [ "$(info '{{.Swarm.LocalNodeState}}')" = active ]
}

# node_out : leaves whatever swarm this is in. The bridge that Docker makes for each node stays
# behind a swarm; while something is on it, it cannot be removed.
node_out() {
    case $(info '{{.Swarm.LocalNodeState}}') in
    inactive | '') ;;
    *) docker swarm leave --force || return ;;
    esac
    docker network rm docker_gwbridge >/dev/null 2>&1 || :
}

# Init prints a token of the new swarm.
node_init() {
    set -- --advertise-addr "$address" --listen-addr "$address:2377"
    for pool in $pools; do
        set -- "$@" --default-addr-pool "$pool"
    done
    docker swarm init "$@" >/dev/null || return
    [ -z "$mtu" ] || ingress_make
}

# ingress_make : the network of published ports, which the swarm has made with an MTU that is too large
ingress_make() {
    api_do DELETE /networks/ingress </dev/null || return
    wait_until 20 ingress_create || {
        printf '%s\n' "$ingress_answer"
        return 1
    }
}

ingress_create() {
    ingress_answer=$(docker network create --driver overlay --ingress \
        --opt "com.docker.network.driver.mtu=$mtu" ingress 2>&1)
}

# node_join : a manager that is just busy with another one is asked again
node_join() {
    joins=0
    while :; do
        answer=$(printf '{"ListenAddr":"%s:2377","AdvertiseAddr":"%s","RemoteAddrs":["%s"],"JoinToken":"%s"}' \
            "$address" "$address" "$remote" "$token" | api_do POST /swarm/join) && break
        joins=$((joins + 1))
        if [ "$joins" -ge 5 ]; then
            printf '%s\n' "$answer"
            return 1
        fi
        case $answer in
        *'continue in the background'*) break ;;
        esac
        sleep 2
        node_out >/dev/null
    done
    wait_until 60 is_active || {
        printf 'it did not join in time: %s\n' "$(info '{{.Swarm.Error}}')"
        return 1
    }
}

main() {
    command -v docker >/dev/null || {
        echo 'there is no Docker'
        return 1
    }
    case $verb in
    token)
        info '{{with .Swarm.Cluster}}{{.ID}}{{end}} {{.Swarm.NodeAddr}}:2377'
        docker swarm join-token -q worker && docker swarm join-token -q manager &&
            docker node ls -q
        ;;
    leave)
        node_out && rm -f -- "$mark" || return
        rmdir -- "${mark%/*}" 2>/dev/null || :
        ;;
    *)
        node_out >&2 && node_mark pending && "node_$verb" >&2 || return
        node=$(info '{{.Swarm.NodeID}}') && node_mark "$node" && printf '%s\n' "$node"
        ;;
    esac
}

main </dev/null
