# shellcheck shell=sh
# What a server needs besides for Docker:
#
#   kernel_modules NAME...     those that containers use, and cannot load themselves
#   docker_forward BRIDGE      packets of BRIDGE pass, though Docker drops what it does not know
#
# Of the modules, those that the kernel does not have, as it may have them built in, are noted only. The others
# are loaded, and listed in /etc/modules-load.d for the next boot; an undo leaves them loaded.
#
# Docker makes DROP the policy of what is forwarded, and leaves the chain DOCKER-USER to others. Two rules
# there let pass what comes from and goes to the bridge; a unit brings them back with each start of Docker.

family docker_host kernel_modules docker_forward

host_modules_file=/etc/modules-load.d/lstacker-$stack.conf
host_unit=lstacker-$stack-forward.service
host_unit_file=/etc/systemd/system/$host_unit

# host_module NAME -> $host_module : loaded, loadable or none
host_module() {
    host_module=loaded
    replace "$1" - _
    [ ! -d "/sys/module/$replaced" ] || return 0
    host_module=none
    has modprobe || return 0
    case $(modprobe -q --show-depends "$1" 2>/dev/null) in
    '') ;;
    *insmod*) host_module=loadable ;;
    *) host_module=loaded ;;
    esac
}

# host_modules NAME... -> $host_wanted, one a line; $host_load; calls note for those that there are not
host_modules() {
    host_wanted='' host_load=
    if ! read -r host_release </proc/sys/kernel/osrelease || [ ! -d "/lib/modules/$host_release" ]; then
        note 'this kernel has no modules'
        return
    fi
    for host_name do
        host_module "$host_name"
        case $host_module in
        none) note "this kernel has no module $host_name" ;;
        loadable) host_load="$host_load $host_name" ;;
        esac
        [ "$host_module" = none ] || host_wanted=$host_wanted$host_name$nl
    done
}

kernel_modules_probe() {
    host_modules "$@"
    [ -z "$host_load" ] || differs "not loaded:$host_load"
    [ "$host_wanted" = "$(cat -- "$host_modules_file" 2>/dev/null)${host_wanted:+$nl}" ] ||
        differs "$host_modules_file has another content"
}

kernel_modules_apply() {
    host_modules "$@"
    for host_name in $host_load; do
        modprobe "$host_name" || return
    done
    if [ -n "$host_wanted" ]; then
        mkdir -p /etc/modules-load.d && printf '%s' "$host_wanted" >"$host_modules_file.new" &&
            mv -- "$host_modules_file.new" "$host_modules_file"
    else
        rm -f -- "$host_modules_file"
    fi
}

kernel_modules_undo() {
    [ -e "$host_modules_file" ] || return 0
    rm -f -- "$host_modules_file" && removed "$host_modules_file"
}

# host_rules WORD BRIDGE : does WORD (-C, -I, -D) with both rules
host_rules() {
    for host_way in -i -o; do
        timeout 20 iptables -w 10 "$1" DOCKER-USER "$host_way" "$2" -m comment --comment "lstacker $stack" \
            -j ACCEPT || return
    done
}

# host_unit BRIDGE : prints the unit
host_unit() {
    printf '# by LStacker\n[Unit]\nDescription=Let packets of %s pass beside Docker\nAfter=docker.service\nPartOf=docker.service\n' "$1"
    printf '[Service]\nType=oneshot\nRemainAfterExit=yes\n'
    for host_way in -i -o; do
        host_rule="DOCKER-USER $host_way $1 -m comment --comment \"lstacker $stack\" -j ACCEPT"
        printf 'ExecStart=/bin/sh -c '\''iptables -w 10 -C %s 2>/dev/null || iptables -w 10 -I %s'\''\n' "$host_rule" "$host_rule"
    done
    printf '[Install]\nWantedBy=docker.service\n'
}

docker_forward_probe() {
    if ! has iptables || ! host_rules -C "$1" >/dev/null 2>&1; then
        differs "packets of $1 may be dropped by Docker"
    fi
    [ "$(host_unit "$1")" = "$(cat -- "$host_unit_file" 2>/dev/null)" ] || differs "$host_unit is missing"
    [ -e "/etc/systemd/system/docker.service.wants/$host_unit" ] || differs "$host_unit is not enabled"
}

docker_forward_apply() {
    host_unit "$1" >"$host_unit_file.new" && mv -- "$host_unit_file.new" "$host_unit_file" || return
    limited 30 systemctl daemon-reload && limited 30 systemctl enable "$host_unit" || return
    limited 60 systemctl restart "$host_unit"
}

docker_forward_undo() {
    host_there=no
    if [ -e "$host_unit_file" ]; then
        host_there=yes
        limited 60 systemctl disable --now "$host_unit"
        rm -f -- "$host_unit_file" && limited 30 systemctl daemon-reload || return
    fi
    if has iptables && host_rules -C "$1" >/dev/null 2>&1; then
        host_there=yes
        host_rules -D "$1" || return
    fi
    [ "$host_there" = no ] || removed "the rules for $1 beside Docker's"
}
