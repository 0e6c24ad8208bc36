# shellcheck shell=sh
# pkg_set PACKAGE[:UNIT]... : Debian packages that are installed and, where a
# systemd UNIT is given, enabled and active. PACKAGE may be a list of
# alternatives, `lxd|lxd-installer`: one of them is enough, the first that apt
# knows is installed. `snap:NAME` is a snap.
#
# state/pkg-ID remembers, for the undo, `package NAME` for each package that
# this step brought (dependencies too), `snap NAME`, and `enabled UNIT` and
# `started UNIT` for units of packages that had been there before.

packages_wanted=' '             # all packages, all units of the bundle
packages_units=' '
packages_there=' '              # those installed
units_active=' '
units_enabled=' '

# pkg_split WORD -> $pkg_names (alternatives, separated by spaces; or snap:NAME), $pkg_unit
pkg_split() {
    pkg_unit=
    case $1 in
    snap:*)
        pkg_names=$1
        return
        ;;
    *:*) pkg_unit=${1#*:} ;;
    esac
    replace "${1%%:*}" '|' ' '
    pkg_names=$replaced
}

pkg_set_declare() {
    for pkg_word do
        pkg_split "$pkg_word"
        case $pkg_names in
        snap:*) ;;
        *) packages_wanted="$packages_wanted$pkg_names " ;;
        esac
        packages_units="$packages_units${pkg_unit:+$pkg_unit }"
    done
}

packages_read() {
    packages_there=' ' units_active=' ' units_enabled=' '
    # shellcheck disable=SC2086 # a list of names
    packages_lines=$(dpkg-query --show --showformat '${db:Status-Abbrev} ${Package}\n' \
        -- $packages_wanted 2>/dev/null)
    IFS=$nl
    for packages_line in $packages_lines; do
        case $packages_line in
        [ih]i*) packages_there="$packages_there${packages_line##* } " ;;
        esac
    done
    unset IFS
    [ "$packages_units" = ' ' ] || units_read
}

# units_read : one paragraph a unit, in the order asked, `Id` first
units_read() {
    # shellcheck disable=SC2086 # a list of names
    units_lines=$(timeout 20 systemctl show --property=Id,ActiveState,UnitFileState \
        -- $packages_units 2>/dev/null)
    # shellcheck disable=SC2086 # a list of names
    set -- '' $packages_units
    IFS=$nl
    for units_line in $units_lines; do
        case $units_line in
        Id=*) [ "$#" -eq 1 ] || shift ;;
        ActiveState=active) units_active="$units_active$1 " ;;
        UnitFileState=disabled | UnitFileState=masked | UnitFileState=) ;;
        UnitFileState=*) units_enabled="$units_enabled$1 " ;;
        esac
    done
    unset IFS
}

# pkg_has NAMES -> $pkg_name : which of the alternatives is installed
pkg_has() {
    for pkg_name in $1; do
        case $pkg_name in
        snap:*) [ ! -e "/snap/${pkg_name#snap:}/current" ] || return 0 ;;
        esac
        case $packages_there in
        *" $pkg_name "*) return 0 ;;
        esac
    done
    return 1
}

# unit_is LIST UNIT
unit_is() {
    case $1 in
    *" $2 "*) return 0 ;;
    esac
    return 1
}

pkg_set_probe() {
    for pkg_word do
        pkg_split "$pkg_word"
        if ! pkg_has "$pkg_names"; then
            differs "package ${pkg_names%% *} is missing"
        elif [ -n "$pkg_unit" ]; then
            unit_is "$units_enabled" "$pkg_unit" || differs "$pkg_unit is not enabled"
            unit_is "$units_active" "$pkg_unit" || differs "$pkg_unit is not running"
        fi
    done
    # shellcheck disable=SC2034 # for the engine
    engine_awaited=${step_differs:+yes}
}

apt() {
    DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l limited 1800 apt-get -q -y \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef \
        -o Dpkg::Options::=--force-confold "$@"
}

pkg_set_apply() {
    pkg_state=$state_root/state/pkg-$step_id
    pkg_missing='' pkg_snaps='' pkg_enable='' pkg_start=''
    for pkg_word do
        pkg_split "$pkg_word"
        if ! pkg_has "$pkg_names"; then
            case $pkg_names in
            snap:*) pkg_snaps="$pkg_snaps ${pkg_names#snap:}" ;;
            *) pkg_missing="$pkg_missing$pkg_names$nl" ;;
            esac
        elif [ -n "$pkg_unit" ]; then
            unit_is "$units_enabled" "$pkg_unit" || pkg_enable="$pkg_enable $pkg_unit"
            unit_is "$units_active" "$pkg_unit" || pkg_start="$pkg_start $pkg_unit"
        fi
    done
    pkg_install && pkg_install_snaps && pkg_units "$@"
}

pkg_install_snaps() {
    for pkg_name in $pkg_snaps; do
        printf 'snap %s\n' "$pkg_name" >>"$pkg_state" || return
        limited 120 snap wait system seed.loaded
        limited 1800 snap install "$pkg_name" || return
    done
}

# pkg_install : $pkg_missing, one line of alternatives a package. What apt is
# going to bring is written down before it does.
pkg_install() {
    [ -n "$pkg_missing" ] || return 0
    DEBIAN_FRONTEND=noninteractive limited 1800 dpkg --configure -a --force-confdef --force-confold
    pkg_choose || { apt update && pkg_choose; } || return
    pkg_record_new || return
    # shellcheck disable=SC2086 # a list of names
    apt install --no-install-recommends -- $pkg_chosen ||
        { apt update && apt install --no-install-recommends -- $pkg_chosen; }
}

# pkg_choose -> $pkg_chosen : of each line of $pkg_missing the first that apt can install
pkg_choose() {
    pkg_chosen=
    IFS=$nl
    for pkg_line in $pkg_missing; do
        unset IFS
        for pkg_name in $pkg_line; do
            if apt-get -s -q install --no-install-recommends -- "$pkg_name" >/dev/null 2>&1; then
                pkg_chosen="$pkg_chosen $pkg_name"
                continue 2
            fi
        done
        printf 'apt cannot install any of: %s\n' "$pkg_line"
        return 1
    done
    unset IFS
}

# pkg_record_new : `Inst NAME (VERSION ...` is new, `Inst NAME [OLD] ...` an upgrade
pkg_record_new() {
    # shellcheck disable=SC2086 # a list of names
    pkg_plan=$(apt-get -s -q install --no-install-recommends -- $pkg_chosen) || return
    printf '%s\n' "$pkg_plan" |
        awk '$1 == "Inst" && $3 !~ /^\[/ { print "package " $2 }' >>"$pkg_state"
}

# pkg_units WORD... : enables and starts; for packages that had been there,
# what was changed is written down
pkg_units() {
    for pkg_unit in $pkg_enable; do
        printf 'enabled %s\n' "$pkg_unit" >>"$pkg_state"
    done
    for pkg_unit in $pkg_start; do
        printf 'started %s\n' "$pkg_unit" >>"$pkg_state"
    done
    pkg_all=
    for pkg_word do
        pkg_split "$pkg_word"
        pkg_all="$pkg_all${pkg_unit:+ $pkg_unit}"
    done
    [ -n "$pkg_all" ] || return 0
    if [ -n "$pkg_enable" ]; then
        # shellcheck disable=SC2086 # a list of names
        limited 120 systemctl unmask --quiet -- $pkg_enable || return
    fi
    # shellcheck disable=SC2086 # a list of names
    limited 120 systemctl enable --quiet -- $pkg_all && limited 180 systemctl start -- $pkg_all
}

# pkg_recorded WHAT -> $pkg_found : the names noted as `WHAT NAME`
pkg_recorded() {
    pkg_found=
    IFS=$nl
    for pkg_line in $pkg_lines; do
        case $pkg_line in
        "$1 "*) pkg_found="$pkg_found${pkg_line#* } " ;;
        esac
    done
    unset IFS
}

pkg_set_undo() {
    pkg_state=$state_root/state/pkg-$step_id
    [ -e "$pkg_state" ] || return 0
    pkg_lines=$(cat -- "$pkg_state")
    pkg_recorded started
    pkg_stop "$pkg_found" stop || return
    pkg_recorded enabled
    pkg_stop "$pkg_found" disable || return
    pkg_recorded snap
    pkg_remove_snaps "$pkg_found" || return
    pkg_recorded package
    pkg_purge "$pkg_found" || return
    rm -f -- "$pkg_state"
}

# pkg_stop UNITS stop|disable
pkg_stop() {
    [ -n "$1" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    limited 180 systemctl "$2" --quiet -- $1 || return
    removed "$2 $1"
}

# pkg_remove_snaps SNAPS
pkg_remove_snaps() {
    pkg_unsure=
    for pkg_name in $1; do
        if pkg_keep "$pkg_name"; then
            kept "snap $pkg_name, $pkg_reason"
        elif [ -n "$pkg_unsure" ]; then
            printf 'snap %s was not removed: %s\n' "$pkg_name" "$pkg_unsure"
            return 1
        elif [ -e "/snap/$pkg_name/current" ]; then
            limited 600 snap remove --purge "$pkg_name" || return
            removed "snap $pkg_name"
        fi
    done
}

# pkg_purge PACKAGES : those still installed, but for those that others need
pkg_purge() {
    pkg_names=
    pkg_unsure=
    for pkg_name in $1; do
        if pkg_keep "$pkg_name"; then
            kept "package $pkg_name, $pkg_reason"
        elif dpkg-query --show --showformat '${db:Status-Abbrev}' -- "$pkg_name" 2>/dev/null |
            grep -q '^[ihru][^n]'; then
            pkg_names="$pkg_names$pkg_name "
        fi
    done
    if [ -n "$pkg_unsure" ]; then
        printf 'no package was removed: %s\n' "$pkg_unsure"
        return 1
    fi
    pkg_only
    [ -n "$pkg_names" ] || return 0
    pkg_stop_all
    # shellcheck disable=SC2086 # a list of names
    apt purge -- $pkg_names || return
    removed "packages ${pkg_names% }"
}

# pkg_stop_all : the daemons of $pkg_names; not every package stops its own
pkg_stop_all() {
    # shellcheck disable=SC2086 # a list of names
    pkg_files=$(dpkg-query --listfiles -- $pkg_names 2>/dev/null)
    pkg_daemons=
    IFS=$nl
    for pkg_line in $pkg_files; do
        case $pkg_line in
        *@*) ;;
        */systemd/system/*/*) ;;
        */systemd/system/*.service | */systemd/system/*.socket | */systemd/system/*.timer)
            pkg_daemons="$pkg_daemons ${pkg_line##*/}"
            ;;
        esac
    done
    unset IFS
    [ -n "$pkg_daemons" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    limited 180 systemctl stop -- $pkg_daemons || :
}

# pkg_keep PACKAGE : a daemon that serves what is not ours stays
pkg_keep() {
    pkg_reason=
    case $1 in
    lxd | lxd-* | incus | incus-*)
        needs lxd
        case $lxd_present:$lxd_instances in
        down:*) pkg_unsure='its daemon does not tell what else it serves' ;;
        yes:0 | no:*) ;;
        *) pkg_reason='as instances that are not ours remain' ;;
        esac
        ;;
    openvswitch-*)
        needs ovs
        get tables_ovs_bridge
        case $ovs_present:$value in
        down:*) pkg_unsure='its database does not tell what else it serves' ;;
        yes: | no:*) ;;
        *) pkg_reason='as bridges that are not ours remain' ;;
        esac
        ;;
    esac
    [ -n "$pkg_reason" ]
}

# pkg_only : takes out of $pkg_names whatever would take others with it
pkg_only() {
    pkg_again=yes
    while [ "$pkg_again" = yes ] && [ -n "$pkg_names" ]; do
        pkg_again=no
        ! pkg_others "$pkg_names" || for pkg_name in $pkg_names; do
            pkg_others "$pkg_name" || continue
            kept "package $pkg_name, which $pkg_other needs"
            replace " $pkg_names" " $pkg_name " ' '
            pkg_names=${replaced# }
            pkg_again=yes
        done
    done
}

# pkg_others PACKAGES -> $pkg_other : one that is not in $pkg_names and would go too
pkg_others() {
    # shellcheck disable=SC2086 # a list of names
    pkg_plan=$(apt-get -s -q purge -- $1 2>/dev/null | awk '$1 == "Purg" || $1 == "Remv" { print $2 }')
    for pkg_other in $pkg_plan; do
        case " $pkg_names" in
        *" $pkg_other "*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}
