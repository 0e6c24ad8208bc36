#!/usr/bin/env bats
# Ports of servers, and what must not pass: on the running stack of 90-production.bats, which they leave as
# it was.

bats_require_minimum_version 1.5.0
load helper

NAME=acme

setup_file() {
    load helper
    # CONTAINER HOST NAT-ADDRESS LINK-LOCAL-ADDRESS NETWORK=ADDRESS...
    for host in h1 h2; do
        on "$host" 'lxc list -f csv -c n | while read -r c; do
            lxc exec "$c" -- ip -o addr show </dev/null | awk -v c="$c" -v h="$1" "
                \$2 == \"eth0\" && \$3 == \"inet\" { nat = \$4 }
                \$2 == \"eth0\" && \$3 == \"inet6\" && \$4 ~ /^fe80/ { link = \$4 }
                \$2 ~ /^eth[1-9]/ && \$3 == \"inet\" { all = all \" \" \$4 }
                END { line = c \" \" h \" \" nat \" \" link all; gsub(/\\/[0-9]+/, \"\", line); print line }"
        done' "$host"
    done >"$BATS_FILE_TMPDIR/containers"
    cat "$BATS_FILE_TMPDIR/containers" >&2
    on_stack "$NAME" cp lstacker.yaml lstacker.yaml.ports
}

teardown_file() {
    load helper
    on_stack "$NAME" mv lstacker.yaml.ports lstacker.yaml
}

setup() {
    mapfile -t containers <"$BATS_FILE_TMPDIR/containers"
}

# field CONTAINER N: of its line in `containers`
field() {
    printf '%s\n' "${containers[@]}" | awk -v c="$1" -v n="$2" '$1 == c { print $n }'
}

# everywhere FUNCTION: with each line of `containers` as words, all at the same time; what it prints is in
# a file of the container's name
everywhere() {
    local line
    for line in "${containers[@]}"; do
        # shellcheck disable=SC2086
        "$1" $line </dev/null >"$BATS_TEST_TMPDIR/${line%% *}" &
    done
    wait
}

# others CONTAINER HOST N: what the other containers of the host have in that field, one a line
others() {
    printf '%s\n' "${containers[@]}" | awk -v c="$1" -v h="$2" -v n="$3" '$1 != c && $2 == h { print $n }'
}

server_address() {
    on "$1" 'ip -4 -o addr show | sed -n "s/.*inet \(198\.18\.[0-9.]*\).*/\1/p" | head -n 1'
}

# reached HOST CONTAINER ADDRESS...: those that answer it, one a line
reached() {
    local host=$1 container=$2
    shift 2
    # shellcheck disable=SC2016
    in_container "$host" "$container" sh -c 'for a; do
            { ! ping -c 2 -i 0.3 -W 1 "$a" >/dev/null 2>&1 || echo "$a"; } &
        done; wait' sh "$@" | sort
}

# says HOST ADDRESS PORT [CONTAINER]: the first bytes that a port says, asked by the host or its container
says() {
    local ask='exec 3<>"/dev/tcp/$0/$1" && head -c 7 <&3'
    if [ $# -gt 3 ]; then
        in_container "$1" "$4" timeout 3 bash -c "$ask" "$2" "$3" 2>/dev/null
    else
        lab exec "$1" timeout 3 bash -c "$ask" "$2" "$3" 2>/dev/null
    fi
}

# What one container reaches on the bridge; its gateway and itself show that it can.
on_the_bridge() {
    local c=$1 host=$2 nat=$3 gateway
    gateway=$(field_gateway "$host" "$c")
    # shellcheck disable=SC2046
    reached "$host" "$c" "$gateway" "$nat" $(others "$c" "$host" 3) $(others "$c" "$host" 4 | sed 's/$/%eth0/') |
        sed "s/^$gateway\$/gateway/; s/^$nat\$/self/"
}

field_gateway() {
    in_container "$1" "$2" sh -c "ip route | sed -n 's/^default via \([0-9.]*\) dev eth0.*/\1/p'"
}

# Each other container's address by way of the server.
routes() {
    local verb=$1 c=$2 host=$3 gateway
    gateway=$(field_gateway "$host" "$c")
    # shellcheck disable=SC2016,SC2046
    in_container "$host" "$c" sh -c 'verb=$1 gateway=$2; shift 2
        for a; do ip route "$verb" "$a" via "$gateway"; done' sh "$verb" "$gateway" $(others "$c" "$host" 3)
}
add_routes() { routes add "$@"; }
del_routes() { routes del "$@"; }

@test "no container reaches another by the NAT bridge: not by IPv4, not by IPv6, not through the server" {
    local how line file
    for how in direct routed; do
        [ "$how" = direct ] || everywhere add_routes
        everywhere on_the_bridge
        for line in "${containers[@]}"; do
            file=$BATS_TEST_TMPDIR/${line%% *}
            mv "$file" "$file.$how"
        done
    done
    everywhere del_routes
    for line in "${containers[@]}"; do
        for how in direct routed; do
            diff "$BATS_TEST_TMPDIR/${line%% *}.$how" - <<<$'gateway\nself'
        done
    done
}

# The addresses of all networks that it reaches.
by_networks() {
    # shellcheck disable=SC2046
    reached "$2" "$1" $(printf '%s\n' "${containers[@]}" | cut -d' ' -f5-)
}

@test "each container reaches just the addresses of its own networks, for every pair" {
    local line address own want c all
    all=$(printf '%s\n' "${containers[@]}" | cut -d' ' -f5-)
    everywhere by_networks
    for line in "${containers[@]}"; do
        # shellcheck disable=SC2086
        set -- $line
        c=$1 want=
        shift 4
        for address in $all; do
            for own; do
                [ "${address%.*.*}" != "${own%.*.*}" ] || want=$want$address$'\n'
            done
        done
        printf '%s' "$want" | sort | diff - "$BATS_TEST_TMPDIR/$c"
    done
}

@test "a container on several networks passes nothing on, not even with routes set by hand" {
    # shellcheck disable=SC2016
    route='case $1 in
        add) ip route add "$2" via "$3" ;;
        *) ip route del "$2" ;;
    esac'
    desk=$(field desk 5)
    of() { printf '%s\n' "${containers[@]}" | grep "^$1 " | tr ' ' '\n' | grep "^10\.$2\."; }
    in_container h2 desk sh -c "$route" sh add 10.104.0.0/16 "$(of gate 101)"
    in_container h2 db sh -c "$route" sh add 10.101.0.0/16 "$(of gate 104)"
    closed=$(reached h2 desk "$(of db 104)")
    # The same path, opened by hand: this test can fail.
    in_container h1 gate sysctl -q net.ipv4.ip_forward=1
    open=$(reached h2 desk "$(of db 104)")
    in_container h1 gate sysctl -q net.ipv4.ip_forward=0
    in_container h2 desk sh -c "$route" sh del 10.104.0.0/16
    in_container h2 db sh -c "$route" sh del 10.101.0.0/16
    [ -n "$desk" ] && [ -z "$closed" ] && [ -n "$open" ]
}

@test "a port leads to the container: from outside, servers, and containers of all servers" {
    h1=$(server_address h1)
    [ "$(says master "$h1" 10022)" = SSH-2.0 ]
    [ "$(says h2 "$h1" 10022)" = SSH-2.0 ]
    [ "$(says h1 "$h1" 10022)" = SSH-2.0 ]
    [ "$(says h1 "$h1" 10022 web-1)" = SSH-2.0 ]
    [ "$(says h2 "$h1" 10022 desk)" = SSH-2.0 ]
    [ -z "$(says h1 127.0.0.1 10022)" ]
    [ -z "$(says master "$(server_address h2)" 10022)" ]
}

@test "the node exporter's port is for servers and containers of the stack" {
    h1=$(server_address h1)
    on h1 'ss -tln | grep -q "[^0-9]9100 " || {
        (cd /run && timeout 60 python3 -m http.server 9100 >/dev/null 2>&1) &
        sleep 1; }' >/dev/null 2>&1
    # It speaks when asked only: the connection tells.
    opens() { lab exec "$1" timeout 3 bash -c 'exec 3<>"/dev/tcp/$0/9100"' "$h1" 2>/dev/null; }
    opens h1
    opens h2
    in_container h1 web-1 timeout 3 bash -c "exec 3<>/dev/tcp/$h1/9100"
    in_container h2 db timeout 3 bash -c "exec 3<>/dev/tcp/$h1/9100"
    run ! opens master
}

@test "a rule deleted by hand, a table removed: plan names it, apply mends it, and connections go on" {
    h1=$(server_address h1)
    # shellcheck disable=SC2016
    on master 'rm -f /tmp/mended /tmp/answer
        timeout 60 bash -c "exec 3<>/dev/tcp/$1/10022; read -r line <&3
            until [ -e /tmp/mended ]; do sleep 0.2; done
            printf \"SSH-2.0-test\r\n\" >&3; head -c 8 <&3 | wc -c >/tmp/answer" >/dev/null 2>&1 &' "$h1"
    sleep 0.5
    on h1 'nft flush chain inet lstacker-acme ports; nft delete table bridge lstacker-acme'
    run on_stack "$NAME" lstacker-run plan --json
    [ "$status" -eq 4 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = 'h1 packet-rules' ]
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = 'h1 packet-rules' ]
    on master ': >/tmp/mended; sleep 1.5; [ "$(cat /tmp/answer)" -eq 8 ]; r=$?; rm -f /tmp/mended /tmp/answer; exit $r'
    on h1 'nft delete table inet lstacker-acme && systemctl restart lstacker-acme-rules'
    [ "$(says master "$h1" 10022)" = SSH-2.0 ]
}

@test "a port of another server is passed on, and goes when it leaves the file" {
    h1=$(server_address h1) h2=$(server_address h2)
    on_stack "$NAME" sed -i 's/^  desk: .*/  desk: {server: h2, networks: dev, ports: [{source: 2223, target: 22, server: h1}]}/' lstacker.yaml
    on_stack "$NAME" lstackc build
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | changed_ids)" = "$(printf '%s\n' 'h1 packet-rules' 'h2 packet-rules')" ]
    [ "$(says master "$h1" 2223)" = SSH-2.0 ]
    [ "$(says h1 "$h1" 2223)" = SSH-2.0 ]
    [ "$(says h2 "$h1" 2223 db)" = SSH-2.0 ]
    [ -z "$(says master "$h2" 2223)" ]
    on_stack "$NAME" cp lstacker.yaml.ports lstacker.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
    [ -z "$(says master "$h1" 2223)" ]
    run on h2 'nft list chain inet lstacker-acme ports'
    [ "$status" -ne 0 ]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}
