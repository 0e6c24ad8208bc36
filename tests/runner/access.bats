#!/usr/bin/env bats
# Ways in: known_hosts, ssh, exec, vpn. Stand-ins take the places of ssh, lxc and sshuttle; what the real
# ones do is tested in the lab.

# shellcheck disable=SC2016,SC2154

load helper

K1='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIONE'
K2='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAITWO'
K3='ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlz+/=='

# programs NAME... : each writes down its words, one a line in brackets, and where it was called
programs() {
    local name
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    for name; do
        printf '#!/bin/sh\n{ pwd -P; printf "[%%s]\\n" "$@"; } >"%s"\nexit "${FAKE_STATUS:-0}"\n' \
            "$BATS_TEST_TMPDIR/called" >"$BATS_TEST_TMPDIR/bin/$name"
        chmod 755 "$BATS_TEST_TMPDIR/bin/$name"
    done
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

# a container manager: `exec NAME -- CMD...` runs the command here, with $CONTAINER its name
fake_lxc() {
    mkdir -p "$BATS_TEST_TMPDIR/bin"
    cat >"$BATS_TEST_TMPDIR/bin/lxc" <<'SH'
#!/bin/sh
[ "$1 $3" = "exec --" ] || exit 99
CONTAINER=$2
export CONTAINER
shift 3
exec "$@"
SH
    cp "$BATS_TEST_TMPDIR/bin/lxc" "$BATS_TEST_TMPDIR/bin/incus"
    chmod 755 "$BATS_TEST_TMPDIR/bin"/*
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

called() {
    cat "$BATS_TEST_TMPDIR/called"
}

# telling NAME KEYS... : behaviour of a server that tells these keys when it finishes; \n between two
telling() {
    printf 'on_finish() {\n'
    while [ $# -gt 0 ]; do
        printf '    event hostkeys %s "%s"\n' "$1" "$2"
        shift 2
    done
    printf '    event end finish 0 0 0 0\n}\n'
}

@test "known_hosts has what servers tell of themselves and their containers, sorted" {
    server lxd2 "$(telling lxd2 "$K2" web "$K1"'\\n'"$K3")"
    server lxd1 "$(telling lxd1 "$K1" db "$K3")"
    container web lxd2
    container db lxd1
    runner apply --yes
    [ "$status" -eq 0 ]
    diff "$build/known_hosts" - <<END
db.demo $K3
lxd1.demo $K1
lxd2.demo $K2
web.demo $K3
web.demo $K1
END
    [ "$(stat -c %a "$build/known_hosts")" = 644 ]
}

@test "known_hosts: a new key takes the place of the old one, and all others stay" {
    server lxd1 "$(telling web "$K2")"
    container web lxd1
    container db lxd2
    printf '%s\n' "web.demo $K1" "db.demo $K1" "other.host $K1" "# a note" "web.demo.example $K3" \
        >"$build/known_hosts"
    runner apply --yes
    diff "$build/known_hosts" - <<END
# a note
db.demo $K1
other.host $K1
web.demo $K2
web.demo.example $K3
END
}

@test "known_hosts is written only if something changes, and not by a plan" {
    server lxd1 "$(telling lxd1 "$K1")"
    runner plan
    [ ! -e "$build/known_hosts" ]
    runner apply --yes
    before=$(stat -c '%i %y' "$build/known_hosts")
    runner apply --yes
    [ "$(stat -c '%i %y' "$build/known_hosts")" = "$before" ]
    [ ! -e "$build/known_hosts.new" ]
}

@test "known_hosts: nobody is believed about others, nor what is no key" {
    server lxd1 "$(telling lxd2 "$K1" web "$K1" lxd1 "$K2"'\\n*.demo ssh-rsa AAAA\\nssh-rsa AA AA\\n@x\\n' db "x")"
    server lxd2
    container web lxd2
    container db lxd1
    runner apply --yes
    [ "$status" -eq 0 ]
    diff "$build/known_hosts" - <<<"lxd1.demo $K2"
}

@test "known_hosts: a server that fails has told what it made until then" {
    server lxd1 "on_apply() {
        event hostkeys web '$K1'
        step x failed 'no'
        event end \$1 0 0 1 0
    }"
    container web lxd1
    runner apply --yes
    [ "$status" -eq 1 ]
    diff "$build/known_hosts" - <<<"web.demo $K1"
}

@test "known_hosts that cannot be written is told, and does not fail the apply" {
    server lxd1 "$(telling lxd1 "$K1")"
    mkdir "$build/known_hosts.new"
    runner apply --yes
    [ "$status" -eq 0 ]
    says "$build/known_hosts cannot be written: Is a directory"
}

@test "ssh becomes ssh, where paths of ssh_config count from, with words as they are" {
    server lxd1
    container web lxd1
    programs ssh
    FAKE_STATUS=7 runner ssh web -- ls -l "it's  a" '$HOME' ''
    [ "$status" -eq 7 ]
    diff - <(called) <<END
$(cd "$build/.." && pwd -P)
[-F]
[build/ssh_config]
[--]
[web]
['ls' '-l' 'it'\\''s  a' '\$HOME' '']
END
    runner ssh lxd1
    [ "$(called | tail -n 1)" = "[lxd1]" ]
    mv "$build" "$BATS_TEST_TMPDIR/stack/my tree"
    build="$BATS_TEST_TMPDIR/stack/my tree/"
    runner ssh web
    [[ $(called) == *$'\n[my tree/ssh_config]\n[-o]\n[UserKnownHostsFile="my tree/known_hosts"]\n[--]\n[web]' ]]
    cd "$build"
    build=.
    runner ssh web
    [[ $(called) == *$'\n[my tree/ssh_config]\n'* ]]
}

@test "ssh: the program is LSTACKER_SSH, and one that is missing is told" {
    server lxd1
    LSTACKER_SSH=/nonexistent/ssh runner ssh lxd1
    [ "$status" -eq 1 ]
    says "cannot start /nonexistent/ssh"
    says "LSTACKER_SSH"
}

@test "a name that nobody has gets a suggestion, a command its form" {
    server lxd1
    container web lxd1
    while IFS='|' read -r words said; do
        # shellcheck disable=SC2086
        runner $words
        [ "$status" -eq 2 ]
        says "$said"
    done <<'END'
ssh weeb|no container and no server of stack `demo` is called `weeb`
ssh weeb|did you mean `web`?
exec lxd -- true|did you mean `lxd1`?
ssh zzzzzz|`lstackc show` lists them
ssh|`ssh` wants the name of a container or server
exec -- true|`exec` wants the name of a container or server, or --all
exec web|`exec` wants a command
exec web --|`exec` wants a command
exec web true|what is to be run stands after `--`
exec web --all -- true|a name or --all, not both
apply --all|--all belongs to `exec`
ssh web --start|--start belongs to `vpn`
apply -- true|only `ssh` and `exec` take a command
vpn a b|one verb is enough
vpn|stack `demo` has no jump-box
vpn|jump_box: true
END
}

@test "exec runs a command in a container or on a server, words and exit status as they are" {
    fake_lxc
    server lxd1
    container web lxd1
    runner exec web -- sh -c 'printf "%s|" "$CONTAINER" "$@"; exit 5' sh "it's  a" '$HOME' '' '*'
    [ "$status" -eq 5 ]
    says "web|it's  a|\$HOME||*|"
    runner exec lxd1 -- printf '<%s>' 'a b' "c'd"
    [ "$status" -eq 0 ]
    says "<a b><c'd>"
    run sh -c 'printf input | "$@"' sh "$LSTACKER_RUN_PROGRAM" -C "$build" exec web -- cat
    [ "$output" = input ]
}

@test "exec goes by ssh and sudo as apply does" {
    fake_lxc
    server lxd1 '' ssh
    container web lxd1
    LSTACKER_SSH=$BATS_TEST_DIRNAME/fake-ssh FAKE_SSH=sudo runner exec web -- sh -c 'echo "in $CONTAINER"'
    [ "$status" -eq 0 ]
    says "in web"
    grep -q 'sudo -n -H sh' "$TRACE"
    LSTACKER_SSH=$BATS_TEST_DIRNAME/fake-ssh FAKE_SSH=refused runner exec web -- true
    [ "$status" -eq 255 ]
}

@test "exec --all: each line after its container's name, and whether all were good" {
    fake_lxc
    server lxd1
    server lxd2 '' ssh
    sed -i '/^server.lxd2/s/lxc$/incus/' "$build/inventory"
    container web lxd1
    container db lxd2
    export LSTACKER_SSH=$BATS_TEST_DIRNAME/fake-ssh
    runner exec --all -- sh -c 'echo "one of $CONTAINER"; echo oops >&2; printf last'
    [ "$status" -eq 0 ]
    [ "$(sort <<<"$output")" = "$(printf '%s\n' 'db: last' 'db: one of db' 'db: oops' 'web: last' 'web: one of web' 'web: oops')" ]
    runner exec --all -- sh -c '[ "$CONTAINER" = web ] || exit 3'
    [ "$status" -eq 1 ]
    says "lstacker-run: db: exit status 3"
    says "it failed in 1 of 2 containers"
    runner exec --all --limit lxd1 -- sh -c '[ "$CONTAINER" = web ] || exit 3'
    [ "$status" -eq 0 ]
    FAKE_SSH=refused runner exec --all -- sh -c 'echo here'
    [ "$status" -eq 3 ]
    says "web: here"
    says "db: ssh: connect to host 127.0.0.1 port 22: Connection refused"
}

@test "exec --all: all at once, as many at a time as --jobs says" {
    fake_lxc
    server lxd1
    for i in 1 2 3 4 5 6 7 8 9 10 11 12; do container "c$i" lxd1; done
    mkdir "$BATS_TEST_TMPDIR/at"
    at='mkdir "$1/$CONTAINER"; sleep 0.4; ls "$1" | wc -l; rmdir "$1/$CONTAINER"'
    runner exec --all -- sh -c "$at" sh "$BATS_TEST_TMPDIR/at"
    [ "$status" -eq 0 ]
    says ": 12"
    runner exec --all --jobs 3 -- sh -c "$at" sh "$BATS_TEST_TMPDIR/at"
    [ "$status" -eq 0 ]
    most=$(sed -n 's/^c[0-9]*: //p' <<<"$output" | sort -n | tail -n 1)
    [ "$most" -le 3 ]
}

@test "exec --all: much output arrives whole, and a signal ends all" {
    fake_lxc
    server lxd1
    container a lxd1
    container b lxd1
    runner exec --all -- seq 1 20000
    [ "$(grep -c '^a: ' <<<"$output")" -eq 20000 ]
    [ "$(sed -n 's/^b: //p' <<<"$output")" = "$(seq 1 20000)" ]
    "$LSTACKER_RUN_PROGRAM" -C "$build" exec --all -- sleep 60 &
    sleep 1
    kill -INT $!
    status=0
    wait $! || status=$?
    [ "$status" -eq 130 ]
}

@test "vpn prints a line that leads to the networks of the jump-box, and its name server" {
    server lxd1
    printf 'jump\tgate\t10.100.0.10\t10.100.0.0/16 10.101.0.0/16\njump\tback\t-\t10.102.0.0/16\n' >>"$build/inventory"
    runner vpn
    [ "$status" -eq 0 ]
    says "cd $BATS_TEST_TMPDIR/stack && sshuttle --ssh-cmd 'ssh -F build/ssh_config' --remote gate --dns --to-ns 10.100.0.10 10.100.0.0/16 10.101.0.0/16"
    cd "$build/.."
    build=build
    runner vpn back
    says "sshuttle --ssh-cmd 'ssh -F build/ssh_config' --remote back 10.102.0.0/16"
    says_not "cd "
    runner vpn bcak
    [ "$status" -eq 2 ]
    says '`bcak` is no jump-box of stack `demo`'
    says "the jump-boxes are gate, back"
}

@test "vpn --start becomes sshuttle" {
    server lxd1
    printf 'jump\tgate\t-\t10.100.0.0/16\n' >>"$build/inventory"
    programs sshuttle
    FAKE_STATUS=9 runner vpn --start
    [ "$status" -eq 9 ]
    diff - <(called) <<END
$(cd "$build/.." && pwd -P)
[--ssh-cmd]
[ssh -F build/ssh_config]
[--remote]
[gate]
[10.100.0.0/16]
END
    rm "$BATS_TEST_TMPDIR/bin/sshuttle"
    command -v sshuttle >/dev/null || {
        runner vpn --start
        [ "$status" -eq 1 ]
        says "apt-get install sshuttle"
    }
}
