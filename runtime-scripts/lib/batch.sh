# shellcheck shell=sh
# Changing steps, a batch at a time: one step, or several of one kind that has
# KIND_flush. All of a batch are probed, what differs is noted in `owned` and
# applied, the flush writes what was queued, and what was changed is probed again.

# batch_end N -> $batch_last : the last step of the batch that begins with N
batch_end() {
    batch_last=$1
    get "engine_phase_$1"
    batch_phase=$value
    get "engine_kind_$1"
    batch_kind=$value
    has "${batch_kind}_flush" || return 0
    while [ "$batch_last" -lt "$engine_count" ]; do
        get "engine_kind_$((batch_last + 1))"
        [ "$value" = "$batch_kind" ] || return 0
        get "engine_phase_$((batch_last + 1))"
        [ "$value" = "$batch_phase" ] || return 0
        batch_last=$((batch_last + 1))
    done
}

# batch_apply FIRST LAST : probes all, applies what differs, probes that again
batch_apply() {
    batch_queue=
    batch_n=$1
    while [ "$batch_n" -le "$2" ]; do
        ! selected "$batch_n" || batch_begin "$batch_n"
        batch_n=$((batch_n + 1))
    done
    [ -n "$batch_queue" ] || return 0
    ticker_start
    batch_flush "$batch_kind"
    forget_all
    for batch_n in $batch_queue; do
        batch_finish "$batch_n"
    done
}

# batch_begin N : probes, and begins to change it if it differs
batch_begin() {
    now
    batch_start=$now
    probe_step "$1"
    case $outcome in
    ok | held)
        elapsed "$batch_start"
        report "$outcome" "$elapsed" "$message"
        ;;
    conflict)
        elapsed "$batch_start"
        engine_failed=yes
        report failed "$elapsed" "in the way: $message"
        ;;
    differs)
        report start 0 "$message"
        owned_add
        batch_status=0
        batch_result "$1" '' '' ''
        put "batch_start_$1" "$batch_start"
        put "batch_message_$1" "$message"
        logged "$step_log" perform apply "$1" || batch_status=$?
        put "batch_status_$1" "$batch_status"
        batch_queue="$batch_queue $1"
        ;;
    esac
}

# batch_flush KIND : writes what was queued; the output is that of each step
# that has none of its own
batch_flush() {
    flush_status=0
    flush_log=$state_root/log/batch.log
    has "${1}_flush" || return 0
    logged "$flush_log" "${1}_flush" || flush_status=$?
}

# batch_result N STATE MS MESSAGE : called by KIND_flush, where it knows more than a probe will
# tell: step N has `failed`, was `skipped`, or was `changed` in so many ms
batch_result() {
    put "batch_state_$1" "$2"
    put "batch_ms_$1" "$3"
    put "batch_said_$1" "$4"
}

# batch_told N : did the flush tell that it failed? Then nobody is asked any more.
batch_told() {
    get "batch_ms_$1"
    elapsed=${value:-0}
    get "batch_state_$1"
    case $value in
    failed | skipped) ;;
    *) return 1 ;;
    esac
    batch_state=$value
    perform describe "$1"
    get "batch_said_$1"
    case $batch_state in
    failed) report_failure "$1" "$elapsed" "$value" ;;
    skipped) report skipped "$elapsed" "$value" ;;
    esac
}

# batch_finish N : is it so now?
batch_finish() {
    ! batch_told "$1" || return 0
    probe_step "$1"
    get "batch_start_$1"
    elapsed "$value"
    get "batch_ms_$1"
    elapsed=${value:-$elapsed}
    get "batch_message_$1"
    batch_before=$value
    get "batch_status_$1"
    batch_status=$value
    [ -s "$step_log" ] || step_log=$flush_log
    if [ "$batch_status" -ne 0 ]; then
        report_failure "$1" "$elapsed" "failed with status $batch_status: $batch_before"
    elif [ "$outcome" != ok ]; then
        report_failure "$1" "$elapsed" "not so after the change: $message"
    elif [ "$flush_status" -ne 0 ]; then
        report_failure "$1" "$elapsed" "failed with status $flush_status: $batch_before"
    else
        report changed "$elapsed" "$batch_before"
        journal "step $generation $step_id changed"
    fi
}
