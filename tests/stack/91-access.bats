#!/usr/bin/env bats
# Ways into the production stack, from a machine that is none of its servers: by the jump-box, with
# strict host keys, and by sshuttle. CLIENT is that machine.

bats_require_minimum_version 1.5.0
load helper

CLIENT=${CLIENT:-master}

# here SCRIPT [ARG...]: a sh script in the stack's directory on the client
here() {
    local script=$1
    shift
    on "$CLIENT" "cd /root/acme && $script" "$@"
}

# by_ssh NAME CMD: strictly
by_ssh() {
    here 'exec ssh -F build/ssh_config -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=20 "$@"' "$@"
}

containers() {
    here 'awk -F "\t" "\$1 == \"container\" { print \$2 }" build/inventory'
}

servers() {
    here 'awk -F "\t" "\$1 == \"server\" { print \$2 }" build/inventory'
}

setup_file() {
    load helper
    CLIENT=${CLIENT:-master}
    # Where the jump-box is.
    GATE_HOST=$(here 'awk -F "\t" "\$1 == \"container\" && \$2 == \"gate\" { print \$3 }" build/inventory')
    DESK_HOST=$(here 'awk -F "\t" "\$1 == \"container\" && \$2 == \"desk\" { print \$3 }" build/inventory')
    export GATE_HOST DESK_HOST
}

@test "apply has brought the host keys of all servers and containers" {
    hosts=$(here 'cut -d" " -f1 build/known_hosts | sort -u')
    diff <(printf '%s\n' "$hosts") <({ servers; containers; } | sed 's/$/.acme/' | sort)
    here 'LC_ALL=C sort -c build/known_hosts && ssh-keygen -l -f build/known_hosts >/dev/null'
}

@test "ssh and scp reach every container and server through the jump-box, with strict host keys" {
    before=$(here 'sha256sum build/known_hosts')
    names=$({ containers; servers; } | sort)
    # shellcheck disable=SC2016,SC2086 # a list of names
    run -0 here 'strict="-F build/ssh_config -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=30"
        for name; do
            (
                echo "to $name" >"/tmp/sent.$name"
                scp -q $strict "/tmp/sent.$name" "$name:/tmp/came" &&
                    scp -q $strict "$name:/tmp/came" "/tmp/back.$name" && cmp "/tmp/sent.$name" "/tmp/back.$name" &&
                    ssh $strict "$name" "rm /tmp/came; hostname" </dev/null
                rm -f "/tmp/sent.$name" "/tmp/back.$name"
            ) &
        done
        wait' $names
    [ "$(sort <<<"$output")" = "$names" ]
    [ "$(here 'sha256sum build/known_hosts')" = "$before" ]
    # Nobody got there in another way.
    run -0 by_ssh desk 'echo $SSH_CONNECTION'
    [[ $output == 10.101.1.10\ * ]]
}

@test "the jump-box takes keys alone, and nobody as root" {
    on "$GATE_HOST" 'lxc exec gate -- sshd -t'
    run by_ssh -o PreferredAuthentications=password,keyboard-interactive gate true
    [ "$status" -eq 255 ]
    [[ $output == *'Permission denied (publickey)'* ]]
    # Even if he has a key that root has, too.
    on "$GATE_HOST" 'lxc exec gate -- sh -c "mkdir -p -m 700 /root/.ssh && cp -p /root/.ssh/authorized_keys /tmp/kept 2>/dev/null
        cat >/root/.ssh/authorized_keys"' < <(here 'cat keys/team.pub')
    run by_ssh -l root gate true
    on "$GATE_HOST" 'lxc exec gate -- sh -c "rm -f /root/.ssh/authorized_keys; [ ! -e /tmp/kept ] || mv /tmp/kept /root/.ssh/authorized_keys"'
    [ "$status" -eq 255 ]
    [[ $output == *'Permission denied'* ]]
}

@test "a host key that has changed is refused, until an apply has seen it in a new container" {
    on "$DESK_HOST" 'lxc exec desk -- sh -c "rm /etc/ssh/ssh_host_*; ssh-keygen -q -A && systemctl restart ssh"'
    run by_ssh desk true
    [ "$status" -eq 255 ]
    [[ $output == *'IDENTIFICATION HAS CHANGED'* ]]
    # What a container that was made anew lacks.
    on "$DESK_HOST" 'lxc config unset desk user.lstacker.hostkeys'
    others=$(here 'grep -v "^desk" build/known_hosts')
    run -0 here 'lstacker-run apply --yes --json'
    diff /dev/null <(printf '%s\n' "$output" | changed_ids)
    [ "$(by_ssh desk hostname)" = desk ]
    [ "$(here 'grep -v "^desk" build/known_hosts')" = "$others" ]
}

@test "lstacker-run ssh and exec, with words as they are" {
    run -0 here 'cd / && lstacker-run -C /root/acme/build ssh desk -- printf "%s|" "a  b" "it'\''s" "\$HOME"'
    [ "$output" = "a  b|it's|\$HOME|" ]
    run -3 here 'lstacker-run exec desk -- sh -c "id -un; sleep 0.3; exit 3"'
    [ "${lines[0]}" = root ]
    run -0 here 'lstacker-run exec "$1" -- hostname' "$DESK_HOST"
    [ "$output" = "$DESK_HOST" ]
    # The end of what a short command prints is lost by LXD now and then.
    run -0 here 'lstacker-run exec --all -- sh -c "hostname; sleep 0.3"'
    diff <(sort <<<"$output") <(containers | sed 's/.*/&: &/' | sort)
    run -1 here 'lstacker-run exec --all -- sh -c "[ \$(hostname) != desk ]"'
    [[ $output == *'desk: exit status 1'* ]]
}

@test "sshuttle: each container answers by address and by name, then nothing is left of it" {
    here 'lstacker-run vpn --start >/tmp/vpn.log 2>&1 & echo $! >/tmp/vpn.pid
        for i in $(seq 1 40); do grep -q Connected /tmp/vpn.log && exit; sleep 0.5; done; cat /tmp/vpn.log; exit 1'
    # The first line of sshd, by TCP.
    # shellcheck disable=SC2016
    run here 'bad=0; grep "^10\." build/hosts >/tmp/answering
        while read -r address name rest; do
            for to in "$address" "$name"; do
                timeout 10 bash -c "exec 3<>/dev/tcp/\$0/22 && head -n 1 <&3" "$to" | grep -q ^SSH-2 || { echo "no answer: $to"; bad=1; }
            done
        done </tmp/answering; exit $bad'
    printf '%s\n' "$output"
    answered=$status
    here 'pid=$(cat /tmp/vpn.pid) && kill -TERM "$pid" && rm -f /tmp/vpn.log /tmp/vpn.pid /tmp/answering
        for i in $(seq 1 20); do
            kill -0 "$pid" 2>/dev/null || iptables-save -t nat | grep sshuttle || exit 0
            sleep 0.5
        done
        exit 1'
    [ "$answered" -eq 0 ]
    run here 'timeout 3 bash -c "exec 3<>/dev/tcp/10.100.1.10/22"'
    [ "$status" -ne 0 ]
}
