# shellcheck shell=sh
# What a run says: events for the runner (tab-separated lines, docs/bundle.md)
# or text for people. Both go to descriptor 5, the standard output that the run
# was given; descriptor 1 is standard error from then on, so that nothing else
# slips in between.

events=no                       # yes: events, no: text
step_places=                    # the list `positions` of the bundle, once it was read

# event NAME FIELD... : one event, in the form for the runner
event() {
    event_line=$1
    shift
    for event_field do
        escape "$event_field"
        event_line=$event_line$tab$escaped
    done
    printf '%s\n' "$event_line" >&5
}

# say TEXT : one line of text for people; control characters are made visible
say() {
    escape "$1"
    printf '%s\n' "$escaped" >&5
}

# now -> $now : milliseconds of the machine's clock; costs no process
now() {
    now=0
    read -r now_seconds now_rest </proc/uptime || return 0
    now=${now_seconds%.*}${now_seconds#*.}0
    now=${now#"${now%%[!0]*}"}
    : "${now:=0}" "$now_rest"
}

# tally_reset; tally STATE : counts what the `end` of a phase reports
tally_reset() {
    tally_ok=0 tally_changed=0 tally_failed=0 tally_held=0
}

tally() {
    case $1 in
    ok) tally_ok=$((tally_ok + 1)) ;;
    changed | removed | differs | remove) tally_changed=$((tally_changed + 1)) ;;
    failed) tally_failed=$((tally_failed + 1)) ;;
    held) tally_held=$((tally_held + 1)) ;;
    esac
}

# step_place -> $step_position : where the current step comes from. Steps that are as
# they should be need no place, so the list is read when the first one is not.
step_place() {
    step_position=
    [ -n "$step_places" ] || step_places=$(cat ./positions 2>/dev/null)
    IFS=$nl
    for step_line in $step_places; do
        case $step_line in
        "$step_id$tab"*) step_position=${step_line#*"$tab"} ;;
        esac
    done
    unset IFS
}

# report STATE MS MESSAGE : the state of the current step ($step_id, ...)
report() {
    tally "$1"
    case $1:$step_container in
    changed:?* | failed:?*) hostkeys_note ;;
    esac
    redact "$3"
    set -- "$1" "$2" "$redacted"
    step_position=
    [ "$1" = ok ] || step_place
    if [ "$events" = yes ]; then
        event step "$step_id" "$1" "$2" "$step_position" "$step_container" \
            "$step_title" "$3"
        return
    fi
    case $verb:$1:$3 in
    *:start:* | plan:ok: | apply:ok: | undo:ok:) return ;;
    esac
    escape "$step_title"
    printf '%-8s %s\n' "$1" "$escaped" >&5
    say_message "$3"
    case $1 in
    failed | held) printf '         at %s (step %s)\n' "${step_position:-no line}" "$step_id" >&5 ;;
    esac
}

# say_message MESSAGE : its parts, one a line, indented
say_message() {
    escape "$1"
    message_rest=$escaped
    while [ -n "$message_rest" ]; do
        message_part=${message_rest%%"; "*}
        printf '           %s\n' "$message_part" >&5
        message_rest=${message_rest#"$message_part"}
        message_rest=${message_rest#"; "}
    done
}

# report_log FILE : the last lines of a failed step's output
report_log() {
    [ -s "$1" ] || return 0
    report_lines=$(tail -n 10 -- "$1")
    IFS=$nl
    for report_line in $report_lines; do
        redact "$report_line"
        report_line=$redacted
        if [ "$events" = yes ]; then
            event log "$step_id" "$report_line"
        else
            say "         | $report_line"
        fi
    done
    unset IFS
}

report_begin() {
    tally_reset
    [ "$events" = no ] || event begin "$1"
}

report_end() {
    if [ "$events" = yes ]; then
        event end "$1" "$tally_ok" "$tally_changed" "$tally_failed" "$tally_held"
        return
    fi
    [ "$((tally_ok + tally_changed + tally_failed + tally_held))" -gt 0 ] || return 0
    case $verb in
    plan) report_word='to change' ;;
    status) report_word='different' ;;
    undo) report_word='removed' ;;
    *) report_word='changed' ;;
    esac
    say "$1: $tally_ok ok, $tally_changed $report_word, $tally_failed failed, $tally_held held"
}

# give_up STATUS CODE MESSAGE : the run cannot go on
give_up() {
    if [ "$events" = yes ]; then
        event error "$2" "$3"
    else
        escape "$3"
        printf 'lstacker: %s\n' "$escaped" >&2
    fi
    exit "$1"
}

# fact NAME VALUE : for steps of other servers, in a later phase, and for those of this one (fact_get)
fact() {
    put "fact_$1" "$2"
    [ "$events" = no ] || event fact "$1" "$2"
}
