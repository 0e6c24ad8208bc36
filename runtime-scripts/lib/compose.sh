# shellcheck shell=sh
# Compose projects in containers:
#
#   compose TARGET PROJECT DIGEST DIR FILE
#
# The files in DIR, a directory of the bundle, are in /var/lib/lstacker/compose/PROJECT there, 0700, and what
# FILE says runs: all services that ran when it had been brought up. Those that had ended well by then may
# stay so. `.lstacker` among the files holds DIGEST and these services; it is written last. Projects that follow
# one another are brought up side by side.

compose_limit=120               # seconds until a project must run
compose_seconds=900             # that bringing it up may take, with all that is fetched
compose_queued=                 # numbers of steps to be brought up

compose_declare() { docker_want "$1" projects; }

compose_probe() {
    docker_ready "$1" "project $2" || return 0
    compose_name=$2
    if ! docker_line project "$2"; then
        differs "project $2 is missing"
        return
    fi
    compose_line=$docker_line
    line_has "$compose_line" digest "$3" || differs "project $2 has another content"
    line_value "$compose_line" running
    compose_running=" $value "
    line_value "$compose_line" services
    for compose_service in $value; do
        compose_any=no
        docker_each container compose_container
        [ "$compose_any" = yes ] || differs "service $compose_service of $compose_name is missing"
    done
}

# compose_container PROJECT/SERVICE
compose_container() {
    [ "$1" = "$compose_name/$compose_service" ] || return 0
    compose_any=yes
    line_value "$docker_line" status
    case $compose_running:$value in
    *:*'(unhealthy)'* | *:*'(Paused)'*) ;;
    *:Up*) return 0 ;;
    *" $compose_service "*:*) ;;
    *:'Exited (0)'*) return 0 ;;
    esac
    differs "service $compose_service of $compose_name does not run: $value"
}

compose_describe() { step_seconds=$((compose_seconds + 120)); }

# compose_apply : only queues it, by its number in the batch
compose_apply() {
    put "compose_target_$batch_n" "$1"
    put "compose_name_$batch_n" "$2"
    put "compose_digest_$batch_n" "$3"
    put "compose_dir_$batch_n" "$4"
    put "compose_file_$batch_n" "$5"
    compose_queued="$compose_queued $batch_n"
}

compose_flush() {
    run_dir_make
    # shellcheck disable=SC2086 # a list of numbers
    side_by_side compose_job $compose_queued
    for compose_number in $compose_queued; do
        compose_result "$compose_number" "$run_dir/compose.$compose_number"
    done
    compose_queued=
}

# compose_result N FILE : tells the engine what became of it
compose_result() {
    if [ ! -s "$2" ]; then
        batch_result "$1" failed '' 'its process ended before it told a result'
        return
    fi
    read -r compose_status compose_ms <"$2"
    rm -f -- "$2"
    case $compose_status in
    0) batch_result "$1" changed "$compose_ms" '' ;;
    *)
        get "batch_message_$1"
        batch_result "$1" failed "$compose_ms" "failed with status $compose_status: $value"
        ;;
    esac
}

# compose_job N : by a worker; leaves `STATUS MS` in a file
compose_job() {
    worker_alive
    now
    compose_start=$now
    perform describe "$1"
    get "batch_message_$1"
    report start "$((step_seconds * 1000))" "$value"
    compose_status=0
    logged "$step_log" compose_up "$1" || compose_status=$?
    elapsed "$compose_start"
    printf '%s %s\n' "$compose_status" "$elapsed" >"$run_dir/compose.$1"
}

# compose_up N
compose_up() {
    get "compose_target_$1"
    compose_target=$value
    get "compose_name_$1"
    compose_name=$value
    get "compose_digest_$1"
    compose_digest=$value
    get "compose_dir_$1"
    docker_push "$compose_target" "$value" "$docker_projects/$compose_name.next" || return
    get "compose_file_$1"
    docker_lets=$(docker_let verb up && docker_let name "$compose_name" &&
        docker_let digest "$compose_digest" && docker_let file "$value" &&
        docker_let limit "$compose_limit" && docker_let projects "$docker_projects")
    docker_run "$compose_seconds" "$compose_target" docker/compose.sh
}

compose_undo() {
    docker_undoable "$1" || return $(($? - 1))
    docker_line project "$2" || compose_begun "$2" || return 0
    docker_lets=$(docker_let verb down && docker_let name "$2" && docker_let file "$5" &&
        docker_let projects "$docker_projects")
    compose_answer=$(docker_run 300 "$1" docker/compose.sh) || {
        docker_unable "$compose_answer"
        return 1
    }
    docker_volumes "$compose_answer"
    removed "project $2"
}

# compose_begun PROJECT : a killed run may have left files or containers, and no stamp
compose_begun() {
    case $nl$docker_state in
    *"${nl}container $1/"* | *"${nl}files $1$tab"*) return 0 ;;
    esac
    return 1
}
