# shellcheck shell=sh disable=SC2154
# Runs where Docker does: tells its state, a line a thing, `WORD NAME TAB KEY=VALUE TAB...`.
#   $wait      seconds that a daemon which has just been started is given
#   $mark      file with `STACK NODE`, which says whose node this is
#   $asked     any of: nodes stacks projects (what is asked for besides the daemon itself)
#   $projects  directory of compose projects

tab='	'

# tell_daemon -> $swarm : what it says of its swarm; fails if it does not answer
tell_daemon() {
    swarm=$(docker info --format 'state={{.Swarm.LocalNodeState}}{{"\t"}}control={{.Swarm.ControlAvailable}}{{"\t"}}id={{.Swarm.NodeID}}{{"\t"}}address={{.Swarm.NodeAddr}}{{"\t"}}cluster={{with .Swarm.Cluster}}{{.ID}}{{end}}{{"\t"}}error={{json .Swarm.Error}}{{"\t"}}' 2>/dev/null) || return
    case $swarm in
    "state=$tab"* | '') return 1 ;;
    "state=pending$tab"*) [ "$wait" -le 0 ] ;;
    esac
}

tell_nodes() {
    nodes=$(docker node ls -q 2>/dev/null) || return 0
    printf 'leader .\t\n'
    # shellcheck disable=SC2086 # a list of ids
    docker node inspect $nodes --format 'node {{.ID}}{{"\t"}}host={{.Description.Hostname}}{{"\t"}}state={{.Status.State}}{{"\t"}}role={{.Spec.Role}}{{"\t"}}availability={{.Spec.Availability}}{{"\t"}}address={{.Status.Addr}}{{"\t"}}manager={{with .ManagerStatus}}{{.Addr}}{{end}}{{"\t"}}{{range $k, $v := .Spec.Labels}}label:{{$k}}={{$v}}{{"\t"}}{{end}}'
    docker network inspect ingress --format 'ingress .{{"\t"}}mtu={{index .Options "com.docker.network.driver.mtu"}}{{"\t"}}' 2>/dev/null
}

tell_stacks() {
    docker config ls --filter label=lstacker.stamp --format 'stamp {{.Label "lstacker.stamp"}}{{"\t"}}stack={{.Label "lstacker.stack"}}{{"\t"}}server={{.Label "lstacker.server"}}{{"\t"}}digest={{.Label "lstacker.digest"}}{{"\t"}}services={{.Label "lstacker.services"}}{{"\t"}}' 2>/dev/null
    docker secret ls --filter label=lstacker.stack --format 'secret {{.Name}}{{"\t"}}' 2>/dev/null
    docker service ls --format 'service {{.Name}}{{"\t"}}replicas={{.Replicas}}{{"\t"}}' 2>/dev/null
}

tell_projects() {
    set +f
    for stamp in "$projects"/*/.lstacker; do
        [ -s "$stamp" ] || continue
        project=${stamp%/.lstacker}
        digest='' services='' running=
        { read -r digest && read -r services && read -r running; } <"$stamp" || :
        printf 'project %s\tdigest=%s\tservices=%s\trunning=%s\t\n' "${project##*/}" "$digest" "$services" "$running"
    done
    for files in "$projects"/*; do
        [ -e "$files" ] || continue
        files=${files##*/}
        printf 'files %s\t\n' "${files%%.*}"
    done
    docker ps -a --filter label=com.docker.compose.project --filter label=com.docker.compose.oneoff=False \
        --format 'container {{.Label "com.docker.compose.project"}}/{{.Label "com.docker.compose.service"}}{{"\t"}}status={{.Status}}{{"\t"}}' 2>/dev/null
}

main() {
    if ! command -v docker >/dev/null; then
        printf 'docker none\t\n'
        return
    fi
    until tell_daemon; do
        if [ "$wait" -le 0 ]; then
            printf 'docker down\t\n'
            return
        fi
        wait=$((wait - 1))
        sleep 1
    done
    printf 'docker up\t\nswarm .\t%s\n' "$swarm"
    if [ -s "$mark" ] && read -r owner node <"$mark"; then
        printf 'mark .\tstack=%s\tnode=%s\t\n' "$owner" "$node"
    fi
    case $asked:$swarm in
    *nodes*:*"control=true$tab"*) tell_nodes ;;
    esac
    case $asked:$swarm in
    *stacks*:*"control=true$tab"*) tell_stacks ;;
    esac
    case $asked in
    *projects*) tell_projects ;;
    esac
}

main </dev/null
