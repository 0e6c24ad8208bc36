# shellcheck shell=sh
# What instances share:
#
#   lxd_pool NAME existing | driver=DRIVER [KEY=VALUE]...
#   lxd_bridge NAME [KEY=VALUE]...                  a managed bridge, with NAT
#   lxd_profile NAME pool=POOL bridge=NETWORK [config KEY VALUE]...
#                                 root disk in the pool, eth0 on the network
#
# A pool that is `existing` is the user's: it has to be there, and stays.
# Each is made by a single call that carries its mark, so that a killed run
# leaves either nothing or something that is known as ours.

lxd_pool_declare() {
    lxd_want 'storage-pools?recursion=1'
}

lxd_bridge_declare() {
    lxd_want "networks/$1"
}

lxd_profile_declare() {
    lxd_want 'profiles?recursion=1'
}

lxd_pool_probe() {
    if [ "$2" = existing ]; then
        if [ "$lxd_present" != yes ]; then
            differs "storage pool $1 cannot be seen yet"
        elif ! table_get lxd_pool "$1"; then
            conflict "there is no storage pool $1"
        fi
        return 0
    fi
    if ! table_get lxd_pool "$1"; then
        differs "storage pool $1 is missing"
        return
    fi
    lxd_line=$found
    lxd_ours "$lxd_line" "storage pool $1" || return
    line_has "$lxd_line" driver "${2#driver=}" ||
        conflict "storage pool $1 has another driver than ${2#driver=}, which cannot be changed"
    shift 2
    lxd_compare_all "$@"
}

# lxd_compare_all KEY=VALUE... : with the configuration in $lxd_line
lxd_compare_all() {
    for lxd_word do
        lxd_compare "$lxd_line" "config:${lxd_word%%=*}" "${lxd_word#*=}" "${lxd_word%%=*}"
    done
}

lxd_pool_apply() {
    lxd_name=$1
    if [ "$2" = existing ]; then
        return 0
    fi
    lxd_driver=${2#driver=}
    shift 2
    if ! table_get lxd_pool "$lxd_name"; then
        lxd_call 120 storage create "$lxd_name" "$lxd_driver" "user.lstacker.stack=$stack" "$@"
    elif [ "$#" -gt 0 ]; then
        lxd_call 60 storage set "$lxd_name" "$@"
    fi
}

lxd_pool_undo() {
    table_get lxd_pool "$1" && line_has "$found" config:user.lstacker.stack "$stack" || return 0
    if line_value "$found" used_by; then
        kept "storage pool $1, which ${value#/1.0/} uses"
        return 0
    fi
    lxd_call 120 storage delete "$1" || return
    removed "storage pool $1"
}

lxd_bridge_probe() {
    if ! table_get lxd_network "$1"; then
        differs "network $1 is missing"
        return
    fi
    lxd_line=$found
    lxd_ours "$lxd_line" "network $1" || return
    shift
    lxd_compare_all "$@"
}

lxd_bridge_apply() {
    lxd_name=$1
    shift
    if ! table_get lxd_network "$lxd_name"; then
        lxd_call 120 network create "$lxd_name" "user.lstacker.stack=$stack" "$@"
    elif [ "$#" -gt 0 ]; then
        lxd_call 60 network set "$lxd_name" "$@"
    fi
}

lxd_bridge_undo() {
    table_get lxd_network "$1" && line_has "$found" config:user.lstacker.stack "$stack" || return 0
    if line_value "$found" used_by; then
        kept "network $1, which ${value#/1.0/} uses"
        return 0
    fi
    lxd_call 120 network delete "$1" || return
    removed "network $1"
    lxd_empty_table
}

# lxd_empty_table : the daemon leaves its table of nftables behind its last network
lxd_empty_table() {
    has nft || return 0
    case $lxc in
    incus) lxd_table=incus ;;
    *) lxd_table=lxd ;;
    esac
    lxd_rules=$(timeout 10 nft list table inet "$lxd_table" 2>/dev/null) || return 0
    case $lxd_rules in
    *chain* | *set* | *map*) ;;
    *) timeout 10 nft delete table inet "$lxd_table" ;;
    esac
}

lxd_profile_probe() {
    if ! table_get lxd_profile "$1"; then
        differs "profile $1 is missing"
        return
    fi
    lxd_line=$found
    lxd_ours "$lxd_line" "profile $1" || return
    lxd_compare "$lxd_line" devices:root:type disk 'root disk'
    lxd_compare "$lxd_line" devices:root:pool "${2#pool=}" 'pool of the root disk'
    lxd_compare "$lxd_line" devices:root:path / 'path of the root disk'
    lxd_compare "$lxd_line" devices:eth0:type nic eth0
    lxd_compare "$lxd_line" devices:eth0:network "${3#bridge=}" 'network of eth0'
    shift 3
    while [ "$#" -gt 0 ]; do
        lxd_compare "$lxd_line" "config:$2" "$3" "$2"
        shift 3
    done
}

lxd_profile_apply() {
    lxd_body=$(lxd_profile_body "$@") || return
    if ! table_get lxd_profile "$1"; then
        lxd_call 60 query -X POST -d "$lxd_body" /1.0/profiles
    else
        lxd_call 60 query -X PUT -d "$lxd_body" "/1.0/profiles/$1"
    fi
}

# lxd_profile_body NAME pool=POOL bridge=NETWORK [config KEY VALUE]... : as JSON
lxd_profile_body() {
    printf '{"name":"%s","description":"stack %s","config":{"user.lstacker.stack":"%s"' \
        "$1" "$stack" "$stack"
    lxd_pool=${2#pool=} lxd_network=${3#bridge=}
    shift 3
    while [ "$#" -gt 0 ]; do
        printf ',%s:%s' "$(quoted "$2")" "$(quoted "$3")"
        shift 3
    done
    printf '},"devices":{"root":{"type":"disk","path":"/","pool":"%s"},' "$lxd_pool"
    printf '"eth0":{"type":"nic","name":"eth0","network":"%s"}}}\n' "$lxd_network"
}

lxd_profile_undo() {
    table_get lxd_profile "$1" && line_has "$found" config:user.lstacker.stack "$stack" || return 0
    if line_value "$found" used_by; then
        kept "profile $1, which ${value#/1.0/} uses"
        return 0
    fi
    lxd_call 60 profile delete "$1" || return
    removed "profile $1"
}
