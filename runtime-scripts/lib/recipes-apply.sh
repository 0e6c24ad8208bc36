# shellcheck shell=sh
# Recipes: applying them. Containers are worked on side by side, the recipes of
# each in their order, by one shell in there for each recipe: it applies, and probes at
# once. The stamp comes last, and before anything is changed it says `pending`; so what
# a killed run left is known.

recipe_queued=                  # targets with something to apply

# recipe_apply TARGET NAME WORD... : only queues it
recipe_apply() {
    recipe_key "$1" "$2"
    case " $recipe_queued " in
    *" $1 "*) ;;
    *) recipe_queued="$recipe_queued $1" ;;
    esac
    table_get recipe_queue "$1"
    table_put recipe_queue "$1" "$found $2"
    put "recipe_number_$recipe_key" "$batch_n"
}

recipe_flush() {
    # shellcheck disable=SC2086 # a list of names
    recipe_prepare $recipe_queued
    secret_salt_make || return
    run_dir_make
    # shellcheck disable=SC2086 # a list of names
    side_by_side recipe_job $recipe_queued
    for recipe_target in $recipe_queued; do
        table_get recipe_queue "$recipe_target"
        for recipe_name in $found; do
            recipe_key "$recipe_target" "$recipe_name"
            recipe_result "$run_dir/result.$recipe_target.$recipe_name"
        done
        table_put recipe_queue "$recipe_target" ''
    done
    recipe_touched=$recipe_queued
    recipe_queued=
}

# recipe_result FILE : tells the engine what became of recipe $recipe_key
recipe_result() {
    get "recipe_number_$recipe_key"
    recipe_number=$value
    if [ ! -s "$1" ]; then
        batch_result "$recipe_number" failed '' 'its process ended before it told a result'
        return
    fi
    IFS=$tab read -r recipe_state recipe_ms recipe_message <"$1"
    rm -f -- "$1"
    unescape "$recipe_message"
    batch_result "$recipe_number" "$recipe_state" "$recipe_ms" "$unescaped"
}

# --- in a worker ------------------------------------------------------------------

# recipe_job TARGET : all that is queued for it, in order; after one that failed, or that
# something stands in the way of, none
recipe_job() {
    table_get recipe_queue "$1"
    recipe_queue=" $found "
    recipe_failed=
    recipe_pend "$1"
    table_get recipes "$1"
    for recipe_name in $found; do
        case $recipe_blocked in
        *" $1:$recipe_name "*) recipe_failed=$recipe_name ;;
        esac
        case $recipe_queue in
        *" $recipe_name "*) recipe_one "$1" "$recipe_name" ;;
        esac
    done
}

# recipe_pend TARGET : what is stamped otherwise is no longer what it was
recipe_pend() {
    recipe_pending=
    for recipe_name in $recipe_queue; do
        recipe_key "$1" "$recipe_name"
        recipe_stamp "$1" "$recipe_name"
        recipe_stamped "$1" "$recipe_name"
        case $recipe_stamped in
        '' | pending | "$recipe_stamp") ;;
        *) recipe_pending="$recipe_pending $recipe_name=pending" ;;
        esac
    done
    [ -n "$recipe_pending" ] || return 0
    # shellcheck disable=SC2086 # a list of words
    recipe_mark "$1" $recipe_pending || recipe_failed='their stamps'
}

# recipe_one TARGET NAME : leaves `STATE TAB MS TAB MESSAGE` in a file
recipe_one() {
    worker_alive
    recipe_key "$1" "$2"
    now
    recipe_start=$now
    recipe_why=
    if [ -n "$recipe_failed" ]; then
        recipe_state=skipped
        recipe_why="$recipe_failed failed before it"
    else
        recipe_begin
        recipe_state=changed
        recipe_change "$1" "$2" || recipe_state=failed recipe_failed=$2
    fi
    elapsed "$recipe_start"
    escape "$recipe_why"
    printf '%s\t%s\t%s\n' "$recipe_state" "$elapsed" "$escaped" >"$run_dir/result.$1.$2"
}

# recipe_begin : says that recipe $recipe_key is at work, and how long it may be silent
recipe_begin() {
    get "recipe_number_$recipe_key"
    recipe_number=$value
    perform describe "$recipe_number"
    get "batch_message_$recipe_number"
    report start "$((step_seconds * 1000))" "$value"
}

# recipe_change TARGET NAME : and stamps it -> $recipe_why it could not be done
recipe_change() {
    target_place "$1"
    if [ "$target_place" != running ]; then
        recipe_why="container $1 is $target_place"
        return 1
    fi
    recipe_log=$step_log
    recipe_run "$1" "$2" apply || return
    recipe_key "$1" "$2"
    recipe_stamp "$1" "$2"
    recipe_mark "$1" "$2=$recipe_stamp" >>"$recipe_log" 2>&1 && return
    recipe_why='its stamp cannot be written'
    return 1
}
