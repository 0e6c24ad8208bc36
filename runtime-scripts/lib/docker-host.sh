# shellcheck shell=sh
# What a server needs besides for Docker:
#
#   kernel_modules NAME...     those that containers use, and cannot load themselves
#   docker_forward BRIDGE [ADDRESS]...
#                              packets of BRIDGE pass, though Docker drops what it does not know, and those of
#                              ports that this server passes on (DNAT) to the servers with these addresses
#
# Of the modules, those that the kernel does not have, as it may have them built in, are noted only. The others
# are loaded, and listed in /etc/modules-load.d for the next boot; an undo leaves them loaded.
#
# Docker makes DROP the policy of what is forwarded, and leaves the chain DOCKER-USER to others. Two rules
# there let pass what comes from and goes to the bridge, two more each address; a unit brings them back with each
# start of Docker.

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

# host_each FUNCTION BRIDGE [ADDRESS]... : calls it with the words of each rule
host_each() {
    host_does=$1
    "$host_does" -i "$2" && "$host_does" -o "$2" || return
    shift 2
    for host_address do
        for host_way in -d -s; do
            "$host_does" "$host_way" "$host_address" -m conntrack --ctstate DNAT || return
        done
    done
}

# host_rule WORD... : does $host_verb (-C, -I, -D) with it
host_rule() {
    timeout 20 iptables -w 10 "$host_verb" DOCKER-USER "$@" -m comment --comment "lstacker $stack" -j ACCEPT
}

# host_rules VERB BRIDGE [ADDRESS]...
host_rules() {
    host_verb=$1
    shift
    host_each host_rule "$@"
}

# host_unit_rule WORD...
host_unit_rule() {
    host_line="DOCKER-USER $* -m comment --comment \"lstacker $stack\" -j ACCEPT"
    printf 'ExecStart=/bin/sh -c '\''iptables -w 10 -C %s 2>/dev/null || iptables -w 10 -I %s'\''\n' "$host_line" "$host_line"
}

# host_unit BRIDGE [ADDRESS]... : prints the unit
host_unit() {
    printf '# by LStacker\n[Unit]\nDescription=Let packets of %s pass beside Docker\nAfter=docker.service\nPartOf=docker.service\n' "$1"
    printf '[Service]\nType=oneshot\nRemainAfterExit=yes\n'
    host_each host_unit_rule "$@"
    printf '[Install]\nWantedBy=docker.service\n'
}

# host_former ADDRESS... -> $host_former : addresses that rules of ours let pass, none of these
host_former() {
    host_former=
    has iptables || return 0
    host_addresses=$(timeout 20 iptables -w 10 -S DOCKER-USER 2>/dev/null |
        sed -n "s|^-A DOCKER-USER -[ds] \([0-9.]*\)/32 .*--comment \"lstacker $stack\" .*|\1|p" | sort -u)
    for host_address in $host_addresses; do
        case " $* " in
        *" $host_address "*) ;;
        *) host_former="$host_former $host_address" ;;
        esac
    done
}

# host_forget ADDRESS... : removes the rules for those that are not among them
host_forget() {
    host_former "$@"
    for host_address in $host_former; do
        for host_way in -d -s; do
            host_verb=-D
            host_rule "$host_way" "$host_address" -m conntrack --ctstate DNAT || return
        done
    done
}

docker_forward_probe() {
    if ! has iptables || ! host_rules -C "$@" >/dev/null 2>&1; then
        differs "packets of $1 may be dropped by Docker"
    fi
    [ "$(host_unit "$@")" = "$(cat -- "$host_unit_file" 2>/dev/null)" ] || differs "$host_unit is missing"
    [ -e "/etc/systemd/system/docker.service.wants/$host_unit" ] || differs "$host_unit is not enabled"
    shift
    host_former "$@"
    [ -z "$host_former" ] || differs "packets to and from$host_former should not pass"
}

docker_forward_apply() {
    host_unit "$@" >"$host_unit_file.new" && mv -- "$host_unit_file.new" "$host_unit_file" || return
    limited 30 systemctl daemon-reload && limited 30 systemctl enable "$host_unit" || return
    limited 60 systemctl restart "$host_unit" || return
    shift
    host_forget "$@"
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
    host_forget || return
    [ "$host_there" = no ] || removed "the rules for $1 beside Docker's"
}
