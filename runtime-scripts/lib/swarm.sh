# shellcheck shell=sh
# Nodes of Docker Swarm:
#
#   swarm_tell TARGET NAME
#       never differs: while something is applied, a manager tells the others, by facts, how to join
#   swarm_node TARGET NAME manager|worker ADDRESS [WORD]...      where WORD... is any number of
#       first            the manager that makes the swarm
#       pool=SUBNET      for the networks of the swarm
#       mtu=N            of what the nodes talk over, if it is not 1500
#       manager=NAME     another manager
#
# A node carries a mark, a file with `STACK NODE`; one that is in a swarm without it is in the way. A node
# whose swarm is not that which a manager tells leaves it and joins. Whether a manager is to be a worker, or
# the other way round, is for lib/swarm-nodes.sh; but the first one, which does that, must be a manager.
#
# Facts: `swarm`, of one manager, in one value so that those of two never mix: its name, the id of the swarm,
# ADDRESS:PORT, the tokens of workers and of managers (they are in memory only), the ids of all nodes.
# swarm_joined, of a server: which nodes it has just made, so that the manager looks again. swarm_is_NAME, the
# id of a node that was just made: what else has its address is dead, whatever the swarm still believes.
# swarm_none_NAME, of a node that is in no swarm; swarm_lost, the name of a manager that has no leader.

swarm_told=                     # id of the swarm that this server has told of in this run

swarm_trusted=' '               # nodes that this run has made

swarm_tell_declare() { docker_want "$1" node; }
swarm_node_declare() { docker_want "$1" node; }

# swarm_state -> $swarm_line, $swarm_state, $swarm_id; after docker_of
swarm_state() {
    swarm_state='' swarm_id='' swarm_line=
    docker_line swarm . || return 0
    swarm_line=$docker_line
    line_value "$swarm_line" state
    swarm_state=$value
    line_value "$swarm_line" id
    swarm_id=$value
}

# swarm_ours : does it carry our mark? It may stand for another node: one that was made since by hand.
swarm_ours() {
    docker_line mark . && line_has "$docker_line" stack "$stack" || return 1
    line_value "$docker_line" node
    [ "$value" = pending ] || [ "$value" = "$swarm_id" ] || [ "$swarm_state" != active ]
}

# swarm_leaderless : a manager that knows none
swarm_leaderless() {
    line_has "$swarm_line" control true || return 1
    line_value "$swarm_line" cluster
    [ -z "$value" ]
}

# --- facts ------------------------------------------------------------------

swarm_tell_probe() {
    docker_of "$1"
    swarm_state
    note "${swarm_state:-$docker_word}"
    [ "$verb" = apply ] || return 0
    replace "$2" - _
    case $docker_word:$swarm_state in
    absent:* | stopped:* | none:* | up:inactive) fact "swarm_none_$replaced" yes ;;
    up:active)
        swarm_ours && line_has "$swarm_line" control true || return 0
        if swarm_leaderless; then
            fact swarm_lost "$2"
        else
            swarm_facts "$1" "$2"
        fi
        ;;
    esac
}

swarm_tell_apply() { :; }
swarm_tell_undo() { :; }

# swarm_facts TARGET NAME : of this manager, unless this server has told them of the same swarm
swarm_facts() {
    line_value "$swarm_line" cluster
    [ "$swarm_told" != "$value" ] || return 0
    docker_lets=$(docker_let verb token)
    swarm_answer=$(docker_run 60 "$1" docker/wait.sh docker/api.sh docker/node.sh 2>/dev/null) || return
    replace "$swarm_answer" "$nl" ' '
    fact swarm "$2 $replaced"
    swarm_told=${replaced%% *}
    swarm_answer=
}

# swarm_fact -> $swarm_teller, $swarm_remote, $swarm_worker, $swarm_manager, $swarm_nodes; fails if nobody
# told
swarm_fact() {
    fact_get swarm || return 1
    swarm_teller=${fact_value%% *}
    fact_value=${fact_value#* * }
    swarm_remote=${fact_value%% *}
    fact_value=${fact_value#* }
    # shellcheck disable=SC2034 # by its computed name: swarm_node_apply
    swarm_worker=${fact_value%% *}
    fact_value=${fact_value#* }
    # shellcheck disable=SC2034 # by its computed name: swarm_node_apply
    swarm_manager=${fact_value%% *}
    swarm_nodes=${fact_value#* }
}

# --- nodes ------------------------------------------------------------------

# swarm_words TARGET NAME ROLE ADDRESS [WORD]... -> $swarm_target, $swarm_name, $swarm_address, $swarm_first,
# $swarm_pools, $swarm_mtu, $swarm_managers
swarm_words() {
    swarm_target=$1 swarm_name=$2 swarm_address=$4
    swarm_first=no swarm_pools='' swarm_mtu='' swarm_managers=''
    shift 4
    for swarm_word do
        case $swarm_word in
        first) swarm_first=yes ;;
        pool=*) swarm_pools="$swarm_pools ${swarm_word#*=}" ;;
        mtu=*) swarm_mtu=${swarm_word#*=} ;;
        manager=*) swarm_managers="$swarm_managers ${swarm_word#*=}" ;;
        esac
    done
}

swarm_node_probe() {
    swarm_words "$@"
    docker_ready "$1" "node $2" || return 0
    swarm_state
    note "$swarm_state"
    case $swarm_state in
    inactive) differs "node $2 is missing" ;;
    locked) conflict "$2 is locked: \`docker swarm unlock\` there" ;;
    *) swarm_member ;;
    esac
}

# swarm_member : it is in a swarm, but in which?
swarm_member() {
    if ! swarm_ours && ! swarm_told_node; then
        conflict "$swarm_name is in a swarm that is not of this stack: \`docker swarm leave\` there"
        return
    fi
    if [ "$swarm_state" != active ]; then
        line_value "$swarm_line" error
        differs "$swarm_name is not active in its swarm: $swarm_state $value"
        return
    fi
    if swarm_leaderless; then
        swarm_quorum "$swarm_name"
        return
    fi
    swarm_ours || differs "$swarm_name does not carry our mark"
    ! swarm_fact || swarm_told_node || swarm_trusts "$swarm_name" ||
        differs "$swarm_name is not in the swarm that $stack has now"
    line_has "$swarm_line" address "$swarm_address" || swarm_moved
    [ "$swarm_first" = no ] || line_has "$swarm_line" control true ||
        differs "$swarm_name is a worker, should be a manager"
}

# swarm_told_node : is it a node of the swarm that was told of?
swarm_told_node() {
    swarm_fact || return 1
    case " $swarm_nodes " in
    *" $swarm_id "*) return 0 ;;
    esac
    return 1
}

# swarm_trusts NAME : it has joined since
swarm_trusts() {
    case $swarm_trusted in
    *" $1 "*) return 0 ;;
    esac
    return 1
}

# swarm_moved : its address is another. The only manager cannot leave the swarm to come back with a new one.
swarm_moved() {
    line_value "$swarm_line" address
    if line_has "$swarm_line" control true && [ -z "$swarm_managers" ]; then
        conflict "the only manager, $swarm_name, has the address $value in the swarm, should be $swarm_address: \`docker swarm init --force-new-cluster --advertise-addr $swarm_address\` there changes it"
    else
        differs "$swarm_name has the address $value in the swarm, should be $swarm_address"
    fi
}

# swarm_quorum NAME : too few managers are left to decide anything, and nothing done here would help
swarm_quorum() {
    conflict "the swarm has lost its quorum: $1 finds too few other managers. Bring them back; or, if they are gone for good, \`docker swarm init --force-new-cluster --advertise-addr ADDRESS\` on $1 makes it the only manager, and an apply adds the others"
}

swarm_node_apply() {
    swarm_words "$@"
    docker_of "$1"
    swarm_state
    docker_lets=$(docker_let address "$swarm_address" && docker_let pools "${swarm_pools# }" &&
        docker_let mtu "$swarm_mtu")
    if swarm_fact && [ "$swarm_teller" != "$2" ]; then
        get "swarm_$3"
        swarm_give verb join
        swarm_give token "$value"
        swarm_give remote "$swarm_remote"
    else
        swarm_may_begin || return
        swarm_give verb init
    fi
    swarm_answer=$(docker_run 240 "$1" docker/wait.sh docker/api.sh docker/node.sh) || {
        printf '%s\n' "$swarm_answer"
        return 1
    }
    docker_lets=
    swarm_trusted="$swarm_trusted$2 "
    replace "$2" - _
    fact "swarm_is_$replaced" "$swarm_answer"
    fact swarm_joined "$swarm_trusted"
    swarm_joined "$1"
}

# swarm_give NAME VALUE : one more assignment for the script
swarm_give() {
    quote "$2"
    docker_lets="$docker_lets$nl$1=$quoted"
}

# swarm_may_begin : makes a swarm, if there was none, or it is sure that it is gone. Another manager that
# nobody heard of may still have it, and two swarms of one stack would be worse than none.
swarm_may_begin() {
    if [ "$swarm_first" = no ]; then
        echo 'no manager has told how to join the swarm: was it applied, by lstacker-run and together with this server?'
        return 1
    fi
    if [ "$swarm_state" = active ]; then
        echo 'it would leave its swarm, and no other manager has told how to come back'
        return 1
    fi
    if fact_get swarm_lost; then
        echo "the manager $fact_value has a swarm that has lost its quorum: bring back its other managers, or run"
        echo "docker swarm init --force-new-cluster --advertise-addr ADDRESS on $fact_value"
        return 1
    fi
    [ -e "$state_root/state/swarm-was" ] || return 0
    for swarm_word in $swarm_managers; do
        replace "$swarm_word" - _
        fact_get "swarm_none_$replaced" || {
            echo "there was a swarm, and the manager $swarm_word, which may still have it, did not tell: apply its server, too;"
            echo "or, if that is gone for good, remove $state_root/state/swarm-was"
            return 1
        }
    done
}

# swarm_joined TARGET : the first manager tells what it knows now
swarm_joined() {
    [ "$swarm_first" = yes ] || return 0
    [ -e "$state_root/state/swarm-was" ] || : >"$state_root/state/swarm-was"
    docker_forget
    docker_read
    docker_of "$1"
    swarm_state
    swarm_told=
    swarm_facts "$1" "$swarm_name"
}

swarm_node_undo() {
    swarm_words "$@"
    docker_undoable "$1" || return $(($? - 1))
    swarm_state
    docker_line mark . && line_has "$docker_line" stack "$stack" || return 0
    swarm_ours || {
        kept "$2, which is in a swarm that is not ours"
        return 0
    }
    docker_lets=$(docker_let verb leave)
    swarm_answer=$(docker_run 120 "$1" docker/wait.sh docker/api.sh docker/node.sh) || {
        docker_unable "$swarm_answer"
        return 1
    }
    [ "$swarm_first" = no ] || rm -f -- "$state_root/state/swarm-was"
    removed "node $2"
}
