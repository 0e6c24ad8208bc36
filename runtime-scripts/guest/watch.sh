# shellcheck shell=sh
# The time limit of a recipe: it and all that it started end with it.

# guest_watched TEXT LIMIT -> $guest_status : the recipe in a process of its own, and one
# that ends it and all that it started when its time is over or this shell is gone
guest_watched() {
    guest_clock
    guest_end=$((guest_seconds + $2))
    (
        exec 9>&-
        [ -z "$guest_said" ] || exec 5>&-
        guest_perform "$1"
    ) </dev/null &
    guest_child=$!
    guest_watch "$guest_child" "$guest_end" </dev/null >/dev/null 2>&1 5>&- &
    guest_watcher=$!
    wait "$guest_child" || guest_status=$?
    guest_clock
    if [ "$guest_status" -gt 128 ] && [ "$guest_seconds" -ge "$guest_end" ]; then
        wait "$guest_watcher"
        guest_status=124
        guest_say failed "gave up after $2 seconds"
    else
        kill "$guest_watcher"
        wait "$guest_watcher" 2>/dev/null
        [ "$guest_status" -le 128 ] ||
            guest_say failed "it was ended by signal $((guest_status - 128))"
    fi
}

# guest_clock -> $guest_seconds since the start of the machine
guest_clock() {
    read -r guest_seconds guest_rest </proc/uptime
    guest_seconds=${guest_seconds%%.*}
}

# guest_watch PID END
guest_watch() {
    while kill -0 "$$"; do
        guest_clock
        [ "$guest_seconds" -lt "$guest_end" ] || break
        sleep 1 9>&-
    done
    guest_kill_tree "$1"
}

# guest_kill_tree PID : PID and its descendants. They are stopped first, so that none can get
# away by starting another; then told to end, and made to after ten seconds. The end of the
# first one must not end this.
guest_kill_tree() {
    trap '' TERM
    guest_tree=" $1 "
    kill -STOP "$1" || return
    while guest_tree_grows; do
        # shellcheck disable=SC2086 # a list of numbers
        kill -STOP $guest_new
    done
    # shellcheck disable=SC2086 # a list of numbers
    kill -TERM $guest_tree
    # shellcheck disable=SC2086 # a list of numbers
    kill -CONT $guest_tree
    guest_waits=0
    while [ "$guest_waits" -lt 10 ]; do
        # shellcheck disable=SC2086 # a list of numbers
        guest_alive $guest_tree || return 0
        sleep 1
        guest_waits=$((guest_waits + 1))
    done
    # shellcheck disable=SC2086 # a list of numbers
    kill -KILL $guest_tree
}

# guest_tree_grows -> $guest_new : processes whose parent is in $guest_tree, and that are not
guest_tree_grows() {
    guest_new=
    set +f
    for guest_file in /proc/[0-9]*/stat; do
        read -r guest_rest <"$guest_file" || continue
        guest_pid=${guest_rest%% *}
        guest_rest=${guest_rest##*) }
        guest_rest=${guest_rest#* }
        case $guest_tree in
        *" $guest_pid "*) continue ;;
        *" ${guest_rest%% *} "*) guest_new="$guest_new $guest_pid" ;;
        esac
    done
    set -f
    guest_tree="$guest_tree${guest_new# } "
    [ -n "$guest_new" ]
}

# guest_alive PID... : is one of them there, and not just waiting to be asked for its status?
guest_alive() {
    for guest_pid do
        { read -r guest_rest <"/proc/$guest_pid/stat"; } 2>/dev/null || continue
        case ${guest_rest##*) } in
        Z*) ;;
        *) return 0 ;;
        esac
    done
    return 1
}
