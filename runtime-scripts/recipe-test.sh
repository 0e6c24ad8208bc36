# shellcheck shell=sh
# `lstackc recipes test`: tries recipes in a throw-away container, here.
#
#   sh recipe-test.sh DIRECTORY CLIENT IMAGE CONTAINER RECIPE STEP...
#
# DIRECTORY holds `bundle`, whose STEPs are recipes in CONTAINER in the order in which they run, and
# an empty file in `secrets` for each secret, which gets a random value. Directory and container are
# gone in the end, whatever happens. Exit status: 0 good; 1 something is not as it should be; 3 it
# could not be tried.
set -fu
umask 077
LC_ALL=C
dir=$1 lxc=$2 image=$3 container=$4 recipe=$5
shift 5
LSTACKER_STATE=$dir/state LSTACKER_RUN=$dir/run LSTACKER_SECRETS=$dir/secrets
export LC_ALL LSTACKER_STATE LSTACKER_RUN LSTACKER_SECRETS
tab=$(printf '\t')
made=no                         # the container is there
boot_limit=120                  # seconds from the container's start until it can be used

finish() {
    status=$?
    trap - EXIT
    if [ "$made" = yes ]; then
        "$lxc" delete --force "$container" >/dev/null 2>&1 </dev/null ||
            ! "$lxc" info "$container" >/dev/null 2>&1 </dev/null ||
            printf 'left behind: container %s\n' "$container" >&2
    fi
    rm -rf -- "$dir"
    exit "$status"
}

# part STATUS TITLE COMMAND... : runs it; if it fails, shows what it said and ends all with STATUS
part() {
    part_status=$1 part_title=$2
    shift 2
    part_start=$(date +%s)
    if "$@" >"$dir/said" 2>&1 </dev/null; then
        part_word=ok
    else
        part_word=failed
    fi
    printf '%-8s%-52s%4d s\n' "$part_word" "$part_title" "$(($(date +%s) - part_start))"
    [ "$part_word" = failed ] || return 0
    tail -n 60 -- "$dir/said" | sed 's/^/   | /'
    exit "$part_status"
}

# ---- the container

launch() {
    "$lxc" launch "$image" "$container" -c security.nesting=true \
        -c "user.lstacker.stack=$container" \
        -c "user.lstacker.name=$container" -c user.lstacker.hash=none
}

# ready : systemd has started what it starts, cloud-init has ended, and there is a way out
ready() {
    ready_end=$(($(date +%s) + boot_limit))
    # shellcheck disable=SC2016 # for the shell in the container
    until "$lxc" exec "$container" -- sh -c '
        case $(systemctl is-system-running 2>/dev/null) in
        running | degraded) ;;
        *) exit 1 ;;
        esac
        ! command -v cloud-init >/dev/null 2>&1 || cloud-init status --wait >/dev/null 2>&1
        ip route show default | grep -q .'; do
        if [ "$(date +%s)" -ge "$ready_end" ]; then
            echo "it is not ready after $boot_limit seconds: has it systemd, and a default route?"
            return 1
        fi
        sleep 1
    done
}

# ---- the recipe

# run_bundle STATUS VERB... : fails unless `run` ends with that status
run_bundle() {
    run_wanted=$1
    shift
    run_status=0
    sh "$dir/bundle/run" "$@" || run_status=$?
    [ "$run_status" -eq "$run_wanted" ] && return 0
    case $run_status in
    0) echo "it finds nothing to change" ;;
    4) echo "it finds something to change" ;;
    *) echo "status $run_status" ;;
    esac
    return 1
}

# in_state STATE : are all steps in that state, in the events on standard input?
in_state() {
    awk -F "$tab" -v state="$1" '
        $1 == "step" && $2 ~ /^recipe-/ { print $7 ": " $3 ($8 == "" ? "" : ": " $8) }
        $1 == "step" && $2 ~ /^recipe-/ && $3 != state && $3 != "start" { bad = 1 }
        END { exit bad }'
}

missing() {
    run_bundle 4 plan --events >"$dir/events" || { cat "$dir/events" && return 1; }
    in_state differs <"$dir/events"
}

first_apply() {
    run_bundle 0 apply
}

nothing_left() {
    run_bundle 0 plan
}

second_apply() {
    run_bundle 0 apply --events >"$dir/events" || { cat "$dir/events" && return 1; }
    in_state ok <"$dir/events"
}

# undo STEP... : in reverse
undo() {
    undo_steps=
    for undo_step do
        undo_steps="$undo_step $undo_steps"
    done
    for undo_step in $undo_steps; do
        run_bundle 0 undo --yes --step "$undo_step" || return 1
    done
}

# ----------------------------------------------------------------------------------------------

trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
mkdir "$LSTACKER_RUN" || exit 3
set +f
for secret in "$LSTACKER_SECRETS"/*; do
    [ -f "$secret" ] || continue
    chmod 600 "$secret" && head -c 18 /dev/urandom | base64 >"$secret" || exit 3
done
set -f
if ! command -v "$lxc" >/dev/null 2>&1; then
    echo "recipes test: there is no $lxc here, nor another container manager" >&2
    echo 'help: run it where LXD or Incus runs' >&2
    exit 3
fi
printf 'recipe %s in %s, container %s\n' "$recipe" "$image" "$container"
made=yes                        # or half of it
part 3 'the container starts' launch
part 3 'it is ready' ready
part 1 'plan: it is missing' missing
part 1 'apply: it is there' first_apply
part 1 'plan: nothing is left to do' nothing_left
part 1 'apply again: nothing is changed' second_apply
part 1 'undo: it is taken away' undo "$@"
part 1 'plan: it is missing again' missing
