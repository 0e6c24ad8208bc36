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
    stale_owner=${stale_rest#* }
    stale_container=${stale_owner#[+!]}
    [ "$stale_container" != - ] || stale_container=
    case $engine_ids$stale_seen in
    *" $stale_id "*) return 0 ;;
    esac
    [ "${#stale_generation}" -eq 64 ] || return 0
    stale_seen="$stale_seen$stale_id "
    ! stale_goes_along || return 0
    stale_describe
    stale_selected && "$1"
    return 0
}

# stale_goes_along : it lives in a container that goes, or is held, as a whole
stale_goes_along() {
    case $stale_owner in
    +* | ![!-]*) ;;
    *) return 1 ;;
    esac
    if owned_maker "$stale_container"; then
        stale_maker=$owned_maker
    elif table_get maker "$stale_container"; then
        stale_maker=$found
    else
        return 1
    fi
    [ "$verb" != undo ] || return 0
    case $engine_ids in
    *" $stale_maker "*) return 1 ;;
    esac
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
    engine_dir=$stale_dir
    step "$stale_id" - "$stale_id" "$stale_container"
    set +f
    for stale_file in "$stale_dir"/steps/*.sh; do
        # shellcheck source=/dev/null
        [ ! -e "$stale_file" ] || . "$stale_file"
    done
    set -f
    engine_dir=.
}

# stale_held : is it data that only --prune may remove?
stale_held() {
    [ "$prune" = no ] || return 1
    case $stale_owner in
    - | +*) return 1 ;;
    esac
}

stale_plan() {
    stale_where='on this server'
    [ "$stale_owner" != "+$stale_container" ] || stale_where="in $stale_container"
    if ! stale_held; then
        report remove 0 "no longer $stale_where"
        return
    fi
    case $stale_owner in
    !-) stale_what="it is no longer on this server" ;;
    !*) stale_what="it is no longer in $stale_container" ;;
    *) stale_what="$stale_container is no longer on this server" ;;
    esac
    report held 0 "$stale_what; --prune removes it with its data${step_loses:+: $step_loses}"
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
    ticker_start
    stale_events=$run_dir/stale.events
    stale_status=0
    forget_all
    [ "$step_seconds" -eq 0 ] || report start "$((step_seconds * 1000))" ''
    if [ "$serving" = yes ]; then
        secret_directory=$run_dir/secrets
        secrets_hand "$secret_directory"
    fi
    LSTACKER_SECRETS=$secret_directory LSTACKER_LOCK_HELD=yes \
        sh -- "$stale_dir/run" undo --events --yes --step "$stale_id" \
        >"$stale_events" 2>"$step_log" </dev/null || stale_status=$?
    [ "$serving" = no ] || rm -rf -- "$secret_directory"
    stale_result
    elapsed "$stale_start"
    if [ "$stale_state" = failed ] || [ "$stale_status" -ne 0 ]; then
        report_failure 0 "$elapsed" \
            "${stale_message:-"its undo ended with status $stale_status and told nothing more"}"
        return 0
    fi
    report removed "$elapsed" "$stale_message"
    journal "step $stale_generation $stale_id removed"
    owned_living=
    [ -z "$stale_container" ] || [ "$stale_owner" != "$stale_container" ] || owned_living "$stale_container"
    # shellcheck disable=SC2086 # a list of ids
    owned_drop "$stale_id" $owned_living
}

# stale_result -> $stale_state, $stale_message : from the events of its undo
stale_result() {
    stale_state=failed stale_message=
    [ -e "$stale_dir/run" ] || stale_message='the code of its generation is gone'
    while IFS= read -r stale_event; do
        case $stale_event in
        "error$tab"*) stale_message=${stale_event##*"$tab"} ;;
        "step$tab$stale_id$tab"*)
            stale_message=${stale_event##*"$tab"}
            stale_event=${stale_event#"step$tab$stale_id$tab"}
            stale_state=${stale_event%%"$tab"*}
            ;;
        esac
    done <"$stale_events"
}

# Strays: things that carry our mark, but are in no step and no record, as when
# the state directory was lost. FAMILY_strays FUNCTION calls it for each, with
# $step_id, ... set, and FAMILY_stray_undo takes the current one away.

# stray_walk FUNCTION
stray_walk() {
    for stray_family in $engine_families; do
        has "${stray_family}_strays" || continue
        get "engine_used_$stray_family"
        if [ "$value" = yes ] && needs "$stray_family"; then
            "${stray_family}_strays" "$1"
        fi
    done
}

stray_plan() {
    if [ "$prune" = yes ]; then
        report remove 0 "$step_container is marked as ours, but not in the bundle and not in the records"
    else
        report held 0 "$step_container is marked as ours, but not in the bundle and not in the records; --prune removes it"
    fi
}

stray_remove() {
    if [ "$prune" = yes ]; then
        stray_undo
    else
        stray_plan
    fi
}

stray_undo() {
    now
    stray_start=$now
    stray_status=0
    ticker_start
    step_removed='' step_note=''
    "${stray_family}_stray_undo" >"$step_log" 2>&1 </dev/null || stray_status=$?
    elapsed "$stray_start"
    forget_all
    if [ "$stray_status" -ne 0 ]; then
        report_failure 0 "$elapsed" "its undo failed with status $stray_status"
    else
        report removed "$elapsed" "$step_removed"
        journal "step $generation $step_id removed"
    fi
}
