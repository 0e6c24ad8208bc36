#!/usr/bin/env bats
# A machine with nothing but cloud-init and sshd becomes a server by the generated files.

load helper

NAME=vanilla

setup_file() {
    load helper
    put_stack "$NAME" <<'YAML'
version: 1
name: vanilla
ssh: {user: lab, authorized_keys: keys/team.pub}
networks:
  prod: {subnet: 10.104.0.0/16}
defaults:
  server:
    platform: debian-12
    datapath: netdev
    underlay: {interface: eth0, prefix: 24, gateway: 198.18.0.1}
  container: {image: "local:lab/debian-12", networks: [prod]}
servers:
  h1: {address: 198.18.0.11, segment: 1}
  h5: {address: 198.18.0.15, segment: 5}
containers:
  c1: {server: h1}
  c5: {server: h5}
YAML
    on_stack "$NAME" lstackc build
    for file in user-data network-config meta-data; do
        lab pull master "/root/$NAME/build/cloud-init/h5.$file" "$BATS_FILE_TMPDIR/$file"
    done
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
    lab delete h5 || :
}

@test "a vanilla machine booted with the generated files is reached by the master" {
    lab vanilla h5 "$BATS_FILE_TMPDIR/user-data" "$BATS_FILE_TMPDIR/network-config" "$BATS_FILE_TMPDIR/meta-data"
    on master 'ssh-keygen -R 198.18.0.15 2>/dev/null || :'
    wait_for 60 on master "ssh $SSH_OPTIONS lab@198.18.0.15 sudo true"
    lab exec h5 cloud-init status --wait
    lab guest-image h5
}

@test "apply completes on it, and its containers are on the overlay" {
    run on_stack "$NAME" lstacker-run apply --yes
    echo "$output"
    [ "$status" -eq 0 ]
    wait_for 20 ping_sized h1 c1 10.104.5.10 1446
    tcp h5 c5 h1 c1 10.104.1.10
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "the vanilla server survives a reboot" {
    lab reboot h5
    wait_for 60 ping_sized h1 c1 10.104.5.10 1446
}
