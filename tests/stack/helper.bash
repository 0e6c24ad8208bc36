# What the tests of the product in the lab have in common. Loaded by bats: bash.
# shellcheck shell=bash

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
LAB=$ROOT/tests/lab/lab
# shellcheck disable=SC2034 # for the tests
SSH_OPTIONS='-o BatchMode=yes -o StrictHostKeyChecking=accept-new -o LogLevel=ERROR'

lab() {
    "$LAB" "$@"
}

# on HOST SCRIPT [ARG...]: runs the sh script there as root, with arguments from $1 on.
on() {
    local host=$1 script=$2
    shift 2
    lab exec "$host" sh -c "$script" sh "$@"
}

# in_container HOST CONTAINER CMD...
in_container() {
    local host=$1
    shift
    lab exec "$host" lxc exec "$1" -- "${@:2}"
}

# put_stack NAME: the YAML on standard input becomes /root/NAME/lstacker.yaml on the master, and what
# was assigned before is forgotten.
put_stack() {
    on master 'mkdir -p "/root/$1/keys" && rm -f "/root/$1/lstacker.lock" && cat > "/root/$1/lstacker.yaml" &&
        cp /root/.ssh/id_ed25519.pub "/root/$1/keys/team.pub"' "$1"
}

# on_stack NAME CMD...: runs a command in the stack's directory on the master.
on_stack() {
    on master 'cd "/root/$1" && shift && exec "$@"' "$@"
}

# changed_ids FILE...: ids of the steps that events say differ or changed, sorted, with their server.
changed_ids() {
    jq -r 'select(.event == "step" and (.state == "differs" or .state == "changed" or
        .state == "remove" or .state == "removed")) | .server + " " + .id' "$@" | sort -u
}

# What a server is like, as far as LStacker could have changed it. Not what adduser keeps and locks; nor the
# lock of recipes in /run, which all stacks share; nor what a run left that was killed, and a later one takes away.
# One subject a line: so a difference names itself.
snapshot() {
    on "$1" '
        ovs-vsctl show | sed "s/^/ovs: /"
        lxc list -f csv -c ns | sort | sed "s/^/instance: /"
        for what in profile network storage; do
            lxc "$what" list -f csv | cut -d, -f1-3 | sort | sed "s/^/$what: /"
        done
        lxc profile show default | sed "s/^/default profile: /"
        nft -s list ruleset | sed "s/^/nft: /"
        ip -o link | cut -d: -f2 | sed "s/@.*//" | sort | sed "s/^/link: /"
        ip route | sort | sed "s/^/route: /"
        find /etc -xdev ! -name ld.so.cache -printf "etc: %p %y %m %u %g %l\n" | sort
        find /etc -xdev -type f ! -name ld.so.cache ! -name "passwd-" ! -name "group-" ! -name "shadow-" ! -name "gshadow-" -exec sha256sum {} + | sort -k2 | sed "s/^/etc: /"
        systemctl list-unit-files --no-legend --no-pager | grep -v enabled-runtime |
            grep -v "^systemd-networkd" | sed "s/^/unit: /"
        dpkg-query -W -f "package: \${Package} \${db:Status-Status}\n"
        ls -A /var/lib/lstacker /run /tmp /root 2>&1 | grep -v -e ^systemd-private- -e ^motd.dynamic -e ^lxc\$ -e ^adduser\$ -e ^lstacker-recipes.lock -e "^lstacker[.]......\$" | sed "s/^/file: /"
    ' 2>&1
}

# Puts logging wrappers of lxc and ovs-vsctl before the real ones.
log_calls() {
    on "$1" 'for p in lxc ovs-vsctl; do
        printf "#!/bin/sh\necho \"%s \$*\" >> /var/tmp/calls\nexec /usr/bin/%s \"\$@\"\n" "$p" "$p" \
            > "/usr/local/sbin/$p"
        chmod 755 "/usr/local/sbin/$p"
    done; rm -f /var/tmp/calls'
}

stop_logging_calls() {
    on "$1" 'rm -f /usr/local/sbin/lxc /usr/local/sbin/ovs-vsctl /var/tmp/calls'
}

# ping_sized HOST CONTAINER ADDRESS MTU: one packet of just that size, not to be fragmented.
ping_sized() {
    in_container "$1" "$2" ping -c 2 -i 0.3 -W 2 -M 'do' -s "$(($4 - 28))" "$3"
}

# tcp HOST CONTAINER HOST2 CONTAINER2 ADDRESS2: a megabyte arrives whole.
tcp() {
    local sum got
    on "$3" 'lxc exec "$1" -- sh -c "timeout 20 nc -d -l 7777 > /tmp/got" > /dev/null 2>&1 &
        for i in 1 2 3 4 5 6 7 8 9 10; do
            ! lxc exec "$1" -- ss -tln | grep -q :7777 || exit 0
            sleep 0.3
        done
        echo "nobody listens in $1"
        exit 1' "$4"
    sum=$(on "$1" 'lxc exec "$1" -- sh -c "head -c 1000000 /dev/urandom > /tmp/sent;
        timeout 15 nc -N $2 7777 < /tmp/sent; sha256sum < /tmp/sent"' "$2" "$5")
    got=$(in_container "$3" "$4" sh -c 'sleep 0.3; sha256sum < /tmp/got')
    echo "sent $sum, got $got"
    [ "$sum" = "$got" ]
}

wait_for() { # SECONDS CMD...
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 1
    done
}
