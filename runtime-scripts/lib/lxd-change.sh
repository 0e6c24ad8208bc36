# shellcheck shell=sh
# Instances: making and changing them (lib/lxd-instance.sh has the rest).
#
# Each is made or changed by a process of its own, some at the same time; the
# flush waits for them, then for the first start of those that are new. The
# stamp user.lstacker.hash comes last, so that what a killed run left is known.

lxd_jobs=                       # processes that make or change an instance
lxd_jobs_max=                   # at most so many at once
lxd_new=                        # names and logs of those to be waited for: NAME TAB LOG

lxd_instance_apply() {
    [ -n "$lxd_jobs_max" ] || lxd_jobs_max=$(($(nproc) + 1))
    run_dir_make
    lxd_jobs_wait "$lxd_jobs_max"
    # shellcheck disable=SC2094 # the log is written only
    lxd_instance_job "$@" >"$step_log" 2>&1 </dev/null 5>&- 9>&- &
    lxd_jobs="$lxd_jobs $!"
    lxd_new=$lxd_new$1$tab$step_log$nl
}

# lxd_jobs_wait LIMIT : until fewer than so many are left
lxd_jobs_wait() {
    # shellcheck disable=SC2086 # a list of process ids
    set -- "$1" $lxd_jobs
    while [ "$#" -gt "$1" ] && [ "$#" -gt 1 ]; do
        wait "$2"
        lxd_limit=$1
        shift 2
        set -- "$lxd_limit" "$@"
    done
    shift
    lxd_jobs=$*
}

lxd_instance_flush() {
    lxd_jobs_wait 1
    IFS=$nl
    for lxd_item in $lxd_new; do
        unset IFS
        lxd_item_name=${lxd_item%%"$tab"*}
        [ -e "$run_dir/started.$lxd_item_name" ] || continue
        lxd_instance_ready "$lxd_item_name" >>"${lxd_item#*"$tab"}" 2>&1 </dev/null 5>&- 9>&- &
        lxd_jobs="$lxd_jobs $!"
    done
    unset IFS
    lxd_new=
    lxd_jobs_wait 1
}

# lxd_instance_job NAME IMAGE WORD... : leaves $run_dir/started.NAME if it was started
lxd_instance_job() {
    trap - EXIT
    lxd_running=no
    if ! table_get lxd_instance "$1"; then
        lxd_instance_create "$@"
        return
    fi
    lxd_line=$found
    line_value "$lxd_line" config:user.lstacker.hash
    if [ -z "$value" ] || ! line_has "$lxd_line" config:user.lstacker.image "$2"; then
        lxd_instance_delete "$1" && lxd_instance_create "$@"
    else
        lxd_instance_change "$@"
    fi
}

# lxd_alive : the run that this job works for still lives
lxd_alive() {
    kill -0 $$ 2>/dev/null || exit 1
}

# lxd_instance_delete NAME : a daemon that is still busy creating it is given time
lxd_instance_delete() {
    lxd_tries=0
    lxd_output=$run_dir/delete.$1
    until lxd_call 120 delete --force -- "$1" >"$lxd_output" 2>&1; do
        lxd_answer=$(tail -n 1 -- "$lxd_output")
        lxd_tries=$((lxd_tries + 1))
        case $lxd_tries:$lxd_answer in
        *'Instance not found') return 0 ;;
        30:*) ;;
        *[Bb]usy* | *'in progress'* | *'being created'* | *already*)
            lxd_alive
            sleep 2
            continue
            ;;
        esac
        cat -- "$lxd_output"
        return 1
    done
}

lxd_instance_create() {
    lxd_name=$1 lxd_image=$2
    lxd_alive
    lxd_yaml=$run_dir/instance.$lxd_name
    lxd_instance_yaml "$@" >"$lxd_yaml" || return
    shift 2
    lxd_profiles_of "$@"
    # shellcheck disable=SC2086 # words without blanks
    lxd_call 900 init --quiet $lxd_profiles -- "$lxd_image" "$lxd_name" <"$lxd_yaml" || return
    lxd_alive
    lxd_instance_start "$@"
}

# lxd_profiles_of WORD... -> $lxd_profiles : options for `init`
lxd_profiles_of() {
    lxd_profiles=
    while [ "$#" -gt 0 ]; do
        [ "$1" != profile ] || lxd_profiles="$lxd_profiles --profile $2"
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
    [ -n "$lxd_profiles" ] || lxd_profiles=--no-profiles
}

# lxd_instance_yaml NAME IMAGE WORD... : its configuration for `init`
lxd_instance_yaml() {
    lxd_image=$2
    shift 2
    lxd_keys_of "$@"
    printf 'config:\n  user.lstacker.stack: %s\n' "$(quoted "$stack")"
    printf '  user.lstacker.name: %s\n' "$(quoted "$lxd_name")"
    printf '  user.lstacker.image: %s\n' "$(quoted "$lxd_image")"
    printf '  user.lstacker.keys: %s\n' "$(lxd_trimmed)"
    lxd_yaml_config "$@"
    printf 'devices:'
    lxd_yaml_devices "$@"
}

# lxd_trimmed : prints $lxd_keys, quoted, without the blanks around
lxd_trimmed() {
    lxd_trimmed=${lxd_keys# }
    quoted "${lxd_trimmed% }"
}

lxd_yaml_config() {
    while [ "$#" -gt 0 ]; do
        case $1 in
        config) printf '  %s: %s\n' "$(quoted "$2")" "$(quoted "$3")" ;;
        file) printf '  %s: %s\n' "$(quoted "$2")" "$(quoted_file "$3")" ;;
        esac
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

lxd_yaml_devices() {
    lxd_any=' {}'
    while [ "$#" -gt 0 ]; do
        if [ "$1" = nic ]; then
            lxd_any=
            printf '\n  %s:\n    type: nic\n    name: %s' "$2" "$2"
            IFS=,
            for lxd_option in $3; do
                printf '\n    %s: %s' "${lxd_option%%=*}" "$(quoted "${lxd_option#*=}")"
            done
            unset IFS
        fi
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
    printf '%s\n' "$lxd_any"
}

# lxd_instance_change NAME IMAGE WORD... : in place. First it is marked as
# pending, in the same call that sets its configuration; then it is stopped if
# need be, its devices are changed, and it is started.
lxd_instance_change() {
    lxd_name=$1
    shift 2
    lxd_keys_of "$@"
    lxd_instance_keys
    ! line_has "$lxd_line" status Running || lxd_running=yes
    lxd_restart=no
    case $step_differs in
    *'(restart)'*) lxd_restart=yes ;;
    esac
    lxd_alive
    lxd_set_config "$@" || return
    if [ "$lxd_restart" = yes ] && [ "$lxd_running" = yes ]; then
        lxd_instance_stop "$lxd_name" || return
        lxd_running=no
    fi
    lxd_alive
    lxd_set_devices "$@" || return
    if [ "$lxd_running" = no ]; then
        lxd_instance_start "$@"
    else
        lxd_mend_ports "$@" && lxd_instance_stamp "$lxd_name"
    fi
}

# lxd_set_config WORD... : all that differs, and what is gone, in one call
lxd_set_config() {
    lxd_args=$#
    lxd_seed=no
    while [ "$lxd_args" -gt 0 ]; do
        lxd_word_shift "$1"
        case $1 in
        config | file)
            if ! lxd_config_same "$1" "$2" "$3"; then
                lxd_value=$3
                if [ "$1" = file ]; then
                    lxd_value=$(cat -- "$3" && printf x) || return
                    lxd_value=${lxd_value%x}
                fi
                lxd_seed_changed "$2"
                set -- "$@" "$2=$lxd_value"
            fi
            ;;
        esac
        lxd_args=$((lxd_args - lxd_words))
        shift "$lxd_words"
    done
    for lxd_word in $lxd_gone; do
        case $lxd_word in
        nic:*) ;;
        *) set -- "$@" "$lxd_word=" ;;
        esac
    done
    [ "$lxd_seed" = no ] || set -- "$@" volatile.apply_template=create
    lxd_trimmed=${lxd_keys# }
    # A value that is just `-` is read from standard input.
    printf -- - | lxd_call 60 config set -- "$lxd_name" user.lstacker.hash=pending \
        "user.lstacker.keys=${lxd_trimmed% }" "$@"
}

# lxd_seed_changed KEY : an image may hand its cloud-init what the keys say in
# files that are made from templates when the instance is; volatile.apply_template
# has them made once more at the next start. And cloud-init itself, which does
# most things once in the life of an instance, is told to do some of them again.
lxd_seed_changed() {
    case $1 in
    *.network-config | *.vendor-data) lxd_seed=yes ;;
    *.user-data)
        lxd_seed=yes
        : >"$run_dir/again.$lxd_name"
        ;;
    esac
}

lxd_set_devices() {
    for lxd_word in $lxd_gone; do
        case $lxd_word in
        nic:*)
            line_value "$lxd_line" "devices:${lxd_word#nic:}:type" || continue
            lxd_call 60 config device remove -- "$lxd_name" "${lxd_word#nic:}" || return
            ;;
        esac
    done
    while [ "$#" -gt 0 ]; do
        if [ "$1" = nic ] && ! lxd_nic_same "$2" "$3"; then
            lxd_set_nic "$2" "$3" || return
        fi
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_set_nic DEVICE OPTIONS
lxd_set_nic() {
    if line_value "$lxd_line" "devices:$1:type"; then
        lxd_call 60 config device remove -- "$lxd_name" "$1" || return
    fi
    lxd_device=$1
    IFS=,
    # shellcheck disable=SC2086 # one option a word
    set -- $2
    unset IFS
    lxd_call 60 config device add -- "$lxd_name" "$lxd_device" nic "name=$lxd_device" "$@"
}

lxd_instance_stop() {
    lxd_call 60 stop --timeout 40 -- "$1" || lxd_call 60 stop --force -- "$1"
}

# lxd_instance_start WORD... : ports that a former start left behind are taken
# away first, as they would keep the new ones out
lxd_instance_start() {
    lxd_frozen=no
    if table_get lxd_instance "$lxd_name" && line_has "$found" status Frozen; then
        lxd_frozen=yes
    fi
    [ "$lxd_frozen" = yes ] || lxd_drop_ports "$@"
    lxd_call 120 start -- "$lxd_name" || return
    : >"$run_dir/started.$lxd_name"
    [ "$lxd_frozen" = no ] || lxd_mend_ports "$@"
}

# lxd_drop_ports WORD... : of an instance that does not run
lxd_drop_ports() {
    while [ "$#" -gt 0 ]; do
        if [ "$1" = nic ]; then
            lxd_port_of "$3"
            if [ -n "$lxd_port" ] && table_get ovs_port "$lxd_port"; then
                ovs_call 30 --if-exists del-port "$lxd_port"
            fi
        fi
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_mend_ports WORD... : of an instance that runs on. A port whose interface
# is gone as well comes back with a start only.
lxd_mend_ports() {
    while [ "$#" -gt 0 ]; do
        if [ "$1" = nic ]; then
            lxd_port_of "$3"
            if [ -n "$lxd_port" ] && ! lxd_port_same "$2"; then
                if [ ! -e "/sys/class/net/$lxd_port" ]; then
                    lxd_call 120 restart --force -- "$lxd_name"
                    : >"$run_dir/started.$lxd_name"
                    return
                fi
                lxd_mend_port || return
            fi
        fi
        lxd_word_shift "$1"
        shift "$lxd_words"
    done
}

# lxd_mend_port : $lxd_port; one transaction, so that it is never without a tag
lxd_mend_port() {
    set -- --may-exist add-port "$lxd_parent" "$lxd_port" -- set port "$lxd_port" "tag=$lxd_vlan"
    if table_get ovs_port "$lxd_port" && ! line_has "$found" bridge "$lxd_parent"; then
        set -- --if-exists del-port "$lxd_port" -- "$@"
    fi
    ovs_call 60 "$@"
}

# lxd_instance_ready NAME : waits for the end of cloud-init, then stamps it.
# cloud-init ends with status 2 for what it could get over.
lxd_instance_ready() {
    trap - EXIT
    lxd_alive
    lxd_again=
    [ ! -e "$run_dir/again.$1" ] || lxd_again='set-hostname write-files users-groups'
    # shellcheck disable=SC2016 # for the shell in there
    lxd_call 600 exec "$1" -- sh -c '
        command -v cloud-init >/dev/null || exit 0
        timeout 570 cloud-init status --wait >/dev/null
        status=$?
        [ "$status" -ne 2 ] || status=0
        [ "$status" -eq 0 ] || cloud-init status --long
        for module in $1; do
            timeout 60 cloud-init single --name "$module" --frequency always || status=$?
        done
        exit "$status"' sh "$lxd_again" || return
    lxd_alive
    lxd_instance_stamp "$1"
}

lxd_instance_stamp() {
    lxd_call 60 config set -- "$1" "user.lstacker.hash=$generation"
}
