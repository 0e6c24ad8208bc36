# shellcheck shell=sh disable=SC2154
# Runs where Docker does: brings up a compose project, or takes it down.
#   $verb      up or down
#   $projects  directory of projects; in it, $name holds its files, $name.next those to come, and $name.files
#              lists what was brought
#   $name      of the project
#   $file      up: the compose file
#   $digest    up: of all files
#   $limit     seconds until all of it must run

ours=label=com.docker.compose.project=$name
lasting=label=com.docker.compose.oneoff=False # not those of `compose run`

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

# Files are put where they shall be one by one: a directory that was replaced would leave those containers
# that have mounted it with the old one. What containers wrote there stays; what was once brought is in
# $name.files, out of their reach.

# is_same FILE : is it there as it shall be?
is_same() {
    [ -f "$1" ] && [ ! -L "$1" ] && cmp -s -- "$next/$1" "$1" &&
        [ "$(stat -c %a -- "$next/$1")" = "$(stat -c %a -- "$1")" ]
}

# place PATH : puts it there; with a directory, those above come first
place() {
    if [ -d "$next/$1" ]; then
        [ ! -L "$1" ] && [ -d "$1" ] && return
        rm -rf -- "$1" && mkdir -- "$1" && chmod -- "$(stat -c %a -- "$next/$1")" "$1"
    elif ! is_same "$1"; then
        { [ -f "$1" ] && [ ! -L "$1" ]; } || rm -rf -- "$1"
        cp -p -- "$next/$1" "$1"
    fi
}

# each_path FILE FUNCTION : calls it for each line
each_path() {
    while IFS= read -r path; do
        "$2" "$path" || return
    done <"$1"
}

# leave PATH : it is no longer brought; directories follow, once they are empty
leave() {
    [ ! -e "$next/$1" ] || return 0
    { [ -d "$1" ] && [ ! -L "$1" ]; } || rm -f -- "$1"
}

leave_directory() {
    [ -e "$next/$1" ] || [ ! -d "$1" ] || rmdir -- "$1" 2>/dev/null || :
}

# unchanged PATH : Docker itself sees that the compose file is another one
unchanged() {
    [ "$1" = "$file" ] || [ -d "$next/$1" ] || is_same "$1"
}

# is_current : is all there that containers may have mounted, and nothing else?
is_current() {
    cmp -s -- "$files" "$files.new" && each_path "$files.new" unchanged
}

# sync : without its stamp, a project is not known to have containers that have seen its files
sync() {
    (cd "$next" && find . ! -name . | sed 's|^\./||' | LC_ALL=C sort) >"$files.new" || return
    is_current || rm -f .lstacker
    cat -- "$files.new" >>"$files" && each_path "$files.new" place && each_path "$files" leave || return
    LC_ALL=C sort -r -- "$files" >"$files.back" && each_path "$files.back" leave_directory &&
        mv -- "$files.new" "$files" && rm -rf -- "$files.back" "$next" "$projects/$name.old"
}

up() {
    next=$projects/$name.next
    files=$projects/$name.files
    mkdir -p -- "$projects/$name" && chmod 700 "$projects/$name" && cd "$projects/$name" && sync || return
    again=
    [ -s .lstacker ] || again=--force-recreate
    # `up` does not wake those that are paused, nor those that are sick.
    docker ps -aq --filter "$ours" --filter status=paused | xargs -r docker unpause >/dev/null
    # shellcheck disable=SC2086 # one option or none
    compose -p "$name" -f "$file" up -d --remove-orphans $again || return
    docker ps -aq --filter "$ours" --filter health=unhealthy | xargs -r docker restart >/dev/null
    converge && stamp_write
}

# stamp_write : a line for the digest, one for all services, and one for those that are still running
stamp_write() {
    services=$(docker ps -a --filter "$ours" --filter "$lasting" \
        --format '{{.Label "com.docker.compose.service"}} {{.Status}}') || return
    printf '%s\n' "$services" | sort -u | awk -v digest="$digest" '
        !seen[$1]++ { all = all $1 " " }
        $2 == "Up" && !up[$1]++ { running = running $1 " " }
        END { print digest; print all; print running }' >.lstacker.new && mv .lstacker.new .lstacker
}

# running : what ends by itself, and well, has done its work
running() {
    ! docker ps -a --filter "$ours" --filter "$lasting" --format '{{.Status}}' |
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
    docker ps -a --filter "$ours" --filter "$lasting" --format '{{.Label "com.docker.compose.service"}}: {{.Status}}'
    compose -p "$name" -f "$file" logs --tail 10 2>&1 | tail -n 12
    return 1
}

# sweep : what the labels tell, as its files may be gone, or `compose`; what it has done is not there
sweep() {
    docker ps -q --filter "$ours" | xargs -r docker stop >/dev/null
    docker ps -aq --filter "$ours" | xargs -r docker rm -f >/dev/null
    docker network ls -q --filter "$ours" | xargs -r docker network rm >/dev/null || return
    left=$(docker ps -aq --filter "$ours") || return
    [ -z "$left" ] || {
        echo "containers of $name are still there"
        return 1
    }
}

down() {
    kept=$(docker volume ls -q --filter "$ours" | tr '\n' ' ')
    if [ -f "$projects/$name/$file" ]; then
        cd "$projects/$name" || return
        compose -p "$name" -f "$file" down --remove-orphans
        cd /
    fi
    sweep || return
    rm -rf -- "${projects:?}/$name" "$projects/$name.next" "$projects/$name.next.new" \
        "$projects/$name.old" "$projects/$name.files" "$projects/$name.files.new" "$projects/$name.files.back"
    rmdir -- "$projects" "${projects%/*}" 2>/dev/null || :
    [ -z "$kept" ] || printf 'volumes %s\n' "$kept"
}

"$verb" </dev/null
