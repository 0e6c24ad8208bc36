#!/usr/bin/env bats
# A bundle runs without the runner: unpacked on a server, by dash and by busybox.

load helper

NAME=hand

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: hand
ssh: {user: lab, authorized_keys: keys/team.pub}
networks:
  prod: {subnet: 10.104.0.0/16}
defaults:
  server: {platform: debian-12, datapath: netdev}
servers:
  h1: {address: 198.18.0.11}
containers:
  one: {server: h1, networks: [prod], image: "local:lab/debian-12"}
YAML
    on_stack "$NAME" lstackc build
    lab pull master /root/hand/build/bundles/h1.tar.gz "$BATS_FILE_TMPDIR/bundle.tar.gz"
    lab push h1 "$BATS_FILE_TMPDIR/bundle.tar.gz" /var/tmp/bundle.tar.gz
    snapshot h1 > "$BATS_FILE_TMPDIR/before"
    lab push h1 "$(command -v busybox)" /var/tmp/busybox 755
    on h1 'mkdir /var/tmp/hand && tar -xzf /var/tmp/bundle.tar.gz -C /var/tmp/hand'
}

teardown_file() {
    load helper
    on h1 'cd /var/tmp/hand && sh run undo --yes; rm -rf /var/tmp/hand /var/tmp/bundle.tar.gz /var/tmp/busybox' || :
}

@test "plan by dash and by busybox say the same and exit 4" {
    run on h1 'cd /var/tmp/hand && dash run plan'
    [ "$status" -eq 4 ]
    dash_said=$output
    run on h1 'cd /var/tmp/hand && /var/tmp/busybox sh run plan'
    [ "$status" -eq 4 ]
    [ "$output" = "$dash_said" ]
    [[ $output == *'container one'* ]]
}

@test "apply by busybox, a second one by dash changes nothing, verify is content" {
    run on h1 'cd /var/tmp/hand && /var/tmp/busybox sh run apply'
    echo "$output"
    [ "$status" -eq 0 ]
    in_container h1 one true
    run on h1 'cd /var/tmp/hand && dash run apply'
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'0 changed'* ]]
    on h1 'cd /var/tmp/hand && sh run verify'
    on h1 'cd /var/tmp/hand && sh run status'
}

@test "undo leaves the server as it was" {
    on h1 'cd /var/tmp/hand && sh run undo --yes'
    snapshot h1 | diff "$BATS_FILE_TMPDIR/before" -
}

@test "wrong use is refused with 2" {
    run on h1 'cd /var/tmp/hand && sh run destroy'
    [ "$status" -eq 2 ]
}

@test "a local server needs no ssh: the runner on the server itself" {
    # The one without sanitizers: their libraries are on the master only.
    lab push h1 "$ROOT/bin/lstacker-run" /usr/local/bin/lstacker-run 755
    on_stack "$NAME" sh -c 'sed -i "s/address: 198.18.0.11/&, master: true/" lstacker.yaml && lstackc build && tar -C build -cf build.tar .'
    lab pull master /root/hand/build.tar "$BATS_TEST_TMPDIR/build.tar"
    lab push h1 "$BATS_TEST_TMPDIR/build.tar" /var/tmp/hand/build.tar
    run on h1 'cd /var/tmp/hand && mkdir build && tar -C build -xf build.tar && lstacker-run apply --yes'
    echo "$output"
    [ "$status" -eq 0 ]
    in_container h1 one true
    on h1 'cd /var/tmp/hand && lstacker-run undo --yes; rm -f /usr/local/bin/lstacker-run'
}
