# shellcheck shell=sh
# The verbs: what is done to all steps of the bundle, and to the stale ones.

# walk_all FUNCTION : over the selected steps, in order
walk_all() {
    walk_n=1
    while [ "$walk_n" -le "$engine_count" ]; do
        ! selected "$walk_n" || "$1" "$walk_n"
        walk_n=$((walk_n + 1))
    done
}

do_plan() {
    forget_old
    report_begin plan
    walk_all plan_step
    stale_walk stale_plan
    stray_walk stray_plan
    report_end plan
}

plan_step() {
    now
    plan_start=$now
    probe_step "$1"
    elapsed "$plan_start"
    case $outcome in
    conflict) report failed "$elapsed" "in the way: $message" ;;
    *) report "$outcome" "$elapsed" "$message" ;;
    esac
}

do_status() {
    forget_old
    report_begin status
    walk_all status_step
    stale_walk stale_plan
    stray_walk stray_plan
    report_end status
}

status_step() {
    probe_step "$1"
    join "$step_note" "$message"
    case $outcome in
    conflict) report differs 0 "in the way: $message" ;;
    ok) report ok 0 "$step_note" ;;
    *) report "$outcome" 0 "$joined" ;;
    esac
}

do_verify() {
    forget_old
    report_begin verify
    walk_all verify_step
    report_end verify
}

verify_step() {
    now
    verify_start=$now
    probe_step "$1"
    if [ "$outcome" = ok ] && has "${engine_kind}_verify"; then
        perform verify "$1" </dev/null
        message=$step_differs
    fi
    elapsed "$verify_start"
    case $outcome:$message in
    ok:) report ok "$elapsed" "$step_note" ;;
    *) report failed "$elapsed" "$message" ;;
    esac
}

# do_apply PHASE : the steps of one phase
do_apply() {
    state_lock
    generation_store
    forget_old
    report_begin "$1"
    apply_n=1
    while [ "$apply_n" -le "$engine_count" ]; do
        apply_step "$apply_n" "$1"
    done
    # What was made can be entered from now on, whatever becomes of the rest.
    [ "$1" != containers ] || [ "$hostkeys_changed" = ' ' ] || hostkeys_tell
    ticker_stop
    report_end "$1"
}

# apply_step N PHASE : and sets $apply_n to the step after its batch
apply_step() {
    get "engine_phase_$1"
    apply_n=$(($1 + 1))
    [ "$value" = "$2" ] && selected "$1" || return 0
    if [ "$engine_failed" = yes ]; then
        perform describe "$1"
        report skipped 0 'an earlier step failed'
        return 0
    fi
    batch_end "$1"
    apply_n=$((batch_last + 1))
    batch_apply "$1" "$batch_last"
}

# do_finish : stale steps go, and this generation becomes the current one
do_finish() {
    state_lock
    generation_store
    report_begin finish
    if [ "$engine_failed" = no ]; then
        stale_walk stale_remove
        stray_walk stray_remove
    fi
    finish_owned
    hostkeys_tell
    ticker_stop
    [ "$engine_failed" = yes ] || generation_switch
    journal "apply $generation $([ "$engine_failed" = no ] && printf 'good' || printf 'failed')"
    report_end finish
}

# finish_owned : a good run owns all its steps, also those it found as they
# should be (made by a run whose `owned` was lost); their code is the newest
finish_owned() {
    [ "$engine_failed" = no ] || return 0
    finish_lines=
    finish_ids=' '
    finish_n=1
    while [ "$finish_n" -le "$engine_count" ]; do
        if selected "$finish_n"; then
            get "engine_id_$finish_n"
            finish_ids="$finish_ids$value "
            finish_lines="$finish_lines$value $generation "
            get "engine_owner_$finish_n"
            finish_lines="$finish_lines$value$nl"
        fi
        finish_n=$((finish_n + 1))
    done
    # The others (stale but held, or left out by --container) come first: undone last.
    finish_rest=
    IFS=$nl
    for finish_line in $owned; do
        case $finish_ids in
        *" ${finish_line%% *} "*) ;;
        *) finish_rest=$finish_rest$finish_line$nl ;;
        esac
    done
    unset IFS
    owned_save "$finish_rest$finish_lines"
}

# do_undo : in reverse order, stale steps first
do_undo() {
    state_lock
    forget_all
    report_begin undo
    ticker_start
    if [ "$only_steps" = ' ' ]; then
        stale_walk stale_undo
        stray_walk stray_undo
    fi
    undo_n=$engine_count
    undo_done=
    while [ "$undo_n" -ge 1 ]; do
        ! undo_selected "$undo_n" || undo_step "$undo_n"
        undo_n=$((undo_n - 1))
    done
    ticker_stop
    if [ "$only_steps" = ' ' ]; then
        # shellcheck disable=SC2086 # a list of ids
        owned_drop $undo_done
        if [ "$tally_failed" -eq 0 ] && [ -z "$only_container" ]; then
            state_forget
        else
            journal "undo $generation ${only_container:--} failed=$tally_failed"
        fi
    fi
    report_end undo
}

# undo_selected N : what lives in a container goes with it
undo_selected() {
    if [ "$only_steps" != ' ' ]; then
        get "engine_id_$1"
        case $only_steps in
        *" $value "*) return 0 ;;
        esac
        return 1
    fi
    get "engine_container_$1"
    [ -z "$only_container" ] || [ "$value" = "$only_container" ] || return 1
    get "engine_owner_$1"
    case $value in
    +* | ![!-]*) return 1 ;;
    esac
}

undo_step() {
    now
    undo_start=$now
    step_removed='' step_note='' step_unable=''
    perform describe "$1"
    family_of "$1"
    if ! needs "$value"; then
        elapsed "$undo_start"
        report failed "$elapsed" "$unknown"
        return
    fi
    [ "$step_seconds" -eq 0 ] || report start "$((step_seconds * 1000))" ''
    undo_status=0
    logged "$step_log" perform undo "$1" || undo_status=$?
    elapsed "$undo_start"
    join "$step_removed" "$step_note"
    if [ "$undo_status" -ne 0 ]; then
        report_failure "$1" "$elapsed" "the undo failed${step_unable:+: }${step_unable:-" with status $undo_status"}"
        forget_all
        return
    fi
    undo_note "$1"
    if [ -n "$step_removed" ]; then
        report removed "$elapsed" "$joined"
        forget_all
    else
        report ok "$elapsed" "$step_note"
    fi
}

# undo_note N : it is undone, and so is what lived in the container that it made
undo_note() {
    undo_done="$undo_done $step_id"
    get "engine_owner_$1"
    if [ -n "$step_container" ] && [ "$value" = "$step_container" ]; then
        owned_living "$step_container"
        undo_done="$undo_done $owned_living"
    fi
}
