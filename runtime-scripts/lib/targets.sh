# shellcheck shell=sh
# Where recipes, Docker and what runs on it are: a TARGET is the name of a container, or `-` for
# the server itself. Only containers of this stack are ever entered.

# target_place TARGET -> $target_place : running, stopped, missing or foreign
target_place() {
    target_place=running
    [ "$1" != - ] || return 0
    if ! table_get lxd_instance "$1"; then
        target_place=missing
    elif ! line_has "$found" config:user.lstacker.stack "$stack"; then
        target_place=foreign
    elif ! line_has "$found" status Running; then
        target_place=stopped
    fi
}

# target_shell SECONDS TARGET [WORD...] : this process becomes a shell there, with these words;
# without any, it obeys standard input. On the server it is told where to remember things.
target_shell() {
    target_seconds=$1 target_name=$2
    shift 2
    if [ "$target_name" = - ]; then
        exec env "LSTACKER_STATE=$state_root/state/guest" timeout -k 10 "$target_seconds" sh "$@"
    else
        exec timeout -k 10 "$target_seconds" "$lxc" exec "$target_name" -- sh "$@"
    fi
}
