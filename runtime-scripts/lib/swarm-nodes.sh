# shellcheck shell=sh
# The nodes of a swarm, as its first manager sees them:
#
#   swarm_nodes TARGET WORD...       where WORD... is, for each node,
#       node NAME manager|worker ADDRESS [label KEY VALUE]...
#
# Each has its role and these labels, besides lstacker.stack and lstacker.node, which say whose it is. A
# node of ours that is not declared any more is drained, demoted and removed; and so is one that is down
# while another one has its address: it was made anew. lstacker.labels
# remembers which ones were declared: those that are no longer go, those that others gave stay.
# A node that is down without that is told by a plan, as its own step will bring it back; an apply that comes
# here has done what it can.

swarm_looked=                   # the fact swarm_joined, when the nodes were last read

swarm_nodes_declare() { docker_want "$1" nodes; }

swarm_nodes_probe() {
    swarm_changes='' swarm_demotes=
    swarm_look_again
    docker_ready "$1" 'the list of nodes' || return 0
    swarm_state
    if ! line_has "$swarm_line" control true; then
        differs 'the list of nodes is missing'
        return
    fi
    if swarm_leaderless || ! docker_line leader .; then
        swarm_quorum "$1"
        return
    fi
    shift
    swarm_seen=' ' swarm_addresses=' ' swarm_known=' '
    while [ "$#" -gt 0 ]; do
        swarm_labels_of "$@"
        swarm_node_compare "$2" "$3" "$4"
        shift "$swarm_shift"
    done
    docker_each node swarm_node_old
}

# swarm_look_again : other servers have changed what was read here
swarm_look_again() {
    fact_get swarm_joined && [ "$fact_value" != "$swarm_looked" ] || return 0
    swarm_looked=$fact_value
    docker_forget
    docker_read
}

# swarm_labels_of node NAME ROLE ADDRESS [label KEY VALUE]... -> $swarm_labels (lines KEY=VALUE),
# $swarm_keys, $swarm_shift
swarm_labels_of() {
    swarm_labels="lstacker.node=$2${nl}lstacker.stack=$stack$nl"
    swarm_keys=' '
    swarm_shift=4
    shift 4
    while [ "$#" -gt 0 ] && [ "$1" = label ]; do
        swarm_labels=$swarm_labels$2=$3$nl
        swarm_keys="$swarm_keys$2 "
        swarm_shift=$((swarm_shift + 3))
        shift 3
    done
    swarm_label=${swarm_keys# }
    swarm_labels="${swarm_labels}lstacker.labels=${swarm_label% }$nl"
}

# swarm_node_compare NAME ROLE ADDRESS : with the one that has just joined, or else has this address, and
# lives if any does
swarm_node_compare() {
    swarm_wanted=$3 swarm_found='' swarm_found_line=
    replace "$1" - _
    if fact_get "swarm_is_$replaced" && docker_line node "$fact_value"; then
        swarm_found=$fact_value swarm_found_line=$docker_line
        swarm_known="$swarm_known$3 "
    else
        docker_each node swarm_node_at
    fi
    if [ -z "$swarm_found" ]; then
        swarm_absent "$1 is missing in the swarm"
        return
    fi
    swarm_seen="$swarm_seen$swarm_found "
    swarm_addresses="$swarm_addresses$3 "
    line_has "$swarm_found_line" state ready || swarm_absent "$1 is down"
    if ! line_has "$swarm_found_line" role "$2"; then
        line_value "$swarm_found_line" role
        differs "$1 is a $value, should be a $2"
        case $2 in
        manager) swarm_changes="${swarm_changes}promote $swarm_found$nl" ;;
        *) swarm_demotes="${swarm_demotes}demote $swarm_found$nl" ;;
        esac
    fi
    swarm_labels_compare "$1"
}

# swarm_absent TEXT : what an earlier phase of an apply could not mend is told there
swarm_absent() {
    if [ "$verb" = apply ]; then
        note "$1"
    else
        differs "$1"
    fi
}

# swarm_node_at ID : is it at $swarm_wanted?
swarm_node_at() {
    line_value "$docker_line" manager
    if [ -n "$value" ]; then
        value=${value%:*}
    else
        line_value "$docker_line" address
    fi
    [ "$value" = "$swarm_wanted" ] || return 0
    if [ -z "$swarm_found" ] || line_has "$docker_line" state ready; then
        swarm_found=$1 swarm_found_line=$docker_line
    fi
}

# swarm_labels_compare NAME : it tells of those that were written, and only if there is none of ours
swarm_labels_compare() {
    swarm_lacks='' swarm_own=
    IFS=$nl
    for swarm_label in $swarm_labels; do
        unset IFS
        line_has "$swarm_found_line" "label:${swarm_label%%=*}" "${swarm_label#*=}" && continue
        swarm_changes="${swarm_changes}label $swarm_found $swarm_label$nl"
        case $swarm_label in
        lstacker.node=* | lstacker.stack=* | lstacker.labels=*) swarm_own='our labels' ;;
        *) swarm_lacks="$swarm_lacks $swarm_label" ;;
        esac
    done
    unset IFS
    [ -z "$swarm_lacks$swarm_own" ] || differs "$1 lacks${swarm_lacks:- $swarm_own}"
    line_value "$swarm_found_line" label:lstacker.labels
    for swarm_label in $value; do
        case $swarm_keys in
        *" $swarm_label "*) continue ;;
        esac
        differs "$1 should not have the label $swarm_label"
        swarm_changes="${swarm_changes}unlabel $swarm_found $swarm_label$nl"
    done
}

# swarm_node_old ID : one that is not declared, at least not as this one
swarm_node_old() {
    case $swarm_seen in
    *" $1 "*) return 0 ;;
    esac
    line_value "$docker_line" host
    swarm_host=$value
    if swarm_dead_twin; then
        differs "$swarm_host is a node twice"
        swarm_changes="${swarm_changes}forget $1$nl"
    elif line_has "$docker_line" label:lstacker.stack "$stack"; then
        differs "$swarm_host should not be a node"
        swarm_changes="${swarm_changes}remove $1$nl"
    else
        note "$swarm_host is a node that is not ours"
    fi
}

# swarm_dead_twin : has another one its address, that has just joined, or lives while this one is down?
swarm_dead_twin() {
    line_value "$docker_line" manager
    [ -n "$value" ] || line_value "$docker_line" address
    case $swarm_known in
    *" ${value%:*} "*) return 0 ;;
    esac
    case $swarm_addresses in
    *" ${value%:*} "*) line_has "$docker_line" state down ;;
    *) return 1 ;;
    esac
}

swarm_nodes_apply() {
    docker_lets=$(docker_let changes "$swarm_changes$swarm_demotes")
    swarm_changes_limit
    docker_run "$swarm_changes_limit" "$1" docker/wait.sh docker/nodes.sh
}

# swarm_changes_limit -> $swarm_changes_limit : a node that is removed is waited for, one after the other
# (docker/nodes.sh: 100 seconds, and what the daemon takes)
swarm_changes_limit() {
    swarm_changes_limit=300
    IFS=$nl
    for swarm_change in $swarm_changes; do
        case $swarm_change in
        "remove "* | "forget "*) swarm_changes_limit=$((swarm_changes_limit + 150)) ;;
        esac
    done
    unset IFS
}

# Nodes leave by their own steps.
swarm_nodes_undo() { :; }
