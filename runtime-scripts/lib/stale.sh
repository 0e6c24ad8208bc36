# shellcheck shell=sh
# Stale steps: those in `owned` that the bundle no longer has. They are undone
# by the code of the generation they came from, in a shell of its own, since
# its libraries may differ from ours.

# stale_walk FUNCTION : calls it for each stale step, the youngest first, with
# $step_id, ..., $stale_generation set
stale_walk() {
    stale_lines=
    stale_seen=' '
    IFS=$nl
    for stale_line in $owned; do
        stale_lines=$stale_line$nl$stale_lines
    done
    for stale_line in $stale_lines; do
        unset IFS
        stale_one "$1"
    done
    unset IFS
}

stale_one() {
    stale_id=${stale_line%% *}
    stale_rest=${stale_line#* }
    stale_generation=${stale_rest%% *}
    stale_container=${stale_rest#* }
    [ "$stale_container" != - ] || stale_container=
    case $engine_ids$stale_seen in
    *" $stale_id "*) return 0 ;;
    esac
    [ "${#stale_generation}" -eq 64 ] || return 0
    stale_seen="$stale_seen$stale_id "
    stale_describe
    stale_selected && "$1"
    return 0
}

# stale_selected : --container leaves the data of other containers alone
stale_selected() {
    case $verb in
    undo) [ -z "$only_container" ] || [ "$stale_container" = "$only_container" ] ;;
    *)
        [ -z "$only_container" ] || [ -z "$stale_container" ] ||
            [ "$stale_container" = "$only_container" ]
        ;;
    esac
}

# stale_describe : its title, from the old generation. Where it stood in a file that
# is no more helps nobody, so it has no position.
stale_describe() {
    stale_dir=$state_root/generations/$stale_generation
    engine_wanted=$stale_id
    engine_op=describe
    step "$stale_id" - "$stale_id" "$stale_container"
    set +f
    for stale_file in "$stale_dir"/steps/*.sh; do
        # shellcheck source=/dev/null
        [ ! -e "$stale_file" ] || . "$stale_file"
    done
    set -f
}

# stale_held : is it data that only --prune may remove?
stale_held() {
    [ -n "$stale_container" ] && [ "$prune" = no ]
}

stale_plan() {
    if stale_held; then
        report held 0 "$stale_container is no longer in the stack; --prune removes it with its data"
    else
        report remove 0 'no longer in the stack'
    fi
}

stale_remove() {
    if stale_held; then
        stale_plan
    else
        stale_undo
    fi
}

# stale_undo : has the old generation undo it, and reports what came of it
stale_undo() {
    now
    stale_start=$now
    run_dir_make
    stale_events=$run_dir/stale.events
    stale_status=0
    forget_all
    LSTACKER_LOCK_HELD=yes sh -- "$stale_dir/run" undo --events --yes --step "$stale_id" \
        >"$stale_events" 2>"$step_log" </dev/null || stale_status=$?
    stale_state=failed stale_message='the code of its generation is gone'
    while IFS=$tab read -r stale_event stale_name stale_what stale_ms stale_more; do
        [ "$stale_event:$stale_name" = "step:$stale_id" ] || continue
        stale_state=$stale_what
        stale_message=${stale_more##*"$tab"}
    done <"$stale_events"
    elapsed "$stale_start"
    if [ "$stale_state" = failed ] || [ "$stale_status" -ne 0 ]; then
        report_failure 0 "$elapsed" "${stale_message:-"undo ended with status $stale_status"}"
        return 0
    fi
    report removed "$elapsed" "$stale_message"
    journal "step $stale_generation $stale_id removed"
    owned_drop "$stale_id"
    : "$stale_ms"
}
