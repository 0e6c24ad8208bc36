# shellcheck shell=sh
# Docker, in containers and on the server itself: reading its state, and running scripts where it is.
# Swarm is in lib/swarm.sh, lib/swarm-nodes.sh and lib/swarm-stack.sh, compose in lib/compose.sh.
#
# A TARGET is the name of a container, or `-` for the server. One call for each target, all at the
# same time, runs docker/state.sh there.

family docker swarm_tell swarm_node swarm_nodes swarm_stack compose

docker_targets=                 # declared
docker_projects=/var/lib/lstacker/compose      # where compose files are kept, there

# docker_want TARGET WORD : a step is declared that needs WORD of it: node nodes stacks projects
docker_want() {
    docker_key "$1"
    case " $docker_targets " in
    *" $1 "*) ;;
    *) docker_targets="$docker_targets $1" ;;
    esac
    get "docker_asked_$docker_key"
    put "docker_asked_$docker_key" "$value $2"
}

# docker_key TARGET -> $docker_key : as part of a shell name
docker_key() {
    table_key "$1"
    docker_key=$table_key
}

# docker_mark_of TARGET -> $docker_mark : the file there that says whose node it is
docker_mark_of() {
    docker_mark=/var/lib/lstacker/swarm
    [ "$1" != - ] || docker_mark=$state_root/state/swarm
}

# docker_let NAME VALUE : prints an assignment, for a script
docker_let() {
    quote "$2"
    printf '%s=%s\n' "$1" "$quoted"
}

# docker_script TARGET FILE... : prints a script for it; $docker_lets are further assignments
docker_script() {
    docker_mark_of "$1"
    shift
    docker_let stack "$stack"
    docker_let mark "$docker_mark"
    printf '%s\n' "$docker_lets"
    cat -- "$@"
}

# docker_run SECONDS TARGET FILE... : runs the script of them there
docker_run() {
    docker_seconds=$1 docker_there=$2
    shift 2
    docker_script "$docker_there" "$@" 2>/dev/null 5>&- 9>&- |
        target_shell "$docker_seconds" "$docker_there" -s 5>&- 9>&- &
    docker_wait $!
}

# docker_wait PROCESS -> its status, that of a shell there
docker_wait() {
    docker_status=0
    worker_wait "$1" || docker_status=$?
    [ "$docker_status" -ne 124 ] || printf 'gave up after %s seconds\n' "$docker_seconds"
    return "$docker_status"
}

# docker_read : what each target tells goes to docker_state_KEY, beginning with `docker WORD TAB`:
# up, down (no answer), none (not installed), absent (no such container), stopped (it does not run),
# foreign (the container is not ours), lost (it could not be asked: then `because`)
docker_read() {
    run_dir_make
    case $docker_targets in
    *[!\ -]*) needs lxd || return 0 ;;
    esac
    docker_running=
    for docker_target in $docker_targets; do
        docker_place "$docker_target"
    done
    # shellcheck disable=SC2086 # a list of names
    side_by_side docker_ask $docker_running
    for docker_target in $docker_running; do
        docker_told "$docker_target"
    done
}

docker_forget() {
    for docker_target in $docker_targets; do
        docker_key "$docker_target"
        put "docker_state_$docker_key" ''
    done
}

# docker_place TARGET : if it does not run, or is not ours, that is its state
docker_place() {
    docker_key "$1"
    target_place "$1"
    case $target_place in
    running) docker_running="$docker_running $1" ;;
    missing) put "docker_state_$docker_key" "docker absent$tab" ;;
    *) put "docker_state_$docker_key" "docker $target_place$tab" ;;
    esac
}

# docker_ask TARGET : by a worker; leaves what it was told in files
docker_ask() {
    docker_key "$1"
    get "docker_asked_$docker_key"
    docker_patience=0
    [ "$verb" != apply ] || docker_patience=$lock_wait
    docker_lets=$(docker_let asked "$value" && docker_let wait "$docker_patience" &&
        docker_let projects "$docker_projects")
    docker_status=0
    docker_run 90 "$1" docker/state.sh >"$run_dir/docker.answer.$docker_key" \
        2>"$run_dir/docker.errors.$docker_key" || docker_status=$?
    printf '%s\n' "$docker_status" >"$run_dir/docker.status.$docker_key"
}

# docker_told TARGET
docker_told() {
    docker_key "$1"
    read -r docker_status <"$run_dir/docker.status.$docker_key" || docker_status=unknown
    docker_answer=$(cat -- "$run_dir/docker.answer.$docker_key")
    case $docker_status:$docker_answer in
    0:"docker "*) put "docker_state_$docker_key" "$docker_answer" ;;
    *)
        docker_error=$(tail -n 1 -- "$run_dir/docker.errors.$docker_key")
        escape "${docker_error:-status $docker_status}"
        put "docker_state_$docker_key" "docker lost${tab}because=$escaped$tab"
        ;;
    esac
}

# docker_of TARGET -> $docker_state (lines), $docker_word (of its first line)
docker_of() {
    docker_key "$1"
    get "docker_state_$docker_key"
    docker_state=$value
    docker_word=${docker_state%%"$tab"*}
    docker_word=${docker_word#docker }
}

# docker_line WORD NAME -> $docker_line, its fields; fails if there is no such line
docker_line() {
    docker_line=
    case $nl$docker_state in
    *"$nl$1 $2$tab"*) ;;
    *) return 1 ;;
    esac
    docker_line=$nl$docker_state
    docker_line=${docker_line#*"$nl$1 $2$tab"}
    docker_line=$tab${docker_line%%"$nl"*}
}

# docker_each WORD FUNCTION : calls it with the name of each such line, its fields in $docker_line
docker_each() {
    IFS=$nl
    for docker_item in $docker_state; do
        unset IFS
        case $docker_item in
        "$1 "*)
            docker_name=${docker_item%%"$tab"*}
            docker_line=$tab${docker_item#*"$tab"}
            "$2" "${docker_name#"$1 "}"
            ;;
        esac
    done
    unset IFS
}

# docker_ready TARGET WHAT : in a probe. Can WHAT be looked for there? Where the container or Docker is
# still to come, it is missing.
docker_ready() {
    docker_of "$1"
    case $docker_word in
    up) return 0 ;;
    down) docker_missing "$2 cannot be seen: Docker does not answer" ;;
    lost)
        line_value "$docker_state" because
        unescape "$value"
        conflict "Docker does not tell its state: $unescaped"
        ;;
    foreign) conflict "container $1 is not ours" ;;
    stopped) differs "$2 cannot be seen before $1 runs" ;;
    *) differs "$2 is missing" ;;
    esac
    return 1
}

# A daemon that does not answer may be one that a step before this will bring or mend: a plan says that it
# differs, and an apply that comes so far has it in its way.
docker_missing() {
    case $verb in
    apply | verify) conflict "$1" ;;
    *) differs "$1" ;;
    esac
}

# docker_push TARGET DIR TO : the files of DIR, a directory of the bundle, replace those in TO, there. Only
# root sees TO, but what is in it keeps its modes: containers that mount it may have other users.
docker_push() {
    # shellcheck disable=SC2016 # for the shell there
    docker_unpack='umask 077 && rm -rf -- "$1.new" && mkdir -p -- "$1.new" && tar -x -p -o -C "$1.new" &&
        chmod 700 "$1.new" && rm -rf -- "$1" && mv -- "$1.new" "$1"'
    docker_seconds=120
    tar -c -C "$2" . 5>&- 9>&- |
        target_shell "$docker_seconds" "$1" -c "$docker_unpack" sh "$3" 5>&- 9>&- &
    docker_wait $!
}

# docker_undoable TARGET : in an undo; also does docker_of. 0: there may be something to take away, 1: there is
# nothing, 2: it cannot be told.
docker_undoable() {
    docker_of "$1"
    case $docker_word in
    up) return 0 ;;
    absent | stopped | foreign | none) return 1 ;;
    down) unable 'Docker does not tell its state: it does not answer' ;;
    *)
        line_value "$docker_state" because
        unescape "$value"
        unable "Docker does not tell its state: $unescaped"
        ;;
    esac
    return 2
}

# docker_unable ANSWER : in an undo, of a script that failed; its last line says why
docker_unable() {
    [ -n "$1" ] || return 0
    printf '%s\n' "$1"
    unable "${1##*"$nl"}"
}

# docker_volumes ANSWER : in an undo. A script prints `volumes NAME...`, last, if it left some.
docker_volumes() {
    printf '%s\n' "$1"
    case $nl$1 in
    *"${nl}volumes "*)
        docker_volumes=${1##*volumes }
        kept "${docker_volumes% }: volumes hold data"
        ;;
    esac
}
