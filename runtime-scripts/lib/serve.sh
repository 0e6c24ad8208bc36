# shellcheck shell=sh
# The command line, the verbs by hand, and the dialogue with the runner.

engine_phases='base network containers services swarm join deploy'

usage() {
    printf '%s\n' "usage: sh run plan|apply|undo|status|verify [--events] [--prune] [--recreate]" \
        "                                            [--container NAME] [--yes]" >&2
}

# main VERB [OPTION]...
main() {
    exec 5>&1 1>&2
    verb=${1-}
    case $verb in
    plan | apply | undo | status | verify) ;;
    serve) events=yes ;;
    help | --help | -h)
        usage 2>&5
        exit 0
        ;;
    *)
        usage
        exit 2
        ;;
    esac
    shift
    options "$@"
    case $stack in
    '' | *[!a-z0-9-]*) give_up 2 usage "bundle.sh names no stack" ;;
    esac
    [ "$protocol" = 1 ] || give_up 2 usage "bundle.sh wants protocol $protocol, this is 1"
    state_init
    trap finish_run EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 141' PIPE
    trap 'exit 143' TERM
    engine_load
    "by_hand_$verb"
}

options() {
    while [ "$#" -gt 0 ]; do
        case $1 in
        --events) events=yes ;;
        --prune) prune=yes ;;
        --recreate) recreate=yes ;;
        --yes) assume_yes=yes ;;
        --container=*) only_container=${1#*=} ;;
        --container | --step)
            [ "$#" -ge 2 ] || give_up 2 usage "$1 wants a name"
            case $1 in
            --container) only_container=$2 ;;
            --step) only_steps="$only_steps$2 " ;;
            esac
            shift
            ;;
        *)
            usage
            give_up 2 usage "unknown option: $1"
            ;;
        esac
        shift
    done
}

# finish_run : on every way out but kill -9
finish_run() {
    trap - EXIT
    worker_stop
    ticker_stop
    [ ! -d "$run_dir" ] || rm -rf -- "$run_dir"
}

by_hand_plan() {
    do_plan
    [ "$tally_failed" -eq 0 ] || exit 1
    [ "$tally_changed" -eq 0 ] || exit 4
}

by_hand_apply() {
    for hand_phase in $engine_phases; do
        do_apply "$hand_phase"
    done
    do_finish
    [ "$engine_failed" = no ] || exit 1
}

by_hand_undo() {
    if [ "$assume_yes" = no ]; then
        undo_ask
    fi
    do_undo
    [ "$tally_failed" -eq 0 ] || exit 1
}

undo_ask() {
    [ -t 0 ] || give_up 2 usage 'undo removes containers with their data: say --yes'
    printf 'Remove %s of stack %s from this server, with all data? [y/N] ' \
        "${only_container:-everything}" "$stack" >&2
    read -r undo_answer || undo_answer=
    case $undo_answer in
    [yY]*) ;;
    *) exit 1 ;;
    esac
}

by_hand_status() {
    do_status
}

by_hand_verify() {
    do_verify
    [ "$tally_failed" -eq 0 ] || exit 1
}

# by_hand_serve : obeys the lines of the runner until it hangs up
by_hand_serve() {
    serving=yes
    event hello 1 "$stack" "$server" "$generation"
    while IFS= read -r serve_line; do
        serve_one "$serve_line"
    done
}

serve_one() {
    case $1 in
    plan | status | verify | undo | finish)
        verb=$1
        [ "$verb" != finish ] || verb=apply
        "do_$1"
        ;;
    "apply "*)
        verb=apply
        case " $engine_phases " in
        *" ${1#apply } "*) do_apply "${1#apply }" ;;
        *) event error usage "no such phase: ${1#apply }" ;;
        esac
        ;;
    "fact "*) fact_store "${1#fact }" ;;
    "secret "*) secret_store "${1#secret }" ;;
    *) event error usage "not understood: $1" ;;
    esac
}

# fact_store "NAME VALUE" : kept in memory; a step reads it with fact_get
fact_store() {
    case ${1%% *} in
    '' | *[!a-z0-9_]*) event error usage "not the name of a fact: ${1%% *}" ;;
    *) put "fact_${1%% *}" "${1#* }" ;;
    esac
}

# fact_get NAME -> $fact_value ; fails if nobody told it
fact_get() {
    get "fact_$1"
    fact_value=$value
    [ -n "$fact_value" ]
}

# ticker_start : while something is changed, tells the runner every few seconds
# that this run lives; when nobody listens any more, ends the run
ticker_pid=

ticker_start() {
    [ "$events" = yes ] && [ -z "$ticker_pid" ] || return 0
    (
        trap '' PIPE
        exec 9>&-
        while sleep 2 >/dev/null 2>&1 5>&-; do
            kill -0 $$ 2>/dev/null || exit 0
            printf 'tick\n' >&5 2>/dev/null || kill -TERM $$
        done
    ) &
    ticker_pid=$!
}

ticker_stop() {
    [ -n "$ticker_pid" ] || return 0
    # A milder signal may come before the child has left our traps behind, and be lost.
    kill -KILL "$ticker_pid" 2>/dev/null
    wait "$ticker_pid" 2>/dev/null
    ticker_pid=
}
