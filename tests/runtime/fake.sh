# shellcheck shell=sh disable=SC2154
# A family of resources for the engine's tests: things are files below
# $FAKE_ROOT, `calls` logs what was called. In a test's bundle it takes the
# place of lib/base.sh.
#
#   fake_thing NAME VALUE     one at a time
#   fake_bulk NAME VALUE      a batch, written by fake_bulk_flush
# A VALUE that begins with `fail:` cannot be made; `foreign-NAME` in the root
# is a conflict; VALUE `fixed:...` may change with --recreate only; `slow:...`
# takes two seconds.

family base fake_thing fake_bulk

base_read() {
    printf 'read\n' >>"$FAKE_ROOT/calls"
}

fake_is() {
    fake_have=
    [ -e "$FAKE_ROOT/$1" ] && fake_have=$(cat -- "$FAKE_ROOT/$1" && printf x)
    [ "$fake_have" = "${2}x" ]
}

fake_thing_probe() {
    note "a note on $1"
    [ ! -e "$FAKE_ROOT/foreign-$1" ] || conflict "$1 is foreign"
    fake_is "$1" "$2" && return
    case $fake_have in
    fixed:*) held "$1 is ${fake_have%x}, should be $2" ;;
    *) differs "$1 should be $2" ;;
    esac
}

fake_thing_apply() {
    printf 'apply %s\n' "$1" >>"$FAKE_ROOT/calls"
    case $2 in
    fail:*)
        for fake_n in 1 2 3 4 5 6 7 8 9 10 11 12; do
            printf 'output %s\tof %s\n' "$fake_n" "$1"
        done
        return 3
        ;;
    lie:*) return 0 ;;
    slow:*) limited 20 sleep 2 ;;
    esac
    printf '%s' "$2" >"$FAKE_ROOT/$1"
}

fake_thing_undo() {
    printf 'undo %s %s\n' "$1" "$generation" >>"$FAKE_ROOT/calls"
    [ -e "$FAKE_ROOT/$1" ] || return 0
    case $2 in
    keep:*) printf 'will not go\n'; return 1 ;;
    esac
    rm -- "$FAKE_ROOT/$1"
    removed "$1"
}

fake_thing_verify() {
    case $2 in
    broken:*) differs "$1 does not work" ;;
    esac
}

fake_queue=

fake_bulk_probe() {
    fake_is "$1" "$2" || differs "$1 should be $2"
}

fake_bulk_apply() {
    fake_queue="$fake_queue $1"
    put "fake_value_$1" "$2"
}

fake_bulk_flush() {
    printf 'flush%s\n' "$fake_queue" >>"$FAKE_ROOT/calls"
    for fake_name in $fake_queue; do
        get "fake_value_$fake_name"
        case $value in
        fail:*) printf 'bulk output\n' ;;
        *) printf '%s' "$value" >"$FAKE_ROOT/$fake_name" ;;
        esac
    done
    fake_queue=
}

fake_bulk_undo() {
    fake_thing_undo "$@"
}
