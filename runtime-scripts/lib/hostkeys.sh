# shellcheck shell=sh
# Host keys of ssh: this server's, and those of its containers, for whoever wants to know them before
# a first connection. Whoever reads them here came by a connection that is to be believed.
#
# Those of a container are kept on the instance, user.lstacker.hostkeys (lines `TYPE BASE64`, or
# `none`): read with everything else, and gone with it. They are asked for in the container only when
# they are not there, or something in it was changed.

hostkeys_dir=${LSTACKER_HOST_KEYS:-/etc/ssh}
hostkeys_changed=' '            # containers in which this run has changed something

# hostkeys_note : the current step has changed something, or tried to
hostkeys_note() {
    case $hostkeys_changed in
    *" $step_container "*) ;;
    *) hostkeys_changed="$hostkeys_changed$step_container " ;;
    esac
}

# hostkeys_script : for the shell of any machine; the last line says that nothing is missing
hostkeys_script() {
    printf 'cd %s 2>/dev/null || { echo end; exit; }\n' "$hostkeys_dir"
    cat <<'SCRIPT'
files=$(sed -n 's/^[[:space:]]*[Hh][Oo][Ss][Tt][Kk][Ee][Yy][[:space:]]\{1,\}\([^[:space:]]*\).*/\1.pub/p' \
    sshd_config sshd_config.d/*.conf 2>/dev/null)
for file in ${files:-ssh_host_*_key.pub}; do
    [ ! -f "$file" ] || head -c 4096 "$file"
done
echo end
SCRIPT
}

# hostkeys_good : of the answer on standard input, what is a key; nothing if the answer is not whole
hostkeys_good() {
    awk '
        $1 ~ /^[a-z0-9@.-]+$/ && $2 ~ /^[A-Za-z0-9+\/]+=*$/ && length($0) < 4096 && n < 8 {
            keys = keys (n++ ? "\n" : "") $1 " " $2
        }
        $0 == "end" { whole = 1 }
        END { if (whole) print n ? keys : "none" }'
}

# hostkeys_ask CONTAINER : one of some that are asked at the same time. What a short command prints is
# lost by the container manager now and then: then it is asked once more.
hostkeys_ask() {
    for _ in 1 2; do
        hostkeys=$(hostkeys_script | lxd_call 20 exec "$1" -- sh 2>/dev/null) || break
        printf '%s\n' "$hostkeys" | hostkeys_good >"$run_dir/hostkeys.$1"
        [ ! -s "$run_dir/hostkeys.$1" ] || return 0
    done
    : >"$run_dir/hostkeys.$1"
}

# hostkeys_wanted -> $hostkeys_wanted : containers that run, and are to be asked
hostkeys_wanted() {
    hostkeys_wanted=
    for hostkeys_name in $lxd_declared; do
        table_get lxd_instance "$hostkeys_name" || continue
        line_has "$found" status Running || continue
        case $hostkeys_changed in
        *" $hostkeys_name "*) ;;
        *) ! line_value "$found" config:user.lstacker.hostkeys || continue ;;
        esac
        hostkeys_wanted="$hostkeys_wanted $hostkeys_name"
    done
}

# hostkeys_renew : what instances are marked with becomes what their containers answer
hostkeys_renew() {
    hostkeys_wanted
    [ -n "$hostkeys_wanted" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    side_by_side hostkeys_ask $hostkeys_wanted
    for hostkeys_name in $hostkeys_wanted; do
        hostkeys=$(cat -- "$run_dir/hostkeys.$hostkeys_name")
        [ -n "$hostkeys" ] || continue
        escape "$hostkeys"
        table_put hostkeys "$hostkeys_name" "$escaped"
        table_get lxd_instance "$hostkeys_name"
        line_has "$found" config:user.lstacker.hostkeys "$hostkeys" ||
            lxd_call 60 config set -- "$hostkeys_name" "user.lstacker.hostkeys=$hostkeys"
    done
}

# hostkeys_known NAME -> $value : of a container, escaped; fails if there are none
hostkeys_known() {
    if table_get hostkeys "$1"; then
        value=$found
    else
        table_get lxd_instance "$1" && line_value "$found" config:user.lstacker.hostkeys || return
    fi
    [ "$value" != none ]
}

# hostkeys_tell : to the runner
hostkeys_tell() {
    if [ "$lxd_declared" != ' ' ] && needs lxd; then
        hostkeys_renew
    fi
    hostkeys_changed=' '
    [ "$events" = yes ] || return 0
    hostkeys=$(hostkeys_script | sh 2>/dev/null | hostkeys_good)
    case $hostkeys in
    '' | none) ;;
    *) event hostkeys "$server" "$hostkeys" ;;
    esac
    for hostkeys_name in $lxd_declared; do
        ! hostkeys_known "$hostkeys_name" ||
            printf 'hostkeys\t%s\t%s\n' "$hostkeys_name" "$value" >&5
    done
}
