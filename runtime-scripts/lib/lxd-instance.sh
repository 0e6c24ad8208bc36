# shellcheck shell=sh
# Instances:
#
#   lxd_instance NAME IMAGE WORD...      where WORD... is any number of
#       profile NAME
#       config KEY VALUE
#       file KEY FILE                    the value is the content of the bundle's FILE
#       nic DEVICE KEY=VALUE,...         all keys of the device but type and name;
#                                        with `vlan`, its host_name is a port of
#                                        the Open vSwitch bridge `parent`
#
# An instance is there, runs, and has this configuration and these devices. It
# remembers, in its own configuration:
#   user.lstacker.stack   whose it is
#   user.lstacker.name    its name, which a copy of it does not have
#   user.lstacker.image   what it was made from; another one wants --recreate
#   user.lstacker.keys    what is managed, so that what leaves the bundle is unset
#   user.lstacker.hash    the generation that completed it; missing until its first
#                         start was completed, `pending` while a change is under way
#
# A change in place that takes effect at a start restarts the instance, and the
# plan says so. An instance whose first start was never completed is made anew.
#
# Here are the probe, the undo and the verification; lib/lxd-change.sh has the change.

lxd_declared=' '                # names of all instances of the bundle
lxd_anew=' '                    # names of those that the next apply makes anew

lxd_instance_declare() {
    lxd_name=$1
    lxd_declared="$lxd_declared$1 "
    shift 2
    while [ "$#" -gt 0 ]; do
        case $1 in
        file) lxd_files=$lxd_files$lxd_name$tab$2$tab$3$nl ;;
        esac
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_word_shift WORD -> $lxd_words : how many words belong together
lxd_word_shift() {
    case $1 in
    profile) lxd_words=2 ;;
    config | file | nic) lxd_words=3 ;;
    *) give_up 2 usage "$step_id: lxd_instance does not know the word $1" ;;
    esac
}

lxd_instance_probe() {
    needs ovs
    if ! table_get lxd_instance "$1"; then
        differs "instance $1 is missing"
        return
    fi
    lxd_line=$found
    lxd_ours "$lxd_line" "instance $1" || return
    lxd_instance_mark "$1" || return
    line_has "$lxd_line" config:user.lstacker.image "$2" || {
        [ "$recreate" = no ] || lxd_anew="$lxd_anew$1 "
        line_value "$lxd_line" config:user.lstacker.image
        held "image is $value, should be $2 (recreate)"
    }
    line_value "$lxd_line" status
    note "$value"
    lxd_running=yes
    [ "$value" = Running ] || {
        lxd_running=no
        differs "instance $1 is not running (${value:-unknown})"
    }
    lxd_name=$1
    shift 2
    lxd_keys_of "$@"
    lxd_instance_keys
    while [ "$#" -gt 0 ]; do
        lxd_word_probe "$@"
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_instance_mark NAME : was its first start, its last change completed?
lxd_instance_mark() {
    line_value "$lxd_line" config:user.lstacker.hash
    case $value in
    '')
        differs "the first start of $1 was not completed (recreate)"
        return 1
        ;;
    pending) differs "a change of $1 was not completed (restart)" ;;
    esac
}

# lxd_keys_of WORD... -> $lxd_keys : what is managed
lxd_keys_of() {
    lxd_keys=' '
    while [ "$#" -gt 0 ]; do
        case $1 in
        config | file) lxd_keys="$lxd_keys$2 " ;;
        nic) lxd_keys="${lxd_keys}nic:$2 " ;;
        esac
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_instance_keys : names what was managed and is no longer -> $lxd_gone
lxd_instance_keys() {
    lxd_gone=
    line_value "$lxd_line" config:user.lstacker.keys
    [ " $value " != "$lxd_keys" ] || return 0
    for lxd_word in $value; do
        case $lxd_keys in
        *" $lxd_word "*) continue ;;
        esac
        lxd_gone="$lxd_gone $lxd_word"
        lxd_effect "$lxd_word"
        differs "$lxd_word should not be set$lxd_effect"
    done
    [ -n "$lxd_gone" ] || differs 'the list of managed keys is another'
}

# lxd_effect KEY -> $lxd_effect : does a change take effect at a start only?
lxd_effect() {
    lxd_effect=
    case $1 in
    cloud-init.* | user.user-data | user.network-config | user.vendor-data | user.meta-data | \
        security.* | raw.* | boot.host_shutdown_* | linux.kernel_modules | linux.sysctl.* | nic:*)
        lxd_effect=' (restart)'
        ;;
    esac
}

# lxd_word_probe WORD... : the first of them, with what belongs to it
lxd_word_probe() {
    case $1 in
    config)
        lxd_effect "$2"
        lxd_config_same "$@" || {
            line_value "$lxd_line" "config:$2"
            lxd_short "$value"
            lxd_is=$lxd_short
            lxd_short "$3"
            differs "$2 is $lxd_is, should be $lxd_short$lxd_effect"
        }
        ;;
    file)
        lxd_effect "$2"
        lxd_config_same "$@" || differs "$2 has another content$lxd_effect"
        ;;
    nic) lxd_nic_probe "$2" "$3" ;;
    esac
}

# lxd_config_same config KEY VALUE | file KEY FILE
lxd_config_same() {
    case $1 in
    config) line_has "$lxd_line" "config:$2" "$3" ;;
    file)
        case $lxd_line in
        *"${tab}config:$2@$3$tab"*) return 0 ;;
        esac
        return 1
        ;;
    esac
}

# lxd_nic_same DEVICE OPTIONS : calls lxd_nic_differs KEY for each difference
# -> $lxd_nic_differences
lxd_nic_same() {
    lxd_nic_differences=
    lxd_nic_count=2
    if ! line_has "$lxd_line" "devices:$1:type" nic; then
        lxd_nic_differences="nic $1 is missing (restart)"
        return 1
    fi
    IFS=,
    for lxd_option in $2; do
        lxd_nic_count=$((lxd_nic_count + 1))
        line_has "$lxd_line" "devices:$1:${lxd_option%%=*}" "${lxd_option#*=}" && continue
        line_value "$lxd_line" "devices:$1:${lxd_option%%=*}"
        join "$lxd_nic_differences" \
            "$1 has ${lxd_option%%=*} ${value:-not set}, should be ${lxd_option#*=} (restart)"
        lxd_nic_differences=$joined
    done
    unset IFS
    if [ -z "$lxd_nic_differences" ] && ! line_has "$lxd_line" "devices:$1" "$lxd_nic_count"; then
        lxd_nic_differences="nic $1 has other options (restart)"
    fi
    [ -z "$lxd_nic_differences" ]
}

lxd_nic_probe() {
    if ! lxd_nic_same "$1" "$2"; then
        differs "$lxd_nic_differences"
    elif [ "$lxd_running" = yes ]; then
        lxd_port_of "$2"
        [ -n "$lxd_port" ] && visible ovs || return 0
        lxd_port_same "$1" || differs "$lxd_port_difference"
    fi
}

# lxd_port_of OPTIONS -> $lxd_port, $lxd_parent, $lxd_vlan : the port of a nic
# on Open vSwitch, '' if it has none
lxd_port_of() {
    lxd_port='' lxd_parent='' lxd_vlan=''
    IFS=,
    for lxd_option in $1; do
        case $lxd_option in
        host_name=*) lxd_port=${lxd_option#*=} ;;
        parent=*) lxd_parent=${lxd_option#*=} ;;
        vlan=*) lxd_vlan=${lxd_option#*=} ;;
        esac
    done
    unset IFS
    [ -n "$lxd_vlan" ] || lxd_port=
}

# lxd_port_same DEVICE -> $lxd_port_difference
lxd_port_same() {
    lxd_port_difference=
    if ! table_get ovs_port "$lxd_port"; then
        lxd_port_difference="port $lxd_port of $1 is missing on $lxd_parent"
    elif ! line_has "$found" bridge "$lxd_parent"; then
        line_value "$found" bridge
        lxd_port_difference="port $lxd_port of $1 is on $value, should be on $lxd_parent"
    elif ! line_has "$found" tag "$lxd_vlan"; then
        line_value "$found" tag
        lxd_port_difference="port $lxd_port of $1 has tag ${value:-none}, should be $lxd_vlan"
    elif [ ! -e "/sys/class/net/$lxd_port" ]; then
        lxd_port_difference="port $lxd_port of $1 has lost its interface (restart)"
    fi
    [ -z "$lxd_port_difference" ]
}

lxd_instance_undo() {
    lxd_name=$1
    shift 2
    lxd_ports_of "$@"
    [ -z "$lxd_ports" ] || needs ovs || {
        printf '%s\n' "$unknown"
        return 1
    }
    table_get lxd_instance "$lxd_name" && line_has "$found" config:user.lstacker.stack "$stack" || return 0
    lxd_instance_delete "$lxd_name" || return
    removed "instance $lxd_name"
    [ "$ovs_present" = yes ] || return 0
    for lxd_port in $lxd_ports; do
        ovs_call 60 --if-exists del-port "$lxd_port" || return
    done
}

# lxd_ports_of WORD... -> $lxd_ports : on Open vSwitch
lxd_ports_of() {
    lxd_ports=
    while [ "$#" -gt 0 ]; do
        if [ "$1" = nic ]; then
            lxd_port_of "$3"
            lxd_ports="$lxd_ports${lxd_port:+ $lxd_port}"
        fi
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_strays FUNCTION : instances with our mark that are in no step and no record
lxd_strays() {
    engine_wanted=
    for lxd_stray in $lxd_marked; do
        case $lxd_declared in
        *" $lxd_stray "*) continue ;;
        esac
        case $owned in
        *" $lxd_stray$nl"*) continue ;;
        esac
        [ -z "$only_container" ] || [ "$only_container" = "$lxd_stray" ] || continue
        step "lxd-instance-$lxd_stray" containers "container $lxd_stray" "$lxd_stray"
        "$1"
    done
}

# lxd_stray_undo : its ports go with it
lxd_stray_undo() {
    lxd_instance_delete "$step_container" && removed "instance $step_container"
}

# lxd_instance_verify : cloud-init is content, and each address of the
# network-config is on its device
lxd_instance_verify() {
    lxd_name=$1
    shift 2
    lxd_report=$(lxd_call 60 exec "$lxd_name" -- sh -c '
        ! command -v cloud-init >/dev/null || cloud-init status || :
        ip -o address show' 2>&1 </dev/null)
    case $lxd_report in
    *'status: error'*) differs "cloud-init of $lxd_name ended with an error" ;;
    esac
    while [ "$#" -gt 0 ]; do
        case $1:${2-} in
        file:*network-config) lxd_addresses_verify "$3" ;;
        esac
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_addresses_verify FILE : a network-config, version 2
lxd_addresses_verify() {
    lxd_addresses=$(awk '
        /^ +[a-z0-9]+: *(\{.*)?$/ { device = $1; sub(/:.*/, "", device) }
        {
            while (match($0, /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+\/[0-9]+/)) {
                address = substr($0, RSTART, RLENGTH)
                $0 = substr($0, RSTART + RLENGTH)
                if (device ~ /^eth/ && address != "0.0.0.0/0") print device " " address
            }
        }' "$1")
    IFS=$nl
    for lxd_word in $lxd_addresses; do
        case $lxd_report in
        *": ${lxd_word% *} "*" ${lxd_word#* } "*) ;;
        *) differs "${lxd_word% *} of $lxd_name has no address ${lxd_word#* }" ;;
        esac
    done
    unset IFS
}
