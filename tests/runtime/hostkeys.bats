#!/usr/bin/env bats
# Host keys of ssh: what a run tells of this server and its containers, and how often it asks for that.
# The container manager is fake: no root, no daemons.
# Run with RUNTIME_SH='busybox sh' to have it interpreted by that; the default is dash.
# The last test of this file runs the file again so.

bats_require_minimum_version 1.5.0

K1='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIONE'
K2='ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAITWO'

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/root/lxd" "$T/run" "$T/no-tools"
    # A directory that is none of the machine's: the server's is in the bundle, a container's in its own.
    export LSTACKER_HOST_KEYS=etc-ssh
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run FAKE_ROOT=$T/root LSTACKER_LOCK_WAIT=1
    export FAKE_SH=${RUNTIME_SH:-dash}
    bundle_lxc=$BATS_TEST_DIRNAME/fake-lxc
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    bundle_new "$T/b" acme h1
    cp "$BATS_TEST_DIRNAME/fake.sh" "$T/b/lib/base.sh"
    for name in web db; do
        container "$name"
        bundle_step "lxd-instance-$name" containers "container $name" "$name" lxd_instance "$name" img config limits.cpu 1
    done
    bundle_step thing containers 'thing in web' web fake_thing thing 1
    mkdir "$T/b/etc-ssh"
    bundle_seal
}

# container NAME [KEY...] : one that is as the bundle says, with these host keys
container() {
    mkdir -p "$T/root/lxd/$1/etc-ssh"
    printf 'Running\n' >"$T/root/lxd/$1/status"
    printf 'user.lstacker.%s\n' stack=acme "name=$1" image=img keys=limits.cpu hash=x >"$T/root/lxd/$1/config"
    echo limits.cpu=1 >>"$T/root/lxd/$1/config"
}

# key NAME KEY [FILE]
key() {
    printf '%s root@%s\n' "$2" "$1" >"$T/root/lxd/$1/etc-ssh/${3-ssh_host_ed25519_key.pub}"
}

# applied -> $output : what the runner would be told
applied() {
    : >"$T/root/calls"
    run "${SH[@]}" "$T/b/run" apply --events
    printf "%s\n" "$output"; [ "$status" -eq 0 ]
    printf "%s\n" "$output"
    told=$(grep '^hostkeys' <<<"$output") || :
}

asked() {
    sed -n 's/^lxc exec \([a-z]*\) .*/\1/p' "$T/root/calls" | sort | tr '\n' ' '
}

mark() {
    sed -n 's/^user.lstacker.hostkeys=//p' "$T/root/lxd/$1/config"
}

@test "keys are told, marked on the instance, and not asked for again" {
    key web "$K1"
    key db "$K2"
    printf '%s comment\n' "$K1" >"$T/b/etc-ssh/ssh_host_ed25519_key.pub"
    applied
    [ "$(sort -u <<<"$told")" = "$(printf 'hostkeys\t%s\t%s\n' db "$K2" h1 "$K1" web "$K1")" ]
    [ "$(mark web)" = "$K1" ]
    [ "$(mark db)" = "$K2" ]
    applied
    [ "$(sort <<<"$told")" = "$(printf 'hostkeys\t%s\t%s\n' db "$K2" h1 "$K1" web "$K1")" ]
    [ -z "$(asked)" ]
    [ "$(grep -c '^lxc' "$T/root/calls")" -eq 1 ]
}

@test "a container in which something was changed is asked again, the others are not" {
    key web "$K1"
    key db "$K2"
    applied
    rm "$T/root/thing"
    key web "$K2"
    key db "$K1"
    applied
    [ "$(asked)" = 'web ' ]
    [ "$(mark web)" = "$K2" ]
    [[ $told == *$'hostkeys\tweb\t'"$K2"* ]]
}

@test "a container that was made anew has no mark, and is asked" {
    key web "$K1"
    applied
    container web
    key web "$K2"
    applied
    [ "$(asked)" = 'web ' ]
    [[ $told == *$'hostkeys\tweb\t'"$K2"* ]]
    [[ $told != *"$K1"* ]]
}

@test "one without sshd is marked so, one that does not run or answer is left for the next time" {
    rm -r "$T/root/lxd/web/etc-ssh"
    applied
    [ "$(mark web)" = none ]
    [ -z "$told" ]
    applied
    [ -z "$(asked)" ]
    container db
    key db "$K1"
    printf 'exit 1\n' >"$T/root/broken"
    FAKE_SH="sh $T/root/broken" applied
    [ -z "$(mark db)" ]
    applied
    [ "$(mark db)" = "$K1" ]
}

@test "sshd_config may say where the keys are; what is no key is not taken" {
    rm -r "$T/root/lxd/db/etc-ssh"
    mkdir "$T/root/lxd/web/etc-ssh/own"
    key web "$K1" own/key.pub
    key web "$K2"
    printf 'Port 22\n  hostkey own/key  # ours\n#HostKey other\n' >"$T/root/lxd/web/etc-ssh/sshd_config"
    applied
    [ "$(mark web)" = "$K1" ]
    container web
    rm "$T/root/lxd/web/etc-ssh/sshd_config"
    key web '*.acme ssh-rsa AAAA'
    key web 'command="x" ssh-rsa' ssh_host_x_key.pub
    applied
    [ "$(mark web)" = none ]
}

@test "by hand, what is read is kept, and nothing is told" {
    key web "$K1"
    run -0 "${SH[@]}" "$T/b/run" apply
    [[ $output != *hostkeys* ]]
    [ "$(mark web)" = "$K1" ]
}

@test "a plan asks nothing" {
    key web "$K1"
    run -4 "${SH[@]}" "$T/b/run" plan --events
    [[ $output != *hostkeys* ]]
    [ -z "$(mark web)" ]
}

@test "the same under busybox sh" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is it'
    command -v busybox || skip 'no busybox'
    RUNTIME_SH='busybox sh' run -0 bats "$BATS_TEST_FILENAME"
}
