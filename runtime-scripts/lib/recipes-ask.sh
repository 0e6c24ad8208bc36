# shellcheck shell=sh
# Recipes: what a shell in a container is sent, and what it answers.

recipe_grace=30                 # seconds, from the limit in there to the one out here
recipe_probe_limit=60           # seconds, for one probe
recipe_library=                 # the guest library
recipe_touched=                 # targets that were just changed

# recipes_read : asks all targets at the same time, one shell each for all its recipes
recipes_read() {
    recipe_blocked=' '
    case $recipe_targets in
    ' ' | ' - ') ;;
    *) needs lxd || return 0 ;;
    esac
    [ "$verb" != undo ] || return 0
    recipe_asked=
    for recipe_target in $recipe_targets; do
        ! recipe_to_ask "$recipe_target" || recipe_asked="$recipe_asked $recipe_target"
    done
    [ -n "$recipe_asked" ] || return 0
    # shellcheck disable=SC2086 # a list of names
    recipe_prepare $recipe_asked
    # shellcheck disable=SC2086 # a list of names
    side_by_side recipe_ask $recipe_asked
    for recipe_target in $recipe_asked; do
        recipe_told "$recipe_target"
    done
}

# recipe_to_ask TARGET : it can answer, what it answers matters, and has not been told
recipe_to_ask() {
    [ -z "$only_container" ] || [ "$1" = - ] || [ "$1" = "$only_container" ] || return 1
    target_place "$1"
    [ "$target_place" = running ] && ! recipe_anew "$1" || return 1
    ! table_get recipe_asked "$1"
}

# recipes_forget : after a change by recipes, only of the targets they changed
recipes_forget() {
    for recipe_target in ${recipe_touched:-$recipe_targets}; do
        recipe_forget "$recipe_target"
    done
    recipe_touched=
}

# recipe_forget TARGET
recipe_forget() {
    table_put recipe_asked "$1" ''
    table_get recipes "$1"
    for recipe_name in $found; do
        recipe_key "$1" "$recipe_name"
        put "recipe_told_$recipe_key" ''
    done
}

# recipe_prepare TARGET... : reads the guest library, and the texts of their recipes
recipe_prepare() {
    if [ -z "$recipe_library" ]; then
        set +f
        recipe_library=$(cat guest/*.sh)
        set -f
    fi
    for recipe_target do
        table_get recipes "$recipe_target"
        for recipe_name in $found; do
            recipe_key "$recipe_target" "$recipe_name"
            get "recipe_file_$recipe_key"
            recipe_text_load "$value"
        done
    done
}

# recipe_text_load FILE : its content as one word, '...'
recipe_text_load() {
    ! table_get recipe_text "${1##*/}" || return 0
    recipe_text=$(sed "s/'/'\\\\''/g" "$1") ||
        give_up 1 state "cannot read $1 of the bundle"
    table_put recipe_text "${1##*/}" "'$recipe_text$nl'"
}

# --- scripts ----------------------------------------------------------------------

# recipe_call VERB NAME LIMIT : prints the call of recipe $recipe_key. What is secret passes
# through a pipe and is an argument of no process.
recipe_call() {
    get "recipe_words_$recipe_key"
    printf '(\n%s' "$value"
    get "recipe_secrets_$recipe_key"
    IFS=$nl
    for recipe_line in $value; do
        unset IFS
        secret_get "${recipe_line#* }"
        quote "$secret_value"
        recipe_line=param_${recipe_line%% *}
        printf '%s=%s\nexport %s\n' "$recipe_line" "$quoted" "$recipe_line"
    done
    unset IFS
    get "recipe_platforms_$recipe_key"
    quote "$value"
    get "recipe_file_$recipe_key"
    table_get recipe_text "${value##*/}"
    printf 'guest_recipe %s %s %s %s %s\n)' "$1" "$2" "$found" "$quoted" "$3"
}

# recipe_script_probes TARGET : for all its recipes
recipe_script_probes() {
    printf '%s\n' "$recipe_library"
    table_get recipes "$1"
    for recipe_name in $found; do
        recipe_key "$1" "$recipe_name"
        recipe_call probe "$recipe_name" "$recipe_probe_limit"
        printf '\n'
    done
}

# recipe_script_apply NAME LIMIT : and, if that was good, a probe
recipe_script_apply() {
    printf '%s\n' "$recipe_library"
    recipe_call apply "$1" "$2"
    printf ' && '
    recipe_call probe "$1" "$recipe_probe_limit"
    printf '\n'
}

# recipe_script_undo NAME LIMIT
recipe_script_undo() {
    printf '%s\n' "$recipe_library"
    recipe_call undo "$1" "$2"
    printf '\n'
}

# --- asking -------------------------------------------------------------------------

# recipe_ask_limit TARGET -> $recipe_seconds : for all its probes, which follow one another
recipe_ask_limit() {
    recipe_seconds=$recipe_grace
    table_get recipes "$1"
    for recipe_word in $found; do
        recipe_seconds=$((recipe_seconds + recipe_probe_limit))
    done
}

# recipe_ask TARGET : by a worker; leaves what it was told in files
recipe_ask() {
    recipe_ask_limit "$1"
    recipe_script_probes "$1" 2>/dev/null 5>&- |
        target_shell "$recipe_seconds" "$1" \
            >"$run_dir/probes.$1" 2>"$run_dir/errors.$1" 5>&- &
    worker_wait $!
    printf '%s\n' "$?" >"$run_dir/status.$1"
}

# recipe_told TARGET : what it answered, to each recipe its own
recipe_told() {
    table_put recipe_asked "$1" yes
    recipe_name=
    while IFS= read -r recipe_line; do
        case $recipe_line in
        'recipe '*)
            recipe_name=${recipe_line#* }
            recipe_lines=
            ;;
        'differs '* | 'conflict '* | 'failed '*) recipe_lines=$recipe_lines$recipe_line$nl ;;
        "end $recipe_name "*)
            recipe_key "$1" "$recipe_name"
            put "recipe_told_$recipe_key" "$recipe_lines$recipe_line$nl"
            ;;
        esac
    done <"$run_dir/probes.$1"
}

# recipe_trouble TARGET -> $recipe_trouble : why it did not answer
recipe_trouble() {
    recipe_status=
    [ ! -r "$run_dir/status.$1" ] || read -r recipe_status <"$run_dir/status.$1"
    recipe_trouble="a shell in there ended with status ${recipe_status:-unknown}"
    case $recipe_status in
    124 | 137 | 143)
        recipe_ask_limit "$1"
        recipe_trouble="no answer in $recipe_seconds seconds"
        ;;
    *) [ ! -s "$run_dir/errors.$1" ] || recipe_trouble=$(tail -n 1 -- "$run_dir/errors.$1") ;;
    esac
}

# recipe_answer TARGET NAME : what the probe of $recipe_key said
recipe_answer() {
    get "recipe_told_$recipe_key"
    if [ -z "$value" ]; then
        recipe_trouble "$1"
        conflict "the state of recipe $2 was not told: $recipe_trouble"
        return
    fi
    recipe_says "$value"
    if [ "$recipe_said_status" -ne 0 ]; then
        conflict "the probe of recipe $2 failed: ${recipe_said_failed:-"status $recipe_said_status"}"
        return
    fi
    [ -z "$recipe_said_differs" ] || differs "$recipe_said_differs"
    [ -z "$recipe_said_conflict" ] || conflict "$recipe_said_conflict"
}

# recipe_says LINES -> $recipe_said_differs, $recipe_said_conflict, $recipe_said_failed (texts),
# $recipe_said_status ('' if it did not come to its end)
recipe_says() {
    recipe_said_differs='' recipe_said_conflict='' recipe_said_failed='' recipe_said_status=''
    recipe_rest=$1
    while [ -n "$recipe_rest" ]; do
        recipe_line=${recipe_rest%%"$nl"*}
        recipe_rest=${recipe_rest#*"$nl"}
        unescape "${recipe_line#* }"
        case $recipe_line in
        'differs '*)
            join "$recipe_said_differs" "$unescaped"
            recipe_said_differs=$joined
            ;;
        'conflict '*)
            join "$recipe_said_conflict" "$unescaped"
            recipe_said_conflict=$joined
            ;;
        'failed '*)
            join "$recipe_said_failed" "$unescaped"
            recipe_said_failed=$joined
            ;;
        'end '*) recipe_said_status=${recipe_line##* } ;;
        esac
    done
}
