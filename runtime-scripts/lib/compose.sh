# shellcheck shell=sh
# Compose projects in containers:
#
#   compose TARGET PROJECT DIGEST DIR FILE
#
# The files in DIR, a directory of the bundle, are in /var/lib/lstacker/compose/PROJECT there, 0700, and what
# FILE says runs: all services that ran when it was brought up, but for those that have ended well.
# `.lstacker` among the files holds DIGEST and these services; it is written last.

compose_limit=120               # seconds until a project must run

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
    case $value in
    Up* | 'Exited (0)'*) ;;
    *) differs "service $compose_service of $compose_name does not run: $value" ;;
    esac
}

compose_apply() {
    docker_push "$1" "$4" "$docker_projects/$2.next" || return
    docker_lets=$(docker_let verb up && docker_let name "$2" && docker_let digest "$3" &&
        docker_let file "$5" && docker_let limit "$compose_limit" && docker_let projects "$docker_projects")
    docker_run 900 "$1" docker/compose.sh
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

# compose_begun PROJECT : a killed run may have left containers, and no stamp
compose_begun() {
    case $nl$docker_state in
    *"${nl}container $1/"*) return 0 ;;
    esac
    return 1
}
