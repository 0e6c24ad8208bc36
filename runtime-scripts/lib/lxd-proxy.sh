# shellcheck shell=sh
# lxd_proxy KEY=VALUE... : the daemon fetches images through a proxy: core.proxy_http,
# core.proxy_https and core.proxy_ignore_hosts have these values; an empty one is none.
#
# The daemon's configuration has no room for a mark: what we set is in state/lxd-proxy, lines
# KEY=VALUE. Another value is somebody else's and is never touched. The client asks image servers
# by itself and goes by the environment, which is therefore this run's, too.

lxd_proxy_declare() {
    lxd_want server
    for lxd_word do
        [ -n "${lxd_word#*=}" ] || continue
        case $lxd_word in
        core.proxy_http=*) http_proxy=${lxd_word#*=} && export http_proxy ;;
        core.proxy_https=*) https_proxy=${lxd_word#*=} && export https_proxy ;;
        core.proxy_ignore_hosts=*) no_proxy=${lxd_word#*=} && export no_proxy ;;
        esac
    done
}

lxd_proxy_probe() {
    if ! table_get lxd_server server; then
        differs "the proxy cannot be seen yet"
        return
    fi
    lxd_line=$found
    for lxd_word do
        lxd_proxy_one "${lxd_word%%=*}" "${lxd_word#*=}"
    done
}

# lxd_proxy_one KEY VALUE : with $lxd_line
lxd_proxy_one() {
    lxd_proxy_value "$1"
    [ "$lxd_is" != "$2" ] || return 0
    if [ -n "$lxd_is" ] && ! lxd_proxy_ours "$1" "$lxd_is"; then
        [ -z "$2" ] || conflict "$1 is $lxd_is, which is not ours: $lxc config unset $1"
        return
    fi
    lxd_compare "$lxd_line" "config:$1" "$2" "$1"
}

# lxd_proxy_value KEY -> $lxd_is : in $lxd_line
lxd_proxy_value() {
    line_value "$lxd_line" "config:$1"
    unescape "$value"
    lxd_is=$unescaped
}

# lxd_proxy_ours KEY VALUE : did we set it?
lxd_proxy_ours() {
    grep -qxF -e "$1=$2" "$state_root/state/lxd-proxy" 2>/dev/null
}

# What a killed run was about to set is remembered, too.
lxd_proxy_apply() {
    table_get lxd_server server || return
    lxd_line=$found
    for lxd_word do
        shift
        lxd_proxy_value "${lxd_word%%=*}"
        [ "$lxd_is" != "${lxd_word#*=}" ] || continue
        [ -n "${lxd_word#*=}" ] || lxd_proxy_ours "${lxd_word%%=*}" "$lxd_is" || continue
        set -- "$@" "$lxd_word"
        printf '%s\n' "$lxd_word" >>"$state_root/state/lxd-proxy" || return
    done
    [ "$#" -eq 0 ] || lxd_call 60 config set "$@"
}

lxd_proxy_undo() {
    if table_get lxd_server server; then
        lxd_line=$found
        for lxd_word do
            shift
            lxd_proxy_value "${lxd_word%%=*}"
            if [ -n "$lxd_is" ] && lxd_proxy_ours "${lxd_word%%=*}" "$lxd_is"; then
                set -- "$@" "${lxd_word%%=*}="
            fi
        done
        if [ "$#" -gt 0 ]; then
            lxd_call 60 config set "$@" || return
            removed "the proxy for images"
        fi
    fi
    rm -f -- "$state_root/state/lxd-proxy"
}
