# shellcheck shell=sh
# The engine: walks the steps of the bundle, probes them, changes what differs.
#
# A step is a pair of calls, `step` and `resource`, in a file of steps/, which may
# hold several. The file is sourced again for each thing to be done with a step
# (declare, probe, apply, undo, verify), and `resource` calls the function
# KIND_$engine_op with its arguments: so values stay arguments and are never
# evaluated.
#
# What a family of resources (lib/base.sh, ...) may use:
#   family NAME KIND...       at its top: these kinds are mine
#   needs FAMILY              reads the state of that family if that was not done yet; fails if
#                             it does not tell ($unknown says why)
#   visible FAMILY            the same in a probe, which must not go on if it fails
#   unknown_because TEXT      in FAMILY_read: the state cannot be read
#   engine_awaited            set by the probe of what brings daemons: yes while it differs
#   differs, conflict, held, note TEXT      in a probe
#   removed, kept TEXT        in an undo
#   unable TEXT               in an undo that fails: why
#   batch_result N STATE MS TEXT        in a flush: what became of step N (lib/batch.sh)
#   side_by_side FUNCTION WORD...       in some processes at the same time (lib/workers.sh)
#   secret_needed, secret_get NAME      (lib/secrets.sh)
#   limited SECONDS COMMAND   a command with a time limit
#   $stack $server $step_id $step_container $step_log $recreate $prune
#   $state_root/state/        for what must be remembered until the undo
#   run_dir_make, $run_dir    for temporary files
# Optional beside _probe, _apply, _undo (docs/bundle.md): KIND_declare (when the
# steps are loaded, for bulk reads), KIND_verify, KIND_flush, KIND_describe (sets
# $step_seconds, which the step may take in silence, and $step_loses, what its undo loses).

engine_count=0                  # of steps; engine_file_N, engine_id_N, ... hold them
engine_ids=' '                  # ids of all steps
engine_wanted=                  # a file is sourced for this step of those in it; '': for all
engine_status=0                 # of the function that was called last
engine_dir=.                    # of the bundle whose step files are sourced
engine_families=
engine_failed=no                # a step of this run has failed
engine_seen=0                   # when the state was last read, $now
engine_awaited=no               # a daemon that does not answer may be brought by an earlier step
unknown=                        # why the state of a family is not known
only_steps=' '                  # undo --step: nothing but these
only_container=''
prune=no
recreate=no
assume_yes=no

# --- the registry -----------------------------------------------------------

# family NAME KIND...
family() {
    engine_families="$engine_families $1"
    family_name=$1
    put "engine_read_$1" no
    shift
    for family_kind do
        put "engine_family_$family_kind" "$family_name"
    done
}

# step ID PHASE TITLE [CONTAINER [data]] : called by a step file
step() {
    engine_named=$1
    [ -z "$engine_wanted" ] || [ "$1" = "$engine_wanted" ] || return 0
    step_id=$1 step_phase=$2 step_title=$3 step_container=${4-} step_data=${5-}
    step_seconds=0 step_loses=
    step_log=$state_root/log/$1.log
}

# resource KIND ARG... : called by a step file, after `step`
resource() {
    [ -z "$engine_wanted" ] || [ "$engine_named" = "$engine_wanted" ] || return 0
    engine_kind=$1
    shift
    case $engine_op in
    declare) engine_declare "$@" ;;
    describe) ! has "${engine_kind}_describe" || "${engine_kind}_describe" "$@" ;;
    *) "${engine_kind}_$engine_op" "$@" || engine_status=$? ;;
    esac
}

engine_declare() {
    engine_count=$((engine_count + 1))
    engine_ids="$engine_ids$step_id "
    put "engine_file_$engine_count" "$engine_file"
    put "engine_id_$engine_count" "$step_id"
    put "engine_kind_$engine_count" "$engine_kind"
    put "engine_phase_$engine_count" "$step_phase"
    put "engine_container_$engine_count" "$step_container"
    step_owner
    put "engine_owner_$engine_count" "$step_owner"
    get "engine_family_$engine_kind"
    [ -n "$value" ] ||
        give_up 2 usage "$engine_file: no library knows the kind $engine_kind"
    put "engine_used_$value" yes
    if has "${engine_kind}_declare"; then
        "${engine_kind}_declare" "$@"
    fi
}

# step_owner -> $step_owner : the third field of `owned` (lib/state.sh). The first step of a container
# makes it, the others live in it.
step_owner() {
    step_owner=${step_container:--}
    if [ -n "$step_container" ]; then
        table_get maker "$step_container" || table_put maker "$step_container" "$step_id"
        [ "${found:-"$step_id"}" != "$step_id" ] || return 0
        step_owner=+$step_container
    fi
    [ -z "$step_data" ] || step_owner=!${step_owner#+}
}

engine_load() {
    engine_op=declare
    engine_wanted=
    set +f
    for engine_file in steps/*.sh; do
        [ -e "$engine_file" ] || continue
        # shellcheck source=/dev/null
        . "./$engine_file"
    done
    set -f
}

# perform OP N : runs one function of step N, and returns its status (that of the
# file is the status of the last step in it)
perform() {
    engine_op=$1
    engine_status=0
    get "engine_id_$2"
    engine_wanted=$value
    get "engine_file_$2"
    # shellcheck source=/dev/null
    . "./$value"
    return "$engine_status"
}

# selected N : does --container leave this step in?
selected() {
    get "engine_container_$1"
    [ -z "$only_container" ] || [ -z "$value" ] || [ "$value" = "$only_container" ]
}

# --- the state of the system ------------------------------------------------

# needs FAMILY : its state, read once; fails if that is unknown -> $unknown
needs() {
    get "engine_read_$1"
    if [ "$value" = no ]; then
        put "engine_read_$1" yes
        unknown=
        ! has "${1}_read" || engine_read "$1"
        put "engine_unknown_$1" "$unknown"
    fi
    get "engine_unknown_$1"
    unknown=$value
    [ -z "$unknown" ]
}

# engine_read FAMILY : a daemon that was just started is given as long as a lock
engine_read() {
    now
    read_start=$now
    "${1}_read"
    while [ -n "$unknown" ]; do
        case $verb:$unknown in
        apply:* | *'in progress'*) ;;
        *) return 0 ;;
        esac
        elapsed "$read_start"
        [ "$elapsed" -lt "${lock_wait}000" ] || return 0
        [ "$verb" != apply ] || ticker_start
        sleep 1 5>&- 9>&-
        unknown=
        "${1}_read"
    done
}

# unknown_because TEXT : called by FAMILY_read
unknown_because() {
    unknown=$1
}

# family_of N -> $value
family_of() {
    get "engine_kind_$1"
    get "engine_family_$value"
}

# visible FAMILY : in a probe. What is not known is neither there nor missing: it
# is in the way, or, where its daemon is still to be brought, differs.
visible() {
    ! needs "$1" || return 0
    if [ "$engine_awaited" = yes ]; then
        differs 'cannot be seen before its daemon runs'
    else
        conflict "$unknown"
    fi
    return 1
}

# forget_all : something was changed; what was read is no longer to be believed
forget_all() {
    for forget_family in $engine_families; do
        get "engine_read_$forget_family"
        [ "$value" = yes ] || continue
        put "engine_read_$forget_family" no
        ! has "${forget_family}_forget" || "${forget_family}_forget"
    done
}

# forget_old : what was read by an earlier line of the dialogue is believed for
# ten seconds, as a plan is followed at once by an apply that finds it true
forget_old() {
    now
    if [ "$((now - engine_seen))" -gt 10000 ]; then
        forget_all
        engine_seen=$now
    fi
}

# --- what the functions of a kind call --------------------------------------

differs() { join "$step_differs" "$1" && step_differs=$joined; }
conflict() { join "$step_conflict" "$1" && step_conflict=$joined; }
held() {
    if [ "$recreate" = yes ]; then
        differs "$1"
    else
        join "$step_held" "$1" && step_held=$joined
    fi
}
note() { join "$step_note" "$1" && step_note=$joined; }
removed() { join "$step_removed" "$1" && step_removed=$joined; }
unable() { join "$step_unable" "$1" && step_unable=$joined; }
kept() { note "kept: $1"; }

# limited SECONDS COMMAND... : runs it with a time limit, and without the
# descriptors of this run, which a daemon started by it would keep open. In the
# background, so that a signal ends this run at once.
limited() {
    limited_status=0
    { timeout -k 10 "$@" <&6 5>&- 6<&- 9>&- & } 6<&0
    wait $! || limited_status=$?
    [ "$limited_status" -ne 124 ] || printf 'gave up after %s seconds\n' "$1"
    return "$limited_status"
}

# --- one step ---------------------------------------------------------------

# probe_step N -> $outcome (ok, differs, held, conflict) and $message
probe_step() {
    step_differs='' step_conflict='' step_held='' step_note=''
    family_of "$1"
    if visible "$value"; then
        perform probe "$1"
    else
        perform describe "$1"
    fi
    if [ -n "$step_conflict" ]; then
        outcome=conflict message=$step_conflict
    elif [ -n "$step_held" ]; then
        join "$step_held" "$step_differs"
        outcome=held message=$joined
    elif [ -n "$step_differs" ]; then
        outcome=differs message=$step_differs
    else
        outcome=ok message=
    fi
}

# report_failure N MS MESSAGE : with the last lines of its output
report_failure() {
    engine_failed=yes
    report failed "$2" "$3"
    report_log "$step_log"
}

# elapsed SINCE -> $elapsed
elapsed() {
    now
    elapsed=$((now - $1))
}
