#!/usr/bin/env bats
# What the compiler generates (the goldens of tests/stacks) is accepted by the programs that will
# read it, as they are in the lab: cloud-init on the master, netplan on a server.

load helper

setup_file() {
    load helper
    for host in master h1; do
        tar -C "$ROOT/golden" -cf - . | on "$host" 'mkdir -p /var/tmp/golden && tar -C /var/tmp/golden -xf -'
    done
}

teardown_file() {
    load helper
    for host in master h1; do
        on "$host" 'rm -rf /var/tmp/golden /var/tmp/netplan'
    done
}

@test "user-data passes cloud-init schema" {
    run on master 'n=0
        for file in $(find /var/tmp/golden -name "*.user-data" | sort); do
            cloud-init schema --config-file "$file" || { echo "$file"; exit 1; }
            n=$((n + 1))
        done
        echo "$n files"'
    echo "$output"
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} =~ ^[1-9][0-9]+\ files$ ]]
}

@test "cloud-init schema finds a fault, so the test above can fail" {
    run on master 'printf "#cloud-config\nusers: 7\n" > /var/tmp/golden/bad && cloud-init schema --config-file /var/tmp/golden/bad'
    [ "$status" -ne 0 ]
}

@test "network-config passes netplan" {
    run on h1 'n=0
        mkdir -p /var/tmp/netplan/etc/netplan
        for file in $(find /var/tmp/golden -name "*.network-config" | sort); do
            { echo "network:"; sed "s/^/  /" "$file"; } > /var/tmp/netplan/etc/netplan/50.yaml
            chmod 600 /var/tmp/netplan/etc/netplan/50.yaml
            netplan generate --root-dir /var/tmp/netplan || { echo "$file"; exit 1; }
            n=$((n + 1))
        done
        echo "$n files"'
    echo "$output"
    [ "$status" -eq 0 ]
    [[ ${lines[-1]} =~ ^[1-9][0-9]+\ files$ ]]
}
