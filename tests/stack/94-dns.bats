#!/usr/bin/env bats
# Names on the running stack of 90-production.bats: who is told what by the name server, and what the containers
# make of it. Leaves the stack as it was.

bats_require_minimum_version 1.5.0
load helper

ONE=${ONE:-h1} # has gate and web-1
TWO=${TWO:-h2} # has web-2, db and desk

# address CONTAINER NETWORK: as the name server tells itself
address() {
    in_container "$ONE" gate dig +short "$1.$2.example.com" @127.0.0.1
}

# ask CONTAINER SERVER NAME [TYPE]: what a question of the container's own gets: the status and the answers
ask() {
    local host=$TWO
    [ "$1" != gate ] || host=$ONE
    in_container "$host" "$1" python3 - "${@:2}" <<'PY'
import socket, struct, sys
server, name, kind = sys.argv[1], sys.argv[2], {"A": 1, "PTR": 12}[(sys.argv[3:] + ["A"])[0]]
question = b"".join(bytes([len(l)]) + l.encode() for l in name.split(".")) + struct.pack("!BHH", 0, kind, 1)
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(5)
s.sendto(struct.pack("!6H", 7, 0x100, 1, 0, 0, 0) + question, (server, 53))
d = s.recv(4096)
def read(at):
    labels = []
    while d[at]:
        if d[at] >= 192:
            return labels + read((d[at] & 63) << 8 | d[at + 1])[0], at + 2
        labels.append(d[at + 1:at + 1 + d[at]].decode())
        at += 1 + d[at]
    return labels, at + 1
said, at = [{0: "good", 2: "failed", 3: "none", 5: "refused"}[d[3] & 15]], 12 + len(question)
for _ in range(struct.unpack("!H", d[6:8])[0]):
    at = read(at)[1]
    what, _, _, length = struct.unpack("!HHIH", d[at:at + 10])
    at += 10
    said.append(socket.inet_ntoa(d[at:at + 4]) if what == 1 else ".".join(read(at)[0]))
    at += length
print(*said)
PY
}

# backwards ADDRESS: its name below in-addr.arpa
backwards() {
    local IFS=. a
    read -ra a <<<"$1"
    printf '%s.in-addr.arpa' "${a[3]}.${a[2]}.${a[1]}.${a[0]}"
}

# told CONTAINER SERVER NAME ANSWER...
told() {
    run ask "$1" "$2" "$3" "${TYPE:-A}"
    [ "$output" = "${*:4}" ] || {
        printf '%s asks for %s: %s, not %s\n' "$1" "$3" "$output" "${*:4}"
        return 1
    }
}

# until_told CONTAINER SERVER NAME ANSWER: for ten seconds
until_told() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ "$(ask "$1" "$2" "$3" 2>&1)" != "$4" ] || return 0
        sleep 1
    done
    return 1
}

setup() {
    man=$(address gate man)
    dev=$(address gate dev)
    db=$(address db prod)
    [ -n "$man" ] && [ -n "$dev" ] && [ -n "$db" ]
}

@test "each container is told what is on its networks, forward and backward" {
    told desk "$dev" gate.dev.example.com "good $dev"
    TYPE=PTR told desk "$dev" "$(backwards "$dev")" 'good gate.dev.example.com'
    told db "$man" gate.man.example.com "good $man"
    told db "$man" db.prod.example.com "good $db"
    TYPE=PTR told db "$man" "$(backwards "$db")" 'good db.prod.example.com'
    told gate 127.0.0.1 db.prod.example.com "good $db"
    told gate "$dev" desk.dev.example.com "good $(address desk dev)"
    told desk "$dev" nobody.dev.example.com none
}

@test "and not what is on others" {
    # These are asked of the world, which does not have these addresses.
    for name in db.prod.example.com gate.man.example.com web-1.prod.example.com; do
        run -0 ask desk "$dev" "$name"
        [[ $output != *10.10* ]]
    done
    run -0 ask db "$man" gate.dev.example.com
    [[ $output != *10.10* ]]
    TYPE=PTR told desk "$dev" "$(backwards "$db")" none
    TYPE=PTR told desk "$dev" 1.1.168.192.in-addr.arpa none
}

@test "the rest is asked of the server's own name server, for the stack's containers alone" {
    # LXD tells it the names of its instances.
    nat=$(in_container "$ONE" gate ip -4 -o address show eth0 | sed 's/.*inet \([0-9.]*\).*/\1/')
    told desk "$dev" gate.lxd "good $nat"
    told db "$man" gate.lxd "good $nat"
    # The server itself is not one of them: nobody even listens to it.
    run -0 on "$ONE" 'lxc exec gate -- ss -lunH "sport = :53"'
    [[ $output == *"$dev:53"* ]]
    [[ $output != *"$nat:53"* && $output != *0.0.0.0:53* ]]
}

@test "programs find names, short ones in the container's own domains" {
    run -0 in_container "$TWO" db getent hosts web-1
    [[ $output == *web-1.man.example.com* ]]
    run -0 in_container "$TWO" desk getent hosts gate
    [[ $output == "$dev "* ]]
    run ! in_container "$TWO" desk getent hosts db
    run -0 in_container "$TWO" desk grep -c '^search dev.example.com$' /etc/resolv.conf
    # Not by /etc/hosts alone.
    run -0 in_container "$TWO" desk resolvectl --synthesize=no --cache=no --legend=no query gate
    [[ $output == *"$dev"* ]]
    run -0 in_container "$TWO" db resolvectl --synthesize=no --cache=no --legend=no query "$db"
    [[ $output == *db.prod.example.com* ]]
}

@test "without the name server, names of the stack and of the world are still found" {
    in_container "$ONE" gate systemctl stop named
    run -0 in_container "$TWO" db getent hosts web-1
    [[ $output == *web-1.man.example.com* ]]
    run -0 in_container "$TWO" desk timeout 10 getent hosts desk.lxd
    in_container "$ONE" gate systemctl start named
    until_told desk "$dev" gate.dev.example.com "good $dev"
}

@test "a container that restarts asks as before" {
    before=$(in_container "$TWO" desk cat /etc/resolv.conf)
    on "$TWO" 'lxc restart desk'
    on "$TWO" 'for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
        lxc exec desk -- systemctl is-active --quiet network-online.target && break
        sleep 1
    done'
    [ "$(in_container "$TWO" desk cat /etc/resolv.conf)" = "$before" ]
    run -0 in_container "$TWO" desk resolvectl --synthesize=no --cache=no --legend=no query gate
    [[ $output == *"$dev"* ]]
    in_container "$TWO" desk grep -q '^# lstacker names begin' /etc/hosts
}
