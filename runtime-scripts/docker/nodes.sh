# shellcheck shell=sh disable=SC2154
# Runs on a manager, after wait.sh: changes the nodes of the swarm.
#   $changes   lines `promote ID`, `demote ID`, `label ID KEY=VALUE`, `unlabel ID KEY`, `remove ID`, and
#              `forget ID`: the same of a node that is dead for sure

node_is() { # ID FORMAT VALUE
    [ "$(docker node inspect "$1" --format "$2" 2>/dev/null)" = "$3" ]
}

is_empty() {
    ! docker node ps "$1" --format '{{.CurrentState}}' 2>/dev/null |
        grep -q -e ^Running -e ^Starting -e ^Preparing
}

is_plain() {
    node_is "$1" '{{with .ManagerStatus}}{{.Addr}}{{end}}' ''
}

# node_remove ID : what runs on it runs elsewhere first, as far as that can be waited for
node_remove() {
    if node_is "$1" '{{.Status.State}}' ready; then
        docker node update --availability drain "$1" >/dev/null || return
        wait_until 60 is_empty "$1" || echo "$1 still runs something after 60 seconds"
    fi
    node_forget "$1"
}

node_forget() {
    if ! is_plain "$1"; then
        docker node demote "$1" >/dev/null || return
        wait_until 30 is_plain "$1" || :
    fi
    wait_until 10 node_gone "$1"
}

node_gone() {
    docker node rm --force "$1"
}

change() { # WORD ID [REST]
    case $1 in
    promote | demote) docker node "$1" "$2" ;;
    label) docker node update --label-add "$3" "$2" >/dev/null ;;
    unlabel) docker node update --label-rm "$3" "$2" >/dev/null ;;
    remove) node_remove "$2" ;;
    forget) node_forget "$2" ;;
    esac
}

main() {
    status=0
    while IFS= read -r line; do
        [ -n "$line" ] || continue
        rest=${line#* }
        change "${line%% *}" "${rest%% *}" "${rest#* }" </dev/null || status=$?
    done <<END
$changes
END
    return "$status"
}

main
