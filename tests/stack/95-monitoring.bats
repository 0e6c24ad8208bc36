#!/usr/bin/env bats
# Production: Prometheus sees all that there is, and tells when something of it is gone. On the stack of
# 90-production.bats, which it leaves as it was.

bats_require_minimum_version 1.5.0
load helper

# To be tried on other hosts: two servers of such a stack, and a machine beside it.
ONE=${STACK_ONE-h1}
TWO=${STACK_TWO-h2}
OUTSIDE=${STACK_OUTSIDE-master}

# api QUERY : what Prometheus answers, of /api/v1/QUERY
api() {
    in_container "$ONE" gate curl -sS -m 10 "http://localhost:9090/api/v1/$1"
}

# targets : JOB INSTANCE HEALTH of each
targets() {
    api targets | jq -r '.data.activeTargets[] | .labels.job + " " + .labels.instance + " " + .health' | sort
}

all_up() {
    local answer
    answer=$(targets)
    [ -n "$answer" ] && ! grep -v ' up$' <<<"$answer"
}

# alerts : NAME INSTANCE STATE of each
alerts() {
    api alerts | jq -r '.data.alerts[] | .labels.alertname + " " + .labels.instance + " " + .state' | sort
}

down_is_told() {
    alerts | grep -qx 'InstanceDown web-2 firing'
}

nothing_is_down() {
    all_up && ! alerts | grep -q InstanceDown
}

@test "all containers of the network, both servers, haproxy and Prometheus itself are watched, and up" {
    wait_for 30 all_up || { targets && false; }
    run targets
    echo "$output"
    for name in 'prometheus gate' 'haproxy gate' 'node gate' 'node web-1' 'node web-2' "node $ONE" "node $TWO"; do
        grep -qx "$name up" <<<"$output"
    done
    # one that is not on the network is not
    run ! grep desk <<<"$output"
}

@test "what is measured has the names of the stack" {
    run api 'query?query=node_memory_MemTotal_bytes'
    [ "$(jq -r '.data.result[].metric | select(.instance == "web-2") | .kind + " " + .server + " " + .stack' <<<"$output")" = \
        "container $TWO acme" ]
    [ "$(jq -r --arg one "$ONE" '.data.result[].metric | select(.instance == $one) | .kind' <<<"$output")" = server ]
    # and haproxy's of those it leads to
    [ "$(api 'query?query=haproxy_backend_active_servers' |
        jq -r '.data.result[] | select(.metric.proxy == "www.example.com") | .value[1]')" = 2 ]
    # what a container cannot know of itself it does not tell
    [ "$(api 'query?query=node_scrape_collector_success==0' | jq '.data.result | length')" = 0 ]
}

@test "a container is stopped: in the meantime, nobody outside the stack reads a server's metrics" {
    on "$TWO" 'lxc stop -f web-2'
    local address
    for host in "$ONE" "$TWO"; do
        address=198.18.0.$((10 + ${host#h}))
        in_container "$ONE" gate curl -fsS -m 10 -o /dev/null "http://$address:9100/metrics"
        run ! on "$OUTSIDE" 'curl -sS -m 2 -o /dev/null "http://$1:9100/metrics"' "$address"
    done
}

@test "within about a minute, Prometheus tells which one" {
    wait_for 70 down_is_told || { targets && alerts && false; }
    [ "$(api alerts | jq -r '.data.alerts[] | select(.labels.instance == "web-2" and .labels.job == "node") |
        .annotations.summary')" = 'web-2 does not answer' ]
    # nothing else is wrong with what runs
    run ! grep -v ' web-2 ' <(alerts | grep InstanceDown)
}

@test "started again, it is seen again" {
    on "$TWO" 'lxc start web-2'
    wait_for 60 nothing_is_down || { targets && alerts && false; }
}
