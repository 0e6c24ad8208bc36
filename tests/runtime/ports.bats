#!/usr/bin/env bats
# The packet rules, with the real nft in network namespaces of the test's own, and what Docker must let
# pass, with an iptables that prints what it is told. Wants root.

bats_require_minimum_version 1.5.0

setup_file() {
    command -v nft >/dev/null || skip 'no nft'
    [ "$(id -u)" -eq 0 ] || skip 'not root'
}

# A server's network, files and units: a name space each, held by a process that ends with the test.
setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/run" "$T/bin"
    cp -a /etc "$T/etc"
    unshare -n -m sh -c 'mount --bind "$1" /etc && echo ready >"$2" && exec sleep 600' sh "$T/etc" "$T/ready" 3>&- &
    HOLDER=$!
    for _ in $(seq 50); do
        [ ! -s "$T/ready" ] || break
        sleep 0.1
    done
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run LSTACKER_LOCK_WAIT=1
    export PATH=$T/bin:$PATH T
    program systemctl <<'END'
printf '%s\n' "$*" >>"$T/systemctl"
case $1 in
enable) ln -sf "/etc/systemd/system/$2" "/etc/systemd/system/multi-user.target.wants/$2" ;;
disable) rm -f "/etc/systemd/system/multi-user.target.wants/$3" ;;
start | restart) [ -e "/etc/systemd/system/$2" ] ;;
esac
END
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    bundle_new "$T/b" acme h1
    rules 8080
}

teardown() {
    kill "$HOLDER"
}

# program NAME : a program of the test's own, from standard input
program() {
    { printf '#!/bin/sh\n' && cat; } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}

here() {
    nsenter -t "$HOLDER" -n -m -- "$@"
}

go() {
    here "${SH[@]}" "$T/b/run" "$@"
}

# rules PORT : a bundle whose rules lead it to a container
rules() {
    rm -f "$T"/b/steps/*
    cat >"$T/b/files/rules.nft" <<END
table inet lstacker-acme
delete table inet lstacker-acme
table bridge lstacker-acme
delete table bridge lstacker-acme
table inet lstacker-acme {
	chain prerouting {
		type nat hook prerouting priority -110
		tcp dport $1 dnat ip to 10.9.0.2:80 comment "web"
		tcp dport 9000-9001 dnat ip to 10.9.0.2 : tcp dport map { 9000 : 91, 9001 : 92 }
	}
}
table bridge lstacker-acme {
	chain forward {
		type filter hook forward priority filter
		iifname "ls*" drop
	}
}
END
    bundle_step rules network 'rules' '' nft_tables files/rules.nft
    bundle_seal
}

listing() {
    here nft -s list ruleset
}

@test "plan, apply, apply, undo: the tables are there once, and nothing is left" {
    here nft add table inet foreign
    before=$(listing)
    run -4 go plan
    [[ $output == *'table lstacker-acme is missing'* ]]
    [ "$(listing)" = "$before" ]
    go apply
    here nft list table inet lstacker-acme | grep -q 'dport 8080 dnat'
    here nft list table bridge lstacker-acme | grep -q 'ls'
    cmp "$T/b/files/rules.nft" "$T/etc/lstacker/acme.nft"
    [ -L "$T/etc/systemd/system/multi-user.target.wants/lstacker-acme-rules.service" ]
    run -0 go plan
    rm "$T/systemctl"
    run -0 go apply
    [[ $output == *'1 ok, 0 changed'* ]]
    [ ! -e "$T/systemctl" ]
    run -0 go undo --yes
    [ "$(listing)" = "$before" ]
    diff -r --no-dereference /etc "$T/etc"
    [ ! -e "$T/state" ]
}

@test "each difference is named and mended" {
    go apply
    while IFS='|' read -r change says; do
        here sh -c "$change"
        run -4 go plan
        [[ $output == *"$says"* ]] || { printf '%s: %s\n' "$change" "$output" && return 1; }
        go apply
        run -0 go plan
        here nft list table inet lstacker-acme | grep -q 'dport 8080 dnat'
    done <<'END'
nft flush ruleset|table lstacker-acme is missing
nft delete table bridge lstacker-acme|table lstacker-acme is missing
nft flush chain inet lstacker-acme prerouting|table lstacker-acme has other rules
nft add rule inet lstacker-acme prerouting tcp dport 1 drop|table lstacker-acme has other rules
nft add chain bridge lstacker-acme other|table lstacker-acme has other rules
rm /etc/lstacker/acme.nft|/etc/lstacker/acme.nft is missing
echo >>/etc/lstacker/acme.nft; echo x >>/etc/lstacker/acme.nft|acme.nft has another content
chmod 600 /etc/lstacker/acme.nft|acme.nft has another content, owner or mode
rm /etc/systemd/system/lstacker-acme-rules.service|lstacker-acme-rules.service is missing
echo x >>/etc/systemd/system/lstacker-acme-rules.service|lstacker-acme-rules.service has another content
rm /etc/systemd/system/multi-user.target.wants/lstacker-acme-rules.service|is not enabled
END
}

@test "other rules replace them in one transaction, and what they no longer have goes" {
    go apply
    rules 8081
    run -4 go plan
    [[ $output == *'table lstacker-acme has other rules'*'acme.nft has another content'* ]]
    here nft list table inet lstacker-acme | grep -q 8080
    go apply
    here nft list table inet lstacker-acme | grep -q 8081
    run ! grep -q 8080 <(here nft list table inet lstacker-acme)
}

@test "rules that nft does not take leave the former ones" {
    go apply
    rules 'nonsense'
    run -1 go apply
    [[ $output == *nonsense* ]]
    here nft list table inet lstacker-acme | grep -q 'dport 8080 dnat'
    grep -q 8080 "$T/etc/lstacker/acme.nft"
}

@test "a killed apply: loaded, but not remembered, is loaded again" {
    go apply
    rm "$T/state/acme/state/nft-rules"
    run -4 go plan
    go apply
    run -0 go plan
}

@test "nft does not answer: in the way, and nothing is taken for undone" {
    go apply
    program nft <<<'echo no kernel >&2; exit 1'
    run -1 go plan
    [[ $output == *'in the way: nft does not tell its tables: no kernel'* ]]
    run -1 go undo --yes
    [ -e "$T/state/acme/owned" ]
    rm "$T/bin/nft"
    go undo --yes
    [ -z "$(listing)" ]
}

@test "the directory stays if others use it, or had it before" {
    mkdir "$T/etc/lstacker"
    go apply
    go undo --yes
    rmdir "$T/etc/lstacker"
    go apply
    : >"$T/etc/lstacker/foreign"
    go undo --yes
    [ -e "$T/etc/lstacker/foreign" ]
}

@test "the unit is what systemd takes" {
    command -v systemd-analyze >/dev/null || skip 'no systemd-analyze'
    go apply
    run systemd-analyze verify --man=no "$T/etc/systemd/system/lstacker-acme-rules.service"
    [[ $output != *lstacker* ]]
}

# --- beside Docker -------------------------------------------------------------

# The chain DOCKER-USER is a file: a rule a line.
docker() {
    mkdir -p "$T/etc/systemd/system/docker.service.wants"
    : >"$T/rules"
    program iptables <<'END'
shift 2
verb=$1 chain=$2
shift 2
case $verb in
-S)
    sed "s/^-\([ds]\) \([0-9.]*\)/-\1 \2\/32/; s/--comment \(.*\) -j/--comment \"\1\" -j/; s/^/-A $chain /" "$T/rules"
    exit ;;
-C) grep -qxF -e "$*" "$T/rules" ;;
-I) printf '%s\n' "$*" >>"$T/rules" ;;
-D)
    grep -qxF -e "$*" "$T/rules" || exit 1
    grep -vxF -e "$*" "$T/rules" >"$T/rest"
    cat "$T/rest" >"$T/rules"
    ;;
esac
END
    program systemctl <<'END'
wants=/etc/systemd/system/docker.service.wants
case $1 in
enable) ln -sf "/etc/systemd/system/$2" "$wants/$2" ;;
disable) rm -f "$wants/$3" ;;
restart) sed -n 's/^ExecStart=//p' "/etc/systemd/system/$2" | sh ;;
esac
END
    rm -f "$T"/b/steps/*
    bundle_step forward services 'forward' '' docker_forward "$@"
    bundle_seal
}

@test "docker_forward: the bridge, and servers that ports are passed on to; former ones go" {
    docker lsbr0 192.0.2.2 192.0.2.20
    cp "$T/rules" "$T/before"
    run -4 go plan
    go apply
    [ "$(wc -l <"$T/rules")" -eq 6 ]
    grep -qxF -e '-d 192.0.2.2 -m conntrack --ctstate DNAT -m comment --comment lstacker acme -j ACCEPT' "$T/rules"
    run -0 go plan
    cp "$T/rules" "$T/full"
    docker lsbr0 192.0.2.2
    cp "$T/full" "$T/rules"
    run -4 go plan
    [[ $output == *'192.0.2.20 should not pass'* ]]
    go apply
    run -0 go plan
    [ "$(wc -l <"$T/rules")" -eq 4 ]
    sed -i '/^-s/d' "$T/rules"
    run -4 go plan
    go apply
    go undo --yes
    cmp "$T/before" "$T/rules"
}
