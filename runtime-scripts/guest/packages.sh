# shellcheck shell=sh
# Packages of the guest library, for apt and dnf.
#
#   apt_get WORD... apt-get, without questions, when no other one runs
#   pkg NAME...     are installed. `a|b`: one of them is enough, the first that there is is
#                   installed. Recommended packages are not: a recipe names what it needs.
#
# What was installed before is never removed. apt tells beforehand what it is going to bring;
# all of that is recorded, and removed by undo unless something else needs it. dnf
# removes by itself what only the removed packages needed.
# System users that the packages made go with the packages, if all of them go.

guest_lists_fresh=no            # apt's lists were brought up to date in this run

# guest_packager -> $guest_packager : apt or dnf
guest_packager() {
    case $platform_family in
    debian | ubuntu) guest_packager=apt ;;
    rocky | almalinux | centos | oracle | fedora | rhel | amazonlinux) guest_packager=dnf ;;
    *)
        guest_packager=dnf
        ! command -v apt-get >/dev/null || guest_packager=apt
        ;;
    esac
    command -v "$guest_packager" >/dev/null || fail "there is no $guest_packager here"
}

pkg() {
    guest_packager
    guest_missing=
    for guest_word do
        guest_replace "$guest_word" '|' ' '
        guest_installed_one "$guest_replaced" || guest_missing="$guest_missing$guest_replaced$guest_nl"
    done
    [ -n "$guest_missing" ] || return 0
    if [ "$recipe_verb" = probe ]; then
        each guest_package_differs "$guest_missing"
        return
    fi
    guest_changing
    guest_accounts_before
    "guest_${guest_packager}_install" || fail "packages were not installed: $guest_chosen"
    guest_accounts_after
}

guest_package_differs() {
    differs "package ${1%% *} is missing"
}

# guest_installed_one NAMES : is one of them?
guest_installed_one() {
    for guest_name in $1; do
        ! "guest_${guest_packager}_has" "$guest_name" || return 0
    done
    return 1
}

# --- apt --------------------------------------------------------------------------

guest_apt_has() {
    case $(dpkg-query -W -f '${db:Status-Abbrev}' -- "$1" 2>/dev/null) in
    [ih]i*) return 0 ;;
    esac
    return 1
}

# apt_get WORD... : apt-get; waits up to 300 seconds for others that use apt or dpkg (its own
# waiting is not for all of its locks, and not in old ones)
apt_get() {
    guest_apt_status=0
    guest_clock
    guest_apt_end=$((guest_seconds + 300))
    while :; do
        guest_apt_status=0
        guest_bare apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
            -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
            -o APT::Keep-Downloaded-Packages=false "$@" || guest_apt_status=$?
        guest_clock
        if [ "$guest_apt_status" -eq 0 ] || [ "$guest_seconds" -ge "$guest_apt_end" ] || ! guest_apt_busy; then
            return "$guest_apt_status"
        fi
        echo 'another process uses apt: waiting for it'
        sleep 3
    done
}

# guest_apt_busy : does another process use apt or dpkg?
guest_apt_busy() {
    set +f
    guest_busy=1
    for guest_file in /proc/[0-9]*/comm; do
        { read -r guest_rest <"$guest_file"; } 2>/dev/null || continue
        case $guest_rest in
        apt | apt-get | aptd | aptitude | dpkg | unattended-upgr) guest_busy=0 ;;
        esac
    done
    set -f
    return "$guest_busy"
}

# guest_apt_lists : brings the lists up to date, once in a run
guest_apt_lists() {
    [ "$guest_lists_fresh" = no ] || return 1
    guest_lists_fresh=yes
    apt_get update
}

# guest_apt_mend : completes what a killed apt or dpkg left; what was being unpacked is unpacked anew
guest_apt_mend() {
    [ -n "$(dpkg --audit 2>/dev/null)" ] || guest_apt_halfway || return 0
    guest_apt_torn
    # shellcheck disable=SC2086 # a list of names
    [ -z "$guest_torn" ] || apt_get install --reinstall --no-install-recommends -- $guest_torn || :
    guest_bare dpkg --configure -a --force-confdef --force-confold
    apt_get install -f --no-install-recommends
}

# guest_apt_torn -> $guest_torn : packages that dpkg neither configures nor removes as they are
guest_apt_torn() {
    guest_torn=$(dpkg-query -W -f '${db:Status-Abbrev}:${Package}\n' 2>/dev/null | sed -n 's/^..R[^:]*://p')
}

guest_apt_halfway() {
    [ -n "$(find /var/lib/dpkg/updates -type f 2>/dev/null)" ]
}

guest_apt_install() {
    guest_apt_mend || :
    guest_apt_choose || { guest_apt_lists && guest_apt_choose; } || return
    guest_apt_record || return
    # shellcheck disable=SC2086 # a list of names
    apt_get install --no-install-recommends -- $guest_chosen ||
        { guest_apt_lists && guest_apt_record && apt_get install --no-install-recommends -- $guest_chosen; }
}

# guest_apt_choose -> $guest_chosen : of each line of $guest_missing the first that apt can install
guest_apt_choose() {
    guest_chosen=
    guest_lines=$guest_missing
    while [ -n "$guest_lines" ]; do
        guest_line=${guest_lines%%"$guest_nl"*}
        guest_lines=${guest_lines#*"$guest_nl"}
        guest_found=
        for guest_name in $guest_line; do
            [ -z "$guest_found" ] || break
            ! apt-get -s -q install --no-install-recommends -- "$guest_name" >/dev/null 2>&1 ||
                guest_found=$guest_name
        done
        if [ -z "$guest_found" ]; then
            printf 'apt cannot install any of: %s\n' "$guest_line"
            guest_chosen=$guest_line
            return 1
        fi
        guest_chosen="$guest_chosen${guest_chosen:+ }$guest_found"
    done
}

# guest_apt_record : `Inst NAME (VERSION ...` is new, `Inst NAME [OLD] ...` an upgrade
guest_apt_record() {
    # shellcheck disable=SC2086 # a list of names
    guest_plan=$(apt-get -s -q install --no-install-recommends -- $guest_chosen) || return
    guest_plan=$(printf '%s\n' "$guest_plan" | awk '$1 == "Inst" && $3 !~ /^\[/ { print $2 }')
    for guest_name in $guest_plan; do
        guest_record package "$guest_name"
    done
}

# guest_apt_remove NAMES : those still there, but for those that others need
guest_apt_remove() {
    guest_apt_torn
    for guest_name in $guest_torn; do
        ! guest_listed "$guest_name" "$1" ||
            guest_bare dpkg --purge --force-remove-reinstreq --force-depends -- "$guest_name"
    done
    guest_apt_mend || :
    guest_names=
    for guest_name in $1; do
        case $(dpkg-query -W -f '${db:Status-Abbrev}' -- "$guest_name" 2>/dev/null) in
        '' | ?n*) ;;
        *) guest_names="$guest_names$guest_name " ;;
        esac
    done
    guest_apt_only
    [ -n "$guest_names" ] || return 0
    guest_apt_stop
    guest_apt_split
    guest_apt_purge "$guest_names" || return
    [ -n "$guest_later" ] || return 0
    [ "$guest_kept" = yes ] || guest_accounts_remove
    guest_apt_purge "$guest_later"
}

guest_apt_purge() {
    [ -n "$1" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    apt_get purge -- $1 || return
    guest_removed="$guest_removed${guest_removed:+ }${1% }"
}

# guest_apt_split : moves from $guest_names to $guest_later what userdel and groupdel are in, and what
# that needs: the accounts go before
guest_apt_split() {
    guest_later=
    case " $guest_names" in
    *' passwd '* | *' adduser '*) ;;
    *) return 0 ;;
    esac
    guest_before=$guest_names
    guest_names=
    for guest_name in $guest_before; do
        if apt-get -s -q purge -- "$guest_name" 2>/dev/null |
            grep -qE '^(Purg|Remv) (passwd|adduser) '; then
            guest_later="$guest_later$guest_name "
        else
            guest_names="$guest_names$guest_name "
        fi
    done
}

# guest_apt_stop : the daemons of $guest_names; not every package stops its own
guest_apt_stop() {
    # shellcheck disable=SC2086 # a list of names
    guest_units=$(dpkg-query -L -- $guest_names 2>/dev/null |
        sed -n 's!.*/systemd/system/\([^/@]*\.\(service\|socket\|timer\)\)$!\1!p')
    # shellcheck disable=SC2086 # a list of names
    [ -z "$guest_units" ] || systemctl stop -- $guest_units || :
}

# guest_apt_only : takes out of $guest_names whatever would take others with it
guest_apt_only() {
    while [ -n "$guest_names" ] && guest_apt_others "$guest_names"; do
        guest_before=$guest_names
        for guest_name in $guest_before; do
            guest_apt_others "$guest_name" || continue
            kept "package $guest_name, which $guest_other needs"
            guest_kept=yes
            guest_replace " $guest_names" " $guest_name " ' '
            guest_names=${guest_replaced# }
        done
        [ "$guest_names" != "$guest_before" ] || guest_names=
    done
}

# guest_apt_others NAMES -> $guest_other : one that is not in $guest_names and would go too
guest_apt_others() {
    # shellcheck disable=SC2086 # a list of names
    guest_plan=$(apt-get -s -q purge -- $1 2>/dev/null | awk '$1 == "Purg" || $1 == "Remv" { print $2 }')
    for guest_other in $guest_plan; do
        case " $guest_names" in
        *" $guest_other "*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}

# --- dnf --------------------------------------------------------------------------

guest_dnf_has() {
    rpm -q --quiet --whatprovides -- "$1" 2>/dev/null
}

# dnf waits for its own lock
guest_dnf() {
    guest_bare dnf -y --setopt=install_weak_deps=False "$@"
}

guest_dnf_install() {
    guest_chosen=
    guest_lines=$guest_missing
    while [ -n "$guest_lines" ]; do
        guest_line=${guest_lines%%"$guest_nl"*}
        guest_lines=${guest_lines#*"$guest_nl"}
        guest_found=
        for guest_name in $guest_line; do
            [ -z "$guest_found" ] || break
            ! dnf -q list --available "$guest_name" >/dev/null 2>&1 || guest_found=$guest_name
        done
        guest_chosen="$guest_chosen${guest_chosen:+ }${guest_found:-${guest_line%% *}}"
    done
    for guest_name in $guest_chosen; do
        guest_record package "$guest_name"
    done
    # shellcheck disable=SC2086 # a list of names
    guest_dnf install -- $guest_chosen
}

# guest_dnf_remove NAMES
guest_dnf_remove() {
    guest_names=
    for guest_name in $1; do
        rpm -q --quiet -- "$guest_name" 2>/dev/null || continue
        if guest_other=$(rpm -q --whatrequires -- "$guest_name" 2>/dev/null | head -n 1) &&
            [ -n "$guest_other" ] && ! guest_listed "${guest_other%-*-*}" "$1"; then
            kept "package $guest_name, which ${guest_other%-*-*} needs"
            guest_kept=yes
        else
            guest_names="$guest_names$guest_name "
        fi
    done
    [ -n "$guest_names" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    guest_dnf remove -- $guest_names || return
    guest_removed="$guest_removed${guest_names% }"
}

# guest_listed WORD WORDS
guest_listed() {
    for guest_word in $2; do
        [ "$guest_word" != "$1" ] || return 0
    done
    return 1
}

# --- undo -------------------------------------------------------------------------

guest_undo_package() {
    guest_packages="$guest_packages $1"
}

# guest_packages_end : removes those gathered by guest_undo_package, together
guest_packages_end() {
    [ -n "$guest_packages" ] || return 0
    guest_packager
    guest_removed=''
    guest_kept=no
    "guest_${guest_packager}_remove" "$guest_packages" || fail "packages were not removed:$guest_packages"
    guest_packages=
    [ -z "$guest_removed" ] || removed "packages $guest_removed"
    [ "$guest_kept" = yes ] || guest_accounts_remove
}

# --- users and groups that packages make --------------------------------------------

guest_accounts() {
    sed -n 's/^\([^:]*\):.*/user \1/p' /etc/passwd
    sed -n 's/^\([^:]*\):.*/group \1/p' /etc/group
}

# guest_accounts_before : what was there is noted once, and kept if the installation is cut short
guest_accounts_before() {
    [ ! -e "$recipe_dir/accounts.before" ] || return 0
    {
        guest_accounts >"$recipe_dir/accounts.new" &&
            mv "$recipe_dir/accounts.new" "$recipe_dir/accounts.before"
    } || fail "$recipe_dir cannot be written"
}

# guest_accounts_after : what there is now and was not
guest_accounts_after() {
    guest_accounts | grep -vxF -f "$recipe_dir/accounts.before" >>"$recipe_dir/accounts" || :
    rm -f "$recipe_dir/accounts.before"
}

# guest_accounts_remove : those of the system only; a user's own group goes with the user
guest_accounts_remove() {
    [ ! -e "$recipe_dir/accounts.before" ] || guest_accounts_after
    [ -s "$recipe_dir/accounts" ] || return 0
    while read -r guest_word guest_name; do
        case $guest_word in
        user) guest_id=$(getent passwd "$guest_name") ;;
        *) guest_id=$(getent group "$guest_name") ;;
        esac
        guest_id=${guest_id#*:*:}
        guest_id=${guest_id%%:*}
        [ "${guest_id:-1000}" -lt 1000 ] || continue
        "${guest_word}del" "$guest_name" || kept "$guest_word $guest_name, which ${guest_word}del could not remove"
    done <"$recipe_dir/accounts"
    rm -f "$recipe_dir/accounts"
}
