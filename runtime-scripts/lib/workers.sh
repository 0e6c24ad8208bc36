# shellcheck shell=sh
# Work that is done side by side: a few processes, each of which takes the next
# thing that none has taken yet, so that one that takes long keeps no other waiting.

workers=                        # their process ids
workers_most=                   # at most so many at once
workers_round=0                 # the claims of each round are their own
worker_child=                   # what this process waits for, to be ended with it

# side_by_side FUNCTION WORD... : FUNCTION WORD for each, and waits for all. They run in other
# processes: what they have to tell, they leave in $run_dir.
side_by_side() {
    run_dir_make
    [ -n "$workers_most" ] || workers_most=$(($(nproc) + 1))
    workers_round=$((workers_round + 1))
    workers=
    worker_number=1
    while [ "$worker_number" -le "$workers_most" ] && [ "$worker_number" -lt "$#" ]; do
        worker "$@" </dev/null 9>&- &
        workers="$workers $!"
        worker_number=$((worker_number + 1))
    done
    for worker_number in $workers; do
        wait "$worker_number"
    done
    workers=
}

# worker FUNCTION WORD...
worker() {
    trap - EXIT HUP INT PIPE
    trap 'worker_stop; exit 143' TERM
    workers=
    worker_function=$1
    shift
    for worker_word do
        worker_claim "$run_dir/claim.$workers_round.$worker_word" || continue
        "$worker_function" "$worker_word"
    done
}

# worker_alive : the run that this process works for still lives
worker_alive() {
    kill -0 $$ 2>/dev/null || exit 1
}

# worker_claim FILE : is it the first to make it?
worker_claim() {
    worker_status=0
    set -C
    { true >"$1"; } 2>/dev/null || worker_status=$?
    set +C
    return "$worker_status"
}

# worker_wait PROCESS -> its status; a signal ends the wait, and the process
worker_wait() {
    worker_status=0
    worker_child=$1
    wait "$1" || worker_status=$?
    worker_child=
    return "$worker_status"
}

# worker_stop : ends what is under way
worker_stop() {
    # shellcheck disable=SC2086 # a list of process ids
    [ -z "$workers$worker_child" ] || kill -TERM $workers $worker_child 2>/dev/null
}
