#!/usr/bin/env bats
# lstacker-run over ssh, as far as it can be seen without a second machine: a stand-in for ssh runs
# the command here. What a real ssh does is tested in the lab.

# shellcheck disable=SC2016,SC2154

load helper

setup_file() {
    export LSTACKER_SSH=$BATS_TEST_DIRNAME/fake-ssh
}

@test "ssh is given what the inventory says and nothing that the user's configuration decides" {
    server lxd1 '' ssh
    export HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME/.ssh"
    : >"$HOME/.ssh/k"
    sed -i 's/\t0\t-\t-\t/\t2222\tjoe\t~\/.ssh\/k\t/' "$build/inventory"
    runner apply --yes
    [ "$status" -eq 0 ]
    says "1 server: 0 ok, 7 changed, 0 failed"
    options=$(grep -vE '(^| )-G( |$)' "$TRACE.ssh" | head -n 1)
    [[ $options == "-o StrictHostKeyChecking=accept-new -T -o BatchMode=yes -o ConnectTimeout=10 "* ]]
    [[ $options == *" -p 2222 -l joe -i $HOME/.ssh/k -- 127.0.0.1 exec sh -c "* ]]
}

@test "a stricter StrictHostKeyChecking of the user stays in force" {
    server lxd1 '' ssh
    FAKE_STRICT=true runner apply --yes
    [ "$status" -eq 0 ]
    none grep -q accept-new "$TRACE.ssh"
}

@test "a relative key counts from the directory above the build directory" {
    server lxd1 '' ssh
    sed -i 's/\t0\t-\t-\t/\t0\t-\tkeys\/k\t/' "$build/inventory"
    runner status
    [ "$status" -eq 2 ]
    says "the private key of \`lxd1\` cannot be read"
    mkdir "$build/../keys"
    : >"$build/../keys/k"
    runner status
    grep -q -e "-i $build/../keys/k " "$TRACE.ssh"
}

@test "an unreachable server does not keep the others from being built" {
    server lxd1 '' ssh
    server lxd2
    FAKE_SSH=refused runner apply --yes
    [ "$status" -eq 3 ]
    says "lxd1: unreachable: ssh: connect to host 127.0.0.1 port 22: Connection refused"
    says "= help: is sshd running there"
    says "2 servers: 0 ok, 7 changed, 0 failed; 1 server unreachable"
    grep -q 'lxd2 done finish' "$TRACE"
}

@test "a missing ssh program is told" {
    server lxd1 '' ssh
    LSTACKER_SSH=/nonexistent/ssh runner apply --yes
    [ "$status" -eq 1 ]
    says "cannot start /nonexistent/ssh"
    says "LSTACKER_SSH"
}

@test "not root there: through sudo, with a remedy when it wants a password" {
    server lxd1 '' ssh
    container "it's" lxd1
    FAKE_SSH=sudo runner apply --yes --container "it's"
    [ "$status" -eq 0 ]
    grep -q 'sudo -n -H sh' "$TRACE"
    grep -q "serve --container it's" "$TRACE"
    FAKE_SSH=sudo FAKE_SUDO=refuses runner apply --yes
    [ "$status" -eq 1 ]
    says "lxd1: failed: sudo: a password is required"
    says "NOPASSWD"
}

@test "what a login shell says before the dialogue is passed over" {
    server lxd1 '' ssh
    FAKE_SSH=noise runner apply --yes
    [ "$status" -eq 0 ]
}
