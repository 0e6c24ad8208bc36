# shellcheck shell=sh
# Instances that were moved to another server:
#
#   lxd_moved NAME SERVER
#
# What SERVER has now is a new instance with the same addresses; so the old one must
# not run here, now or after a start of this server. It keeps its data until --prune.

lxd_moved_probe() {
    if ! table_get lxd_instance "$1" || ! line_has "$found" config:user.lstacker.stack "$stack"; then
        note gone
        return
    fi
    line_value "$found" status
    note "$value"
    [ "$value" = Stopped ] || differs "instance $1 still runs here, and is on $2 now"
    ! line_has "$found" config:boot.autostart true ||
        differs "instance $1 would start with this server, and is on $2 now"
}

lxd_moved_apply() {
    lxd_call 60 config set -- "$1" boot.autostart=false || return
    line_has "$found" status Stopped || lxd_instance_stop "$1"
}

# What is stopped stays so: its own step, when it is back, starts it.
lxd_moved_undo() {
    :
}
