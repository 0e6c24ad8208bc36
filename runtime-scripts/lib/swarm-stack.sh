# shellcheck shell=sh
# Stacks of Docker Swarm:
#
#   swarm_stack TARGET NAME DIGEST DIR FILE [secret NAME]...
#
# On the manager TARGET, the stack NAME is deployed from the compose file FILE in DIR, a directory of the
# bundle, and from lstacker-override.yml beside it. DIGEST is that of all files. A `secret` is a secret of
# LStacker's, made one of the swarm; its name there holds a salted digest of its value, so another value has
# another name, and the override has it from the environment (lstacker_secret_0, ...).
#
# What was deployed is remembered in the swarm, by the labels of a config: lstacker.stamp (NAME),
# lstacker.server, lstacker.digest, lstacker.services. It is written when all services run, so it is missing while they do
# not. A stack is deployed again if it is missing, tells another digest, or a service is gone.

swarm_limit=300                 # seconds until a stack must run

swarm_stack_declare() { docker_want "$1" stacks; docker_want "$1" nodes; }

# swarm_secret NAME -> $swarm_secret, as the swarm calls it; fails if its value is not known
swarm_secret() {
    secret_get "$1" || return 1
    secret_hash "$1"
    swarm_secret=$(printf '%.40s-%.20s' "$1" "$secret_hash")
}

# swarm_secrets [secret NAME]... -> $swarm_secrets, names in the swarm; calls conflict for what is not known
swarm_secrets() {
    swarm_secrets=
    while [ "$#" -gt 0 ]; do
        if swarm_secret "$2"; then
            swarm_secrets="$swarm_secrets $swarm_secret"
        else
            secret_needed "$2"
        fi
        shift 2
    done
}

swarm_stack_probe() {
    docker_ready "$1" "stack $2" || return 0
    swarm_state
    if swarm_leaderless; then
        swarm_quorum "$1"
        return
    fi
    swarm_name=$2 swarm_digest=$3
    shift 5
    swarm_secrets "$@"
    if ! docker_line stamp "$swarm_name"; then
        swarm_foreign || differs "stack $swarm_name is missing"
        return
    fi
    swarm_stamp=$docker_line
    if ! line_has "$swarm_stamp" stack "$stack"; then
        line_value "$swarm_stamp" stack
        conflict "the stack $swarm_name is that of $value"
        return
    fi
    line_has "$swarm_stamp" server "$server" || {
        line_value "$swarm_stamp" server
        differs "stack $swarm_name was deployed by $value"
    }
    line_has "$swarm_stamp" digest "$swarm_digest" || differs "stack $swarm_name has another content"
    for swarm_secret in $swarm_secrets; do
        docker_line secret "$swarm_secret" || differs "the secret ${swarm_secret%-*} has another value"
    done
    line_value "$swarm_stamp" services
    for swarm_service in $value; do
        docker_line service "$swarm_service" || differs "service $swarm_service is missing"
    done
}

# swarm_foreign : services of that name that we did not begin to deploy
swarm_foreign() {
    swarm_services || return 1
    case $nl$owned in
    *"$nl$step_id "*)
        differs "stack $swarm_name was not completed"
        ;;
    *) conflict "there is a stack $swarm_name that is not ours: \`docker stack rm $swarm_name\`, or give it another name" ;;
    esac
}

swarm_stack_apply() {
    swarm_target=$1 swarm_name=$2 swarm_dir=$4
    docker_lets=$(docker_let verb deploy && docker_let name "$2" && docker_let digest "$3" && docker_let server "$server" &&
        docker_let file "$5" && docker_let limit "$swarm_limit")
    shift 5
    secret_salt_make || return
    swarm_secrets "$@"
    swarm_give names "${swarm_secrets# }"
    swarm_give dir "/run/lstacker-stack.$swarm_name"
    swarm_secret_lines "$@"
    docker_push "$swarm_target" "$swarm_dir" "/run/lstacker-stack.$swarm_name" || return
    docker_run "$((swarm_limit + 120))" "$swarm_target" docker/stack.sh
    set -- "$?"
    docker_lets=
    return "$1"
}

# swarm_secret_lines [secret NAME]... : a function of the script, which makes those that are not there
swarm_secret_lines() {
    docker_lets="$docker_lets${nl}secrets() {$nl:"
    while [ "$#" -gt 0 ]; do
        swarm_secret "$2" || return
        quote "$secret_value"
        docker_lets="$docker_lets${nl}secret $swarm_secret $quoted || return"
        shift 2
    done
    docker_lets="$docker_lets$nl}"
}

swarm_stack_undo() {
    docker_undoable "$1" || return $(($? - 1))
    swarm_state
    if swarm_leaderless; then
        kept "stack $2: its swarm has lost its quorum, and it goes with the nodes"
        return
    fi
    line_has "$swarm_line" control true && swarm_begun "$2" || return 0
    docker_lets=$(docker_let verb remove && docker_let name "$2")
    swarm_answer=$(docker_run 200 "$1" docker/stack.sh) || {
        docker_unable "$swarm_answer"
        return 1
    }
    docker_volumes "$swarm_answer"
    removed "stack $2"
}

# swarm_begun NAME : was it deployed by us, or begun to be? When another manager is the first one now, it is
# the business of that one's server.
swarm_begun() {
    if docker_line stamp "$1"; then
        line_has "$docker_line" stack "$stack" && line_has "$docker_line" server "$server"
    else
        swarm_name=$1
        swarm_services
    fi
}

# swarm_services : is there any of $swarm_name?
swarm_services() {
    case $nl$docker_state in
    *"${nl}service ${swarm_name}_"*) return 0 ;;
    esac
    return 1
}

# All that shall run, runs.
swarm_stack_verify() {
    docker_of "$1"
    swarm_name=$2
    docker_each service swarm_service_verify
}

swarm_service_verify() {
    case $1 in
    "${swarm_name}_"*) ;;
    *) return 0 ;;
    esac
    line_value "$docker_line" replicas
    case $value in
    *completed*) return 0 ;;
    esac
    swarm_replicas=${value%% *}
    [ "${swarm_replicas%/*}" -ge "${swarm_replicas#*/}" ] ||
        differs "of the service $1 run ${swarm_replicas%/*} of ${swarm_replicas#*/}"
}
