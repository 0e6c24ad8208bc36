# shellcheck shell=sh
# Recipes: one shell that applies or undoes one of them.

# recipe_run TARGET NAME apply|undo : with $recipe_log. What it tells is in the file $recipe_out;
# fails, and says why in $recipe_why, if it did not do what it should
recipe_run() {
    get "recipe_limit_$recipe_key"
    recipe_limit=$value
    recipe_seconds=$((recipe_limit + recipe_grace))
    [ "$3" = undo ] || recipe_seconds=$((recipe_seconds + recipe_probe_limit))
    recipe_out=$run_dir/out.$1.$2
    : >"$recipe_out"
    recipe_log_open "$1"
    "recipe_script_$3" "$2" "$recipe_limit" 2>/dev/null 5>&- 8>&- 9>&- |
        target_shell "$recipe_seconds" "$1" >"$recipe_out" 2>&8 5>&- 8>&- 9>&- &
    exec 8>&-
    recipe_ended=0
    worker_wait $! || recipe_ended=$?
    recipe_log_close "$1"
    recipe_verdict "$3"
}

# recipe_log_open TARGET : descriptor 8 is the log; secrets are taken out on the way
recipe_log_open() {
    recipe_filter=
    : >"$recipe_log"
    if [ -z "$secret_pieces" ]; then
        exec 8>>"$recipe_log"
        return
    fi
    recipe_pipe=$run_dir/log.$1
    [ -p "$recipe_pipe" ] || mkfifo -m 600 -- "$recipe_pipe"
    redact_stream <"$recipe_pipe" >>"$recipe_log" 2>/dev/null 5>&- 9>&- &
    recipe_filter=$!
    exec 8>"$recipe_pipe"
}

# recipe_log_close TARGET : when all is written. What a recipe of the server has started may
# hold the pipe open: that is not waited for.
recipe_log_close() {
    [ -n "$recipe_filter" ] || return 0
    if [ "$1" != - ]; then
        worker_wait "$recipe_filter"
        return
    fi
    { sleep 5 && kill "$recipe_filter"; } >/dev/null 2>&1 5>&- 9>&- &
    recipe_killer=$!
    worker_wait "$recipe_filter"
    kill "$recipe_killer" 2>/dev/null
}

# recipe_verdict VERB -> $recipe_why : of what is in $recipe_out
recipe_verdict() {
    recipe_why=
    recipe_blocks
    recipe_says "$recipe_first"
    case $recipe_said_status:$recipe_ended in
    0:*) ;;
    :124 | :137 | :143)
        recipe_why="gave up after $recipe_seconds seconds"
        return 1
        ;;
    :*)
        recipe_why="a shell in there ended with status $recipe_ended before it did"
        return 1
        ;;
    *)
        join "$recipe_said_failed" "$recipe_said_conflict"
        recipe_why=${joined:-"status $recipe_said_status"}
        return 1
        ;;
    esac
    [ "$1" != undo ] || return 0
    recipe_says "$recipe_second"
    join "$recipe_said_differs" "$recipe_said_conflict"
    join "$joined" "$recipe_said_failed"
    [ -n "$joined" ] || [ "$recipe_said_status" != 0 ] || return 0
    recipe_why="not so after the change: ${joined:-"its probe ended with status ${recipe_said_status:-unknown}"}"
    return 1
}

# recipe_blocks -> $recipe_first, $recipe_second : what the first call told, and the second
recipe_blocks() {
    recipe_first='' recipe_second=''
    recipe_block=0
    while IFS= read -r recipe_line; do
        case $recipe_line in
        'recipe '*) recipe_block=$((recipe_block + 1)) ;;
        esac
        case $recipe_block in
        1) recipe_first=$recipe_first$recipe_line$nl ;;
        2) recipe_second=$recipe_second$recipe_line$nl ;;
        esac
    done <"$recipe_out"
}
