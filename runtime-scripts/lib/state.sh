# shellcheck shell=sh
# What is remembered on the server, below $LSTACKER_STATE/STACK: generations,
# `owned`, journal, logs, the lock (layout: docs/bundle.md), and the directory
# of the running run in $LSTACKER_RUN. Everything is replaced by renaming, or
# leaves the old or the new.

state_root=                     # /var/lib/lstacker/STACK
run_dir=                        # this run's own directory, gone when it ends
owned=                          # lines `ID GENERATION OWNER`
owned_changed=no
locked=no
lock_wait=${LSTACKER_LOCK_WAIT:-20}

# OWNER of a step is CONTAINER if it makes that one, +CONTAINER if it lives in it and goes
# with it, !CONTAINER if it has data of its own there, else - or, with data, !-.

state_init() {
    state_base=${LSTACKER_STATE:-/var/lib/lstacker}
    state_root=$state_base/$stack
    run_dir=${LSTACKER_RUN:-/run}/lstacker.$stack.$$
    owned_load
}

# run_dir_make : the run's own directory, made when first needed
run_dir_make() {
    [ ! -d "$run_dir" ] || return 0
    mkdir -m 700 -- "$run_dir" || give_up 1 state "cannot make $run_dir"
}

# run_dir_sweep : directories of killed runs
run_dir_sweep() {
    set +f
    for sweep_dir in "${run_dir%.*}".*; do
        case ${sweep_dir##*.} in
        '' | *[!0-9]*) continue ;;
        esac
        [ -d "$sweep_dir" ] || continue
        kill -0 "${sweep_dir##*.}" 2>/dev/null || rm -rf -- "$sweep_dir"
    done
    set -f
}

# state_lock : waits a little for another run, then gives up with status 5.
# A run that undoes steps for another one works under the lock of that one.
state_lock() {
    [ "$locked" = no ] || return 0
    state_make
    if [ "${LSTACKER_LOCK_HELD:-no}" = no ]; then
        state_lock_take
    fi
    locked=yes
    run_dir_sweep
    owned_load
}

state_make() {
    [ ! -d "$state_root/log" ] || return 0
    mkdir -p -- "$state_base" || :
    [ -d "$state_root" ] || mkdir -m 700 -- "$state_root" || :
    mkdir -p -- "$state_root/generations" "$state_root/state" "$state_root/log" ||
        give_up 1 state "cannot make $state_root"
}

# A run that undid everything removes the directory with the lock in it: a lock
# on a file that is no longer there is none.
state_lock_take() {
    while :; do
        exec 9>>"$state_root/lock"
        flock -n 9 || state_lock_wait ||
            give_up 5 locked "another run holds the lock of $stack: $(cat -- "$state_root/lock")"
        [ ! -s "$state_root/lock" ] || : >"$state_root/lock"
        [ -e "$state_root/lock" ] && break
        state_make
    done
    printf 'process %s, %s\n' "$$" "$verb" >"$state_root/lock"
}

state_lock_wait() {
    [ "$events" = yes ] || say "waiting for another run ($(cat -- "$state_root/lock"))"
    flock -w "$lock_wait" 9
}

# generation_store : keeps a copy of this bundle; the undo of its steps needs it.
# `.whole` seals it: it is made when the rest has reached the disk, so that what a
# power failure tore is not taken for a bundle.
generation_store() {
    generation_dir=$state_root/generations/$generation
    ! generation_whole || return 0
    [ ! -d "$generation_dir" ] || [ "$(cd -P -- "$generation_dir" && pwd)" != "$(pwd -P)" ] ||
        give_up 1 state "the bundle in $generation_dir is not whole: run it from where it was built"
    rm -rf -- "$generation_dir.new"
    if ! cp -R -- . "$generation_dir.new" || ! generation_seal "$generation_dir.new" ||
        ! rm -rf -- "$generation_dir" || ! mv -- "$generation_dir.new" "$generation_dir"; then
        give_up 1 state "cannot store the bundle in $generation_dir"
    fi
}

generation_whole() {
    [ -e "$generation_dir/.whole" ] && [ -s "$generation_dir/run" ]
}

# generation_seal DIR : not every sync knows files, nor is a slow disk waited for
generation_seal() {
    find "$1" -type f -exec timeout 20 sync -- {} + 2>/dev/null || :
    : >"$1/.whole"
}

# generation_switch : this bundle becomes `current`; those that nothing names
# any more are dropped
generation_switch() {
    switch_current=$(readlink -- "$state_root/current")
    if [ "$switch_current" != "generations/$generation" ]; then
        [ -z "$switch_current" ] || state_link "$switch_current" previous
        state_link "generations/$generation" current
    elif [ "$owned_changed" = no ]; then
        return 0
    fi
    switch_previous=$(readlink -- "$state_root/previous")
    set +f
    for switch_dir in "$state_root"/generations/*; do
        case "$nl$owned $generation ${switch_previous##*/} " in
        *" ${switch_dir##*/} "*) ;;
        *) rm -rf -- "$switch_dir" ;;
        esac
    done
    set -f
}

state_link() {
    ln -sfn -- "$1" "$state_root/$2.new" && mv -T -- "$state_root/$2.new" "$state_root/$2"
}

# state_write FILE TEXT : replaces a file below $state_root
state_write() {
    printf '%s' "$2" >"$state_root/$1.new" && mv -- "$state_root/$1.new" "$state_root/$1"
}

owned_load() {
    owned=
    [ -s "$state_root/owned" ] || return 0
    owned=$(cat -- "$state_root/owned")$nl
}

# owned_has ID GENERATION : is it noted so already?
owned_has() {
    case "$nl$owned" in
    *"$nl$1 $2 "*) return 0 ;;
    esac
    return 1
}

# owned_add : notes the current step before it is begun
owned_add() {
    ! owned_has "$step_id" "$generation" || return 0
    step_owner
    owned_save "$owned$step_id $generation $step_owner$nl"
}

# owned_save LINES : replaces the whole
owned_save() {
    [ "$owned" != "$1" ] || return 0
    owned=$1
    owned_changed=yes
    state_write owned "$owned" || give_up 1 state "cannot write $state_root/owned"
}

# owned_maker CONTAINER -> $owned_maker : the step that made it; fails if none is known
owned_maker() {
    case $owned in
    *" $1$nl"*) ;;
    *) return 1 ;;
    esac
    owned_maker=$nl${owned%%" $1$nl"*}
    owned_maker=${owned_maker##*"$nl"}
    owned_maker=${owned_maker%% *}
}

# owned_living CONTAINER -> $owned_living : the steps that live in it, and go with it
owned_living() {
    owned_living=
    IFS=$nl
    for owned_line in $owned; do
        case $owned_line in
        *" +$1" | *" !$1") owned_living="$owned_living ${owned_line%% *}" ;;
        esac
    done
    unset IFS
}

# owned_drop ID... : these steps are undone
owned_drop() {
    owned_drop=" $* "
    owned_kept=
    IFS=$nl
    for owned_line in $owned; do
        case $owned_drop in
        *" ${owned_line%% *} "*) ;;
        *) owned_kept=$owned_kept$owned_line$nl ;;
        esac
    done
    unset IFS
    owned_save "$owned_kept"
}

# journal TEXT : one line, with the time
journal() {
    printf '%s %s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$state_root/journal"
}

# state_forget : nothing is left of the stack, so nothing is remembered
state_forget() {
    rm -rf -- "$state_root"
    rmdir -- "$state_base" 2>/dev/null || :
    exec 9>&-
    locked=no
    owned=
}
