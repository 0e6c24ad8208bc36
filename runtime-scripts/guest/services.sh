# shellcheck shell=sh
# Services and ports of the guest library.
#
#   service UNIT [reload]   is enabled and active; restarted (or reloaded) if something of this
#                           recipe was changed in this run, or in one that was cut short
#   listens PORT [udp]      somebody listens there; an apply waits for it up to 60 seconds

service() {
    guest_unit=$1
    case $1 in
    *.*) ;;
    *) guest_unit=$1.service ;;
    esac
    guest_unit_read "$guest_unit"
    if [ "$recipe_verb" = probe ]; then
        [ "$guest_enabled" = yes ] || differs "$guest_unit is not enabled"
        [ "$guest_active" = yes ] || differs "$guest_unit is not running"
        return
    fi
    if [ "$guest_enabled" = no ]; then
        guest_changing
        guest_record enabled "$guest_unit"
        { systemctl unmask --quiet -- "$guest_unit" && systemctl enable --quiet -- "$guest_unit"; } ||
            fail "$guest_unit cannot be enabled"
    fi
    if [ "$guest_active" = no ]; then
        guest_changing
        guest_record started "$guest_unit"
        guest_unit_do start
    elif changed; then
        guest_unit_do "${2:+reload-or-}restart"
    fi
}

# guest_unit_do VERB : a unit that failed too often is tried anew
guest_unit_do() {
    systemctl daemon-reload
    systemctl reset-failed -- "$guest_unit" 2>/dev/null || :
    systemctl "$1" -- "$guest_unit" && return 0
    systemctl status --no-pager --full --lines=20 -- "$guest_unit" || :
    fail "systemctl $1 $guest_unit failed"
}

# guest_unit_read UNIT -> $guest_enabled, $guest_active
guest_unit_read() {
    guest_enabled=no guest_active=no
    guest_rest=$(systemctl show --property=ActiveState,UnitFileState -- "$1" 2>/dev/null) || :
    case $guest_nl$guest_rest$guest_nl in
    *"${guest_nl}ActiveState=active$guest_nl"*) guest_active=yes ;;
    esac
    case $guest_nl$guest_rest$guest_nl in
    *"${guest_nl}UnitFileState=disabled$guest_nl"* | *"${guest_nl}UnitFileState=masked$guest_nl"*) ;;
    *"${guest_nl}UnitFileState=$guest_nl"*) ;;
    *) guest_enabled=yes ;;
    esac
}

guest_undo_enabled() {
    guest_unit_read "$1"
    [ "$guest_enabled" = yes ] || return 0
    systemctl disable --quiet -- "$1" || fail "$1 cannot be disabled"
    removed "$1 from what starts with the system"
}

guest_undo_started() {
    guest_unit_read "$1"
    [ "$guest_active" = yes ] || return 0
    systemctl stop -- "$1" || fail "$1 cannot be stopped"
    removed "$1 from what runs"
}

# --- listens ----------------------------------------------------------------------

listens() {
    guest_hex=$(printf %04X "$1")
    ! guest_listens "${2-tcp}" || return 0
    if [ "$recipe_verb" = probe ]; then
        differs "nothing listens on port $1/${2-tcp}"
        return
    fi
    guest_waits=0
    until guest_listens "${2-tcp}"; do
        [ "$guest_waits" -lt 60 ] || fail "nothing listens on port $1/${2-tcp} after 60 seconds"
        sleep 1
        guest_waits=$((guest_waits + 1))
    done
}

# guest_listens tcp|udp : with $guest_hex; 0A: listening, 07: a socket of udp without a peer
guest_listens() {
    case $1 in
    udp) guest_listening=07 ;;
    *) guest_listening=0A ;;
    esac
    cat "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null |
        grep -q "^ *[0-9]*: [0-9A-F]*:$guest_hex [0-9A-F]*:[0-9A-F]* $guest_listening "
}
