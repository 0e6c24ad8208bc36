# shellcheck shell=sh disable=SC2154
# Runs where Docker does: brings up a compose project, or takes it down.
#   $verb      up or down
#   $projects  directory of projects; in it, $name holds its files, and $name.next those to come
#   $name      of the project
#   $file      up: the compose file
#   $digest    up: of all files
#   $limit     seconds until all of it must run

ours=label=com.docker.compose.project=$name

# compose WORD... : as Docker's plugin, or as the program that came before it
compose() {
    if docker compose version >/dev/null 2>&1; then
        docker compose "$@"
    elif command -v docker-compose >/dev/null; then
        docker-compose "$@"
    else
        echo 'there is neither `docker compose` nor `docker-compose`'
        return 1
    fi
}

# same : are all files but the compose file what they were? Docker does not look into those that
# containers have mounted, which keep the old ones.
same() {
    [ -d "$projects/$name" ] || return 0
    diff -rq -x .lstacker -x "${file##*/}" "$projects/$name" "$projects/$name.next" >/dev/null 2>&1
}

up() {
    again=
    same || again=--force-recreate
    rm -rf -- "$projects/$name.old"
    [ ! -d "$projects/$name" ] || mv -- "$projects/$name" "$projects/$name.old" || return
    mv -- "$projects/$name.next" "$projects/$name" && rm -rf -- "$projects/$name.old" &&
        cd "$projects/$name" || return
    # shellcheck disable=SC2086 # one option or none
    compose -p "$name" -f "$file" up -d --remove-orphans $again || return
    converge || return
    services=$(docker ps -a --filter "$ours" --format '{{.Label "com.docker.compose.service"}}' | sort -u | tr '\n' ' ')
    printf '%s\n%s\n' "$digest" "$services" >.lstacker.new && mv .lstacker.new .lstacker
}

# running : what ends by itself, and well, has done its work
running() {
    ! docker ps -a --filter "$ours" --format '{{.Status}}' |
        grep -v -e '^Up .*(healthy)' -e '^Up [^(]*$' -e '^Exited (0)' | grep -q .
}

converge() {
    tries=$limit
    calm=0
    while [ "$calm" -lt 3 ]; do
        calm=$((calm + 1))
        running || calm=0
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || break
        sleep 1
    done
    [ "$calm" -lt 3 ] || return 0
    echo "not all of $name runs after $limit seconds:"
    docker ps -a --filter "$ours" --format '{{.Label "com.docker.compose.service"}}: {{.Status}}'
    compose -p "$name" -f "$file" logs --tail 10 2>&1 | tail -n 12
    return 1
}

down() {
    kept=$(docker volume ls -q --filter "$ours" | tr '\n' ' ')
    if [ -d "$projects/$name" ]; then
        cd "$projects/$name" || return
        compose -p "$name" -f "$file" down --remove-orphans || return
        cd /
    fi
    rm -rf -- "${projects:?}/$name" "$projects/$name.next" "$projects/$name.old"
    rmdir -- "$projects" "${projects%/*}" 2>/dev/null || :
    [ -z "$kept" ] || printf 'volumes %s\n' "$kept"
}

"$verb" </dev/null
