#!/usr/bin/env bats
# Wrong and hostile input costs bounded time and memory.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    # Memory is measured where the sanitiser does not reserve all of the address space.
    plain=${LSTACKC_PLAIN:-$root/bin/lstackc}
}

# Checks FILE, and again with the program as users have it: 2 s, 300 MB. bounded STATUS FILE
bounded() {
    local status_plain=0
    run timeout 60 "${LSTACKC:?}" check -f "$2"
    echo "${output:0:2000}"
    [ "$status" -eq "$1" ]
    text=$output
    if [ -x "$plain" ] && ! nm "$plain" 2>/dev/null | grep -q __asan_init; then
        (ulimit -v "${kilobytes:-300000}" && exec timeout "${seconds:-2}" "$plain" check -f "$2") >out 2>&1 || status_plain=$?
        ! grep -q "out of memory" out || return 1
        echo "without sanitizers: status $status_plain"
        [ "$status_plain" -eq "$1" ]
    fi
}

stack='version: 1
name: acme
servers: {one: {address: 192.0.2.1}}'

@test "10,000 levels of flow" {
    { printf '%s\na: ' "$stack"; printf '[%.0s' $(seq 10000); printf ']%.0s' $(seq 10000); echo; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]: the file is nested more than 64 levels deep"*"f.yaml:4:67"* ]]
}

@test "10,000 levels of flow mappings" {
    { printf '%s\na: ' "$stack"; printf '{a: %.0s' $(seq 10000); printf '}%.0s' $(seq 10000); echo; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]"* ]]
}

@test "5,000 levels of blocks, which is 12 MB" {
    awk 'BEGIN { for (i = 0; i < 5000; i++) { printf "%*sa:\n", i, "" } }' >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]"*"f.yaml:65:65"* ]]
}

@test "10,000 open brackets that never close" {
    printf '[%.0s' $(seq 10000) >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]"* ]]
}

@test "10,000 dashes" {
    { printf -- '- %.0s' $(seq 10000); echo x; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]"* ]]
}

@test "billion laughs with lists" {
    {
        echo 'a: &a [x, x, x, x, x, x, x, x, x, x]'
        last=a
        for name in b c d e f g h i j k l m n o p; do
            echo "$name: &$name [*$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last, *$last]"
            last=$name
        done
        echo "$stack"
        echo "containers: {web: {server: one, networks: *$last, config: {user.x: *$last}}}"
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0102]: \`user.x\` must be text, not a list"* ]]
}

@test "billion laughs with merge keys" {
    {
        echo "a0: &a0 {$(seq -s ', ' -f 'k%g: 1' 1000)}"
        for i in $(seq 1 30); do
            echo "a$i: &a$i {b$i: 1, <<: [$(for j in $(seq 0 $((i - 1))); do printf '*a%s, ' "$j"; done)]}"
        done
        # Each of many mappings takes all of it.
        for i in $(seq 1 5000); do echo "c$i: {<<: *a30}"; done
        echo "$stack"
    } >f.yaml
    seconds=4 bounded 1 f.yaml
    [[ $text == *"error[L0013]: merge keys make more than a million values"* ]]
}

@test "merge keys doubled at every level" {
    {
        echo 'a0: &a0 {k: 1}'
        for i in $(seq 1 62); do echo "a$i: &a$i {k$i: {<<: *a$((i - 1))}, l$i: {<<: *a$((i - 1))}}"; done
        echo "$stack"
    } >f.yaml
    bounded 1 f.yaml
}

@test "aliases nested 1000 deep" {
    {
        echo 'a0: &a0 {k: 1}'
        for i in $(seq 1 1000); do echo "a$i: &a$i {k: *a$((i - 1))}"; done
        echo "$stack"
        echo "containers: {web: {server: one, config: *a1000, limits: *a1000, networks: *a1000}}"
    } >f.yaml
    bounded 1 f.yaml
}

@test "a file of 33 MB is refused, one of 32 MiB is read" {
    { echo "$stack"; head -c 33000000 /dev/zero | tr '\0' '#'; head -c 1000000 /dev/zero | tr '\0' '#'; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0003]: the file has more than 32 MiB"* ]]
    run sh -c 'cat f.yaml | "$LSTACKC" check -f /dev/stdin'
    [[ $output == *"error[L0003]"* ]]
    { echo "$stack"; head -c 33554300 /dev/zero | tr '\0' '#'; } | head -c 33554432 >f.yaml
    seconds=10 bounded 0 f.yaml
}

@test "an endless input ends" {
    run timeout 60 "$LSTACKC" check -f /dev/zero
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0003]"* ]]
}

@test "one line of 30 MB" {
    { echo "$stack"; printf 'x: "'; head -c 30000000 /dev/zero | tr '\0' y; echo '"'; } >f.yaml
    seconds=10 bounded 1 f.yaml
    [[ $text == *"error[L0101]"* ]]
    [ "${#text}" -lt 5000 ]
}

@test "a value of 1 MB in a message is cut" {
    { echo "$stack"; printf 'ssh: {port: "'; head -c 1000000 /dev/zero | tr '\0' y; echo '"}'; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0104]"*yyy...* ]]
    [ "${#text}" -lt 5000 ]
}

@test "a million unknown keys" {
    { echo "$stack"; seq -f 'key%.0f: 1' 1000000; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]: the file has more than a million values"* ]]
    { echo "$stack"; seq -f 'key%.0f: 1' 490000; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0101]"* ]]
    [ "$(printf '%s\n' "$text" | grep -c '^error')" -le 1000 ]
}

@test "an error behind 2,000 warnings still counts" {
    {
        echo "$stack"
        echo 'networks:'
        awk 'BEGIN { for (i = 0; i < 2000; i++) printf "  n%d: {subnet: 10.%d.%d.0/24}\n", i, i / 256, i % 256 }'
        echo 'containers: {c: {server: one, ports: ["22:22"]}}'
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"... and more"* ]]
}

@test "an unknown key in a mapping that 100,000 aliases repeat is said once" {
    {
        echo 'version: 1'
        echo 'name: acme'
        echo 'servers: {one: {address: 192.0.2.1, colour: red}}'
        echo 'containers:'
        seq -f '  c%.0f: &c {server: one, colour: red}' 1 1
        seq -f '  c%.0f: *c' 2 100000
    } >f.yaml
    kilobytes=350000 seconds=10 bounded 1 f.yaml
    [[ $text == *"3 errors, 0 warnings"* ]]
}

@test "4,095 networks are one too many" {
    {
        printf 'version: 1\nname: acme\nnetworks:\n'
        awk 'BEGIN { for (i = 0; i < 4095; i++) printf "  n%d: {subnet: 10.%d.%d.0/28}\n", i, i / 256, i % 256 }'
        printf 'servers: {one: {address: 192.0.2.1}}\ncontainers:\n  x: {server: one, networks: ['
        seq -s ', ' -f 'n%.0f' 0 4094 | tr -d '\n'
        printf ']}\n'
    } >f.yaml
    seconds=10 bounded 1 f.yaml
    [[ $text == *"error[L0239]: these are 4095 networks"*"1 error, 0 warnings"* ]]
}

@test "no address is left: 255 containers of a segment" {
    {
        printf 'version: 1\nname: acme\nssh: {authorized_keys: team.pub}\nnetworks: {dev: {subnet: 10.100.0.0/16}}\n'
        printf 'servers: {one: {address: 192.0.2.1}}\ncontainers: {web: {server: one, networks: [dev], count: 255}}\n'
    } >f.yaml
    cp "$root/tests/fixtures/keys/team.pub" .
    bounded 1 f.yaml
    [[ $text == *"error[L0226]"*"1 error, 0 warnings"* ]]
    sed -i 's/255/254/' f.yaml
    bounded 0 f.yaml
}

@test "40,000 merge keys in one mapping" {
    {
        echo 'a: &a {x: 1}'
        echo 'b:'
        yes '  <<: *a' | head -n 40000
        echo "$stack"
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0014]: the key \`<<\` is given twice"*"f.yaml:4:3"* ]]
    [[ $text == *"3 errors, 0 warnings"* ]]
}

# A default configuration of $1 keys for $2 containers that have one of their own.
configured() {
    echo "$stack"
    echo 'defaults: {container: {server: one, config: {'
    seq -f '  user.k%.0f: x,' "$1"
    echo '}}}'
    echo 'containers:'
    seq -f '  c%.0f: {config: {user.own: x}}' "$2"
}

@test "10,000 keys of a default configuration for 200 containers, 1,000 for 500" {
    configured 10000 200 >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0013]: aliases and defaults make more than a million values"* ]]
    configured 1000 500 >f.yaml
    bounded 0 f.yaml
}

@test "a configuration that 90,000 aliases repeat" {
    {
        echo "$stack"
        echo 'containers:'
        echo "  c0: &c {server: one, config: {$(seq -s ', ' -f 'user.k%.0f: x' 200)}}"
        seq -f '  c%.0f: *c' 90000
    } >f.yaml
    seconds=4 bounded 1 f.yaml
    [[ $text == *"error[L0013]: aliases and defaults make more than a million values"* ]]
}

@test "a key file of 12,000 keys for 2,000 containers" {
    awk 'BEGIN { for (i = 0; i < 12000; i++) printf "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%05d\n", i }' >big.pub
    cp big.pub other.pub
    {
        printf 'version: 1\nname: acme\nssh: {authorized_keys: [big.pub]}\nservers: {one: {address: 192.0.2.1, nat_subnet: 10.9.0.0/16}}\n'
        echo 'containers:'
        seq -f '  c%.0f: {server: one, authorized_keys: [big.pub, other.pub]}' 2000
    } >f.yaml
    bounded 0 f.yaml
    # No two lists alike.
    awk '/^  c/ { dots = dots "./"; sub(/other.pub/, dots "other.pub") } { print }' f.yaml >g.yaml
    seconds=4 bounded 1 g.yaml
    [[ $text == *"error[L0305]: these are more public keys than fit into 64 MiB"* ]]
}

@test "100,000 containers are read, one more is not" {
    {
        echo "$stack" | sed 's/192.0.2.1/&, nat_subnet: 10.0.0.0\/8/'
        echo 'containers:'
        seq -f '  c%.0f: {server: one, count: 1000}' 100
    } >f.yaml
    seconds=4 bounded 0 f.yaml
    echo '  last: {server: one}' >>f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: with \`last\`, there are more than 100000 containers"*"f.yaml:105:3"* ]]
    seq -f '  d%.0f: {server: one, count: 1000}' 30000 >>f.yaml
    bounded 1 f.yaml
    [[ $text == *"1 error, 0 warnings"* ]]
}

@test "count does not multiply interfaces and errors" {
    {
        printf 'version: 1\nname: acme\nnetworks:\n'
        awk 'BEGIN { for (i = 0; i < 4000; i++) printf "  n%d: {subnet: 10.%d.%d.0/28}\n", i, i / 256, i % 256 }'
        printf 'servers: {one: {address: 192.0.2.1}}\ncontainers:\n  x: {server: one, count: 100, networks: ['
        seq -s ', ' -f 'n%.0f' 0 3999 | tr -d '\n'
        printf ']}\n'
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: with \`x\`, there are more than 250000 interfaces"*"1 error, 0 warnings"* ]]
    sed -i 's/count: 100/count: 60/' f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0226]"*"1 error, 1 warning"* ]]
    {
        printf 'version: 1\nname: acme\nnetworks: {dev: {subnet: 10.0.0.0/16}}\n'
        printf 'servers: {one: {address: 192.0.2.1, nat_subnet: 172.16.0.0/12}}\ncontainers:\n'
        seq -f '  x%.0f: {server: one, networks: [dev], count: 1000}' 100
    } >f.yaml
    seconds=4 bounded 1 f.yaml
    [[ $text == *"error[L0226]"* ]]
}

@test "defaults and groups do not multiply recipes, places and nodes" {
    {
        echo "$stack" | sed 's/192.0.2.1/&, nat_subnet: 10.0.0.0\/8/'
        printf 'defaults: {container: {recipes: ['
        seq -s ', ' -f 'r%.0f' 100000 | tr -d '\n'
        printf ']}}\ncontainers:\n'
        seq -f '  c%.0f: {server: one}' 20000
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: with \`c21\`, there are more than 2000000 recipes"*"1 error, 0 warnings"* ]]
    {
        echo "$stack" | sed 's/192.0.2.1/&, nat_subnet: 10.0.0.0\/8/'
        printf 'networks: {dev: {subnet: 172.16.0.0/12}}\n'
        printf 'containers:\n  web: {server: one, networks: [dev], count: 1000, docker: true}\n'
    } >common.yaml
    { cat common.yaml; echo 'expose:'; seq -f '  x%.0f: {to: web, port: 80, on: web}' 50000; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: with \`x126\`, more than 250000 containers are exposed"* ]]
    { cat common.yaml; echo 'swarm: {managers:'; yes '  web,' | head -n 100000; echo '}'; } >f.yaml
    sed -i 's/managers:/managers: [/; $s/}/]}/' f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0441]"* ]]
}

@test "many wrong names are not compared with many right ones" {
    {
        echo "$stack" | sed 's/192.0.2.1/&, nat_subnet: 10.0.0.0\/8/'
        printf 'containers:\n'
        seq -f '  c%.0f: {server: one}' 40000
        printf 'swarm:\n  managers:\n'
        seq -f '    - d%.0f' 40000
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0401]: there is no container or server \`d1\`"*"did you mean"* ]]
}

@test "a mesh has at most 1,000 servers, a star 10,000" {
    {
        printf 'version: 1\nname: acme\noverlay: {topology: star, hub: s1}\nservers:\n'
        awk 'BEGIN { for (i = 1; i <= 10000; i++) printf "  s%d: {address: 10.0.%d.%d}\n", i, i / 256, i % 256 }'
    } >f.yaml
    bounded 0 f.yaml
    sed 's/^overlay.*/overlay: {}/' f.yaml >g.yaml
    bounded 1 g.yaml
    [[ $text == *"error[L0209]: a mesh of 10000 servers has 49995000 tunnels"* ]]
    head -n 1004 g.yaml >h.yaml
    bounded 0 h.yaml
    echo '  more: {address: 10.1.1.1}' >>f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: these are 10001 servers"* ]]
    { head -n 3 f.yaml; echo 'networks:'; seq -f '  n%.0f: {}' 100001; } >g.yaml
    bounded 1 g.yaml
    [[ $text == *"error[L0013]: \`networks\` has more than 100000 entries"* ]]
}

@test "what is no regular file among the keys is said, and is not waited for" {
    mkfifo fifo
    for file in fifo /dev/zero .; do
        printf 'version: 1\nname: a\nssh: {authorized_keys: %s}\nservers: {one: {address: 192.0.2.1}}\n' "$file" >f.yaml
        run timeout 10 "$LSTACKC" check -f f.yaml
        [ "$status" -eq 1 ]
        [[ $output == *"error[L0301]: \`$file\` cannot be read: it is no regular file"* ]]
    done
}

@test "a certificate that is no regular file is said, and is not waited for" {
    mkfifo fifo
    for file in fifo /dev/zero .; do
        printf '%s\n' "$stack" >f.yaml
        cat >>f.yaml <<YAML
networks: {dev: {subnet: 10.1.0.0/16}}
containers: {gate: {server: one, networks: dev, jump_box: true, ports: ["10022:22", "443:443"]}}
secrets: {k: {env: K}}
expose: {a.example.com: {to: gate, port: 8080, tls: {certificate: $file, key: !secret k}}}
YAML
        run timeout 10 "$LSTACKC" check -f f.yaml
        [ "$status" -eq 1 ]
        [[ $output == *"error[L0416]: cannot read \`$file\`: it is not a regular file"* ]]
    done
}

@test "100 MB of YAML, in a file and in a pipe" {
    { echo "$stack"; yes 'a: [b, c, d, e, f, g]' | head -c 100000000; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0003]"* ]]
    mkfifo pipe
    cat f.yaml >pipe 2>/dev/null &
    bounded_pipe=$!
    run timeout 60 "$LSTACKC" check -f pipe
    [ "$status" -eq 1 ]
    [[ $output == *"error[L0003]"* ]]
    wait "$bounded_pipe" || :
}

@test "32 MiB of empty lines, and of tabs" {
    { echo "$stack"; head -c 33554300 /dev/zero | tr '\0' '\n'; } | head -c 33554432 >f.yaml
    seconds=10 kilobytes=600000 bounded 0 f.yaml
    head -c 33554432 /dev/zero | tr '\0' '\t' >f.yaml
    seconds=10 bounded 1 f.yaml
    [[ $text == *"error[L0011]"* ]]
}

@test "a million containers, written out and by count" {
    { echo "$stack"; echo 'containers:'; seq -f '  c%.0f: {server: one}' 1000000; } >f.yaml
    seconds=4 kilobytes=600000 bounded 1 f.yaml
    [[ $text == *"error[L0013]: the file has more than a million values"*"1 error, 0 warnings"* ]]
    { echo "$stack"; echo 'containers:'; seq -f '  c%.0f: {server: one, count: 1000}' 1000; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0209]: with \`c101\`, there are more than 100000 containers"*"1 error, 0 warnings"* ]]
}

@test "100,000 containers written out" {
    {
        echo "$stack" | sed 's/192.0.2.1/&, nat_subnet: 10.0.0.0\/8/'
        echo 'containers:'
        seq -f '  c%.0f: {server: one}' 100000
    } >f.yaml
    seconds=4 kilobytes=600000 bounded 0 f.yaml
}

@test "280,000 keys that a plain hash would put into one place" {
    # Each of these words leads the low 20 bits of FNV-1a back to where they were behind `k`.
    awk 'BEGIN {
        n = split("djzjb qvkll spgfb ljwrc dwisu vmobt", w, " ")
        print "version: 1\nname: acme\nservers: {one: {address: 192.0.2.1}}"
        for (i = 0; i < 6 ^ 7; i++) {
            key = "k"
            for (j = i; length(key) < 36; j = int(j / 6))
                key = key w[j % 6 + 1]
            print key ": 1"
        }
    }' >f.yaml
    [ "$(wc -l <f.yaml)" -eq 279939 ]
    seconds=4 bounded 1 f.yaml
    [[ $text == *"error[L0101]"* ]]
}

@test "tags by the hundred thousand, and one of 10 MB" {
    { seq -f '%%TAG !a%.0f! tag:x' 300000; echo '---'; echo "$stack"; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0019]: the directive \`%TAG\` is not known"*"f.yaml:1:1"* ]]
    {
        printf '%%TAG !a! tag:'
        head -c 10000000 /dev/zero | tr '\0' y
        printf '\n---\nx: [\n'
        yes '!a!b c,' | head -n 900000
        echo ']'
    } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0019]"* ]]
    { echo "$stack"; echo 'x: ['; yes '!a b,' | head -n 900000; echo ']'; } >f.yaml
    bounded 1 f.yaml
    [[ $text == *"error[L0019]: the tag \`!a\` is not known"* ]]
}

@test "100,000 containers on servers that are not among 10,000" {
    {
        printf 'version: 1\nname: acme\noverlay: {topology: star, hub: s1}\nservers:\n'
        awk -v tail="$(printf 'a%.0s' $(seq 55))" 'BEGIN {
            for (i = 1; i <= 10000; i++) printf "  s%d: {address: 10.0.%d.%d}\n  s%d%s: {address: 10.1.%d.%d}\n", i, i / 256, i % 256, i, tail, i / 256, i % 256
        }' | head -n 10000
        echo 'containers:'
        awk -v tail="$(printf 'a%.0s' $(seq 55))" 'BEGIN { for (i = 1; i <= 100000; i++) printf "  c%d: {server: t%d%s}\n", i, i, tail }'
    } >f.yaml
    seconds=4 kilobytes=600000 bounded 1 f.yaml
    [[ $text == *"error[L0201]: there is no server \`t1a"*"and more"* ]]
}

@test "NAT bridges cost what they hold, not what they could" {
    {
        printf 'version: 1\nname: acme\noverlay: {topology: star, hub: s1}\n'
        printf 'defaults: {server: {nat_subnet: 11.0.0.0/8}}\nservers:\n'
        awk 'BEGIN { for (i = 1; i <= 1000; i++) printf "  s%d: {address: 10.0.%d.%d}\n", i, i / 256, i % 256 }'
    } >f.yaml
    bounded 0 f.yaml
    # None at all: all ranges are taken.
    bounded 1 "$root/tests/fixtures/bad/nat-none-left.yaml"
    [[ $text == *"error[L0241]"* ]]
}

@test "100 servers with 1,000 containers build within 300 MB" {
    {
        printf 'version: 1\nname: big\nnetworks: {dev: {subnet: 10.0.0.0/9}}\nservers:\n'
        seq 100 | awk '{ n = $1; print "  s" n ": {address: 192.0.2." n ", segment: " n ", nat_subnet: 172.20.0.0/24}" }'
        echo 'containers:'
        awk 'BEGIN { for (i = 0; i < 1000; i++) printf "  c%d: {server: s%d, networks: [dev]}\n", i, i % 100 + 1 }'
    } >lstacker.yaml
    [ -x "$plain" ] || skip "no program without sanitiser"
    ! nm "$plain" 2>/dev/null | grep -q __asan_init || skip "no program without sanitiser"
    (ulimit -v 300000 && exec timeout 20 "$plain" build) >out 2>&1
    [ "$(find build/servers -name '40-*' | wc -l)" -eq 1000 ]
}

@test "a million aliases of a faulty node" {
    {
        echo "$stack"
        echo 'containers:'
        echo '  web: &web {server: two, limits: &l {memory: none}}'
        echo '  db: {server: one, networks: ['
        yes '  *web,' | head -n 900000
        echo '  ]}'
    } >f.yaml
    seconds=4 bounded 1 f.yaml
    [[ $text == *"and used in 899997 more places"* ]]
}

@test "half a million anchors that nothing uses, on one line and on many" {
    {
        echo "$stack"
        echo 'networks: {'
        awk 'BEGIN { for (i = 0; i < 300000; i++) printf "  n%d: &a%d !!map {},\n", i, i }'
        echo '}'
    } >f.yaml
    seconds=4 bounded 1 f.yaml
    { echo "$stack"; printf 'networks: ['; seq -f '!!str &a%.0f x' -s ', ' 500000 | tr -d '\n'; echo ']'; } >f.yaml
    seconds=4 bounded 1 f.yaml
    [[ $text == *'nothing uses `&a1`'*"f.yaml:4:18"* ]]
}

@test "anchors 60 levels deep, a thousand faults in them" {
    {
        echo "$stack"
        printf 'networks: '
        for i in $(seq 60); do printf '&a%d [' "$i"; done
        for i in $(seq 60); do printf ']'; done
        echo
        for i in $(seq 2000); do echo "  "; done
        echo 'containers: &c'
        for i in $(seq 2000); do echo "  c$i: {server: nowhere, x: *a60}"; done
        echo 'defaults: *c'
    } >f.yaml
    seconds=4 bounded 1 f.yaml
}
