#!/usr/bin/env bats
# The base and ovs families, and the reading of the container manager's JSON, on
# files, a database and a client of the test's own. Wants root (files belong to root).

bats_require_minimum_version 1.5.0

setup() {
    read -ra SH <<<"${RUNTIME_SH:-dash}"
    [ "$(id -u)" -eq 0 ] || skip 'not root'
    T=$BATS_TEST_TMPDIR
    mkdir -p "$T/run" "$T/bin" "$T/etc"
    export LSTACKER_HOST_KEYS=/nonexistent
    export LSTACKER_STATE=$T/state LSTACKER_RUN=$T/run LSTACKER_LOCK_WAIT=1
    PATH=$T/bin:$PATH
    # shellcheck source=tests/runtime/bundle.sh
    . "$BATS_TEST_DIRNAME/bundle.sh"
    bundle_new "$T/b" acme h1
}

teardown() {
    [ ! -e "$T/ovs/pid" ] || kill "$(cat "$T/ovs/pid")"
}

go() {
    "${SH[@]}" "$T/b/run" "$@"
}

# program NAME : a program of the test's own, from standard input
program() {
    { printf '#!/bin/sh\n' && cat; } >"$T/bin/$1"
    chmod +x "$T/bin/$1"
}

hosts() {
    printf '10.0.0.1 web-1\n10.0.0.2 web-2\n' >"$T/b/files/hosts"
    bundle_step hosts base 'hosts' '' hosts_block "$T/etc/hosts" files/hosts
    bundle_seal
}

# round : apply, apply, undo; what was there is there again, byte for byte
round() {
    rm -rf "$T/etc.before"
    cp -a "$T/etc" "$T/etc.before"
    go apply
    run -0 go plan
    go apply
    diff -r "$T/etc.before" "$T/etc" && return 1
    go undo --yes
    diff -r "$T/etc.before" "$T/etc"
    [ "$(cd "$T/etc" && stat -c '%a %u %g %n' -- *)" = "$(cd "$T/etc.before" && stat -c '%a %u %g %n' -- *)" ]
}

@test "hosts_block: an ordinary file, its mode kept" {
    printf '127.0.0.1 localhost\n' >"$T/etc/hosts"
    chmod 640 "$T/etc/hosts"
    hosts
    round
}

@test "hosts_block: no newline at the end" {
    printf '127.0.0.1 localhost' >"$T/etc/hosts"
    hosts
    round
}

@test "hosts_block: an empty file, no file, empty lines at the end" {
    : >"$T/etc/hosts"
    hosts
    round
    rm "$T/etc/hosts"
    : >"$T/etc/other"
    round
    printf '\n\n\n' >"$T/etc/hosts"
    round
}

@test "hosts_block: what others write around it stays" {
    printf 'first' >"$T/etc/hosts"
    hosts
    go apply
    printf 'last\n' >>"$T/etc/hosts"
    sed -i s/web-1/web-9/ "$T/etc/hosts"
    run -4 go plan
    go apply
    grep -q web-1 "$T/etc/hosts"
    go undo --yes
    [ "$(cat "$T/etc/hosts")" = $'first\nlast' ]
}

@test "hosts_block: a block without its end is a conflict" {
    hosts
    : >"$T/etc/hosts"
    go apply
    sed -i '/ end$/d' "$T/etc/hosts"
    run -1 go plan
    [[ $output == *'has lost its last line'* ]]
}

file() {
    printf 'content %%s $(reboot)\n' >"$T/b/files/conf"
    bundle_step file base 'file' '' file_put "$1" "$2" files/conf
    bundle_seal
}

@test "file_put: content, mode, directories, and all gone again" {
    : >"$T/etc/x"
    file "$T/etc/a/b c/conf.d" 0600
    run -4 go plan
    [ ! -e "$T/etc/a" ]
    round
    go apply
    [ "$(stat -c '%a %u %g' "$T/etc/a/b c/conf.d")" = '600 0 0' ]
    cmp "$T/b/files/conf" "$T/etc/a/b c/conf.d"
}

@test "file_put: drift is mended; a file changed by hand survives the undo" {
    file "$T/etc/conf" 0644
    go apply
    printf x >"$T/etc/conf"
    run -4 go plan
    go apply
    cmp "$T/b/files/conf" "$T/etc/conf"
    chmod 600 "$T/etc/conf"
    run -4 go plan
    go apply
    printf 'by hand' >"$T/etc/conf"
    run -0 go undo --yes
    [ "$(cat "$T/etc/conf")" = 'by hand' ]
    [ ! -e "$T/state" ]
}

@test "file_put: what is not ours is in the way" {
    printf 'not ours' >"$T/etc/conf"
    file "$T/etc/conf" 0644
    run -1 go apply
    [[ $output == *'exists and is not ours'* ]]
    [ "$(cat "$T/etc/conf")" = 'not ours' ]
    rm "$T/etc/conf"
    ln -s /nowhere "$T/etc/conf"
    run -1 go apply
    [[ $output == *'is a symbolic link'* ]]
}

@test "file_put: a new content, then undo: an older one of ours goes too" {
    file "$T/etc/conf" 0644
    go apply
    cp "$T/etc/conf" "$T/old"
    printf 'next\n' >"$T/b/files/conf"
    bundle_seal
    go apply
    # as if killed before the file was in its place
    cp "$T/old" "$T/etc/conf"
    go undo --yes
    [ ! -e "$T/etc/conf" ]
}

# --- Open vSwitch: the real client on a database of our own -------------------

ovs() {
    command -v ovsdb-server >/dev/null || skip 'no ovsdb-server'
    mkdir "$T/ovs"
    ovsdb-tool create "$T/ovs/db" /usr/share/openvswitch/vswitch.ovsschema
    ovsdb-server --remote=punix:"$T/ovs/sock" --pidfile="$T/ovs/pid" --unixctl="$T/ovs/ctl" \
        --log-file=/dev/null "$T/ovs/db" >/dev/null 2>&1 3>&- &
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ ! -S "$T/ovs/sock" ] || break
        sleep 0.2
    done
    program ovs-vsctl <<END
printf '%s\n' "\$*" >>'$T/calls'
exec $(command -v ovs-vsctl) --db=unix:'$T/ovs/sock' --no-wait "\$@"
END
    bundle_step bridge network 'bridge' '' ovs_bridge br-ls datapath=netdev stp=false
    bundle_step tunnel-2 network 'tunnel 2' '' ovs_tunnel ls2 bridge=br-ls type=vxlan \
        remote_ip=192.0.2.2 key=7 protected=true dst_port=4790
    bundle_step tunnel-3 network 'tunnel 3' '' ovs_tunnel ls3 bridge=br-ls type=gre \
        remote_ip=192.0.2.3 key=- protected=true
    bundle_seal
}

@test "ovs: one transaction a batch, no write the second time, nothing left" {
    ovs
    ovs-vsctl add-br br-foreign -- add-port br-foreign foreign0
    before=$(ovs-vsctl show)
    rm "$T/calls"
    go apply
    [ "$(grep -vc format=list "$T/calls")" -eq 2 ]
    [ "$(ovs-vsctl get interface ls2 options)" = '{df_default="true", dst_port="4790", key="7", remote_ip="192.0.2.2"}' ]
    [ "$(ovs-vsctl get interface ls3 options)" = '{df_default="true", remote_ip="192.0.2.3"}' ]
    rm "$T/calls"
    go apply
    run -0 go plan
    [ "$(grep -vc format=list "$T/calls")" -eq 0 ]
    go undo --yes
    [ "$(ovs-vsctl show)" = "$before" ]
}

@test "ovs: each difference is named and mended" {
    ovs
    go apply
    while IFS='|' read -r change says; do
        # shellcheck disable=SC2086
        ovs-vsctl $change
        run -4 go plan
        [[ $output == *"$says"* ]] || { printf '%s: %s\n' "$change" "$output" && return 1; }
        go apply
        run -0 go plan
    done <<'END'
set interface ls2 options:key=9|key is 9, should be 7
remove interface ls2 options key|key is not set, should be 7
set interface ls3 options:key=9|ls3 has options that are not ours
set interface ls2 options:df_default=false|df_default is false, should be true
set interface ls3 type=vxlan|type is vxlan, should be gre
set port ls3 protected=false|protected is false, should be true
set bridge br-ls stp_enable=true|stp is true, should be false
set bridge br-ls fail_mode=secure|fail_mode is secure, should be standalone
set bridge br-ls datapath_type=system|datapath is system, should be netdev
del-port ls2|port ls2 is missing
del-br br-ls|bridge br-ls is missing
add-br br-x -- del-port ls2 -- add-port br-x ls2 -- set port ls2 external_ids:lstacker=acme|bridge is br-x, should be br-ls
END
}

@test "ovs: foreign bridges and ports are in the way, or left" {
    ovs
    ovs-vsctl add-br br-ls
    run -1 go plan
    [[ $output == *'bridge br-ls exists and is not ours'* ]]
    ovs-vsctl set bridge br-ls external_ids:lstacker=other
    run -1 go plan
    [[ $output == *'bridge br-ls belongs to the stack other: undo that one first, or was `name:` changed?'* ]]
    go undo --yes
    ovs-vsctl br-exists br-ls
    ovs-vsctl del-br br-ls
    go apply
    ovs-vsctl add-port br-ls foreign0
    run -0 go undo --yes
    [[ $output == *'kept: bridge br-ls, which carries foreign ports: foreign0'* ]]
    [ "$(ovs-vsctl list-ports br-ls)" = foreign0 ]
}

@test "ovs: not installed: all differs; not answering: in the way, and nothing is taken for undone" {
    bundle_step bridge network 'bridge' '' ovs_bridge br-ls datapath=netdev stp=false
    bundle_seal
    program ovs-vsctl <<<"echo \"\$*\" >>'$T/calls'; echo no database >&2; exit 1"
    run -1 go plan
    [[ $output == *'in the way: Open vSwitch does not tell its state: no database'* ]]
    run -1 go apply
    owned
    run -1 go undo --yes
    [[ $output == *'Open vSwitch does not tell its state: no database'* ]]
    grep -q ^bridge "$T/state/acme/owned"
    [ "$(grep -vc format=list "$T/calls")" -eq 0 ]
    sed -i 's/^has() {/&\n    [ "$1" != ovs-vsctl ] || return 1/' "$T/b/lib/values.sh"
    run -4 go plan
    [[ $output == *'bridge br-ls is missing'* ]]
}

# owned : as if all steps had been begun
owned() {
    sed -n 's/^step \([^ ]*\) .*/\1/p' "$T"/b/steps/* |
        sed "s/\$/ $bundle_generation -/" >"$T/state/acme/owned"
}

# --- the container manager: a client that prints what the test says -----------

client() {
    program lxc <<END
printf '%s\n' "\$*" >>'$T/calls'
case \$2 in
/1.0/instances*) cat '$T/instances' ;;
*) exit 1 ;;
esac
END
}

# server : a bundle with all that containers share, on a client that knows of none of it
server() {
    program lxc <<END
printf '%s\n' "\$*" >>'$T/calls'
case \$2 in
/1.0/networks/*) echo 'Error: Network not found' >&2; exit 1 ;;
*) printf '[]\n\n' ;;
esac
END
    bundle_step pool containers 'pool' '' lxd_pool ls driver=dir
    bundle_step net containers 'net' '' lxd_bridge lsbr0 ipv4.nat=true
    bundle_step profile containers 'profile' '' lxd_profile ls pool=ls bridge=lsbr0
    instance_step
}

# spoil PATTERN COMMAND : from now on the client answers so
spoil() {
    cp "$T/bin/lxc" "$T/lxc.good"
    sed -i "2i case \$2 in $1) $2 ;; esac" "$T/bin/lxc"
}

# daemon KEY=VALUE... : one that has this configuration, a file of such lines, and lets it be changed
daemon() {
    printf '%s\n' "$@" | sed '/^$/d' >"$T/config"
    program lxc <<END
printf '%s\n' "\$*" >>'$T/calls'
case \$1:\$2 in
query:/1.0)
    printf '{\n\t"api_extensions": [\n\t\t"x"\n\t],\n\t"config": {'
    awk '{
        at = index(\$0, "=")
        printf "%s\n\t\t\"%s\": \"%s\"", sep, substr(\$0, 1, at - 1), substr(\$0, at + 1)
        sep = ","
    }' '$T/config'
    printf '\n\t},\n\t"environment": {\n\t\t"name": "x"\n\t}\n}\n'
    ;;
query:*) printf '[]\n' ;;
config:set)
    shift 2
    for pair; do
        sed -i "/^\${pair%%=*}=/d" '$T/config'
        [ -z "\${pair#*=}" ] || printf '%s\n' "\$pair" >>'$T/config'
    done
    ;;
esac
END
}

# proxy HTTP HTTPS : a new bundle with this step alone
proxy() {
    bundle_new "$T/b" acme h1
    bundle_step proxy containers 'proxy' '' lxd_proxy "core.proxy_http=$1" "core.proxy_https=$2" \
        core.proxy_ignore_hosts=localhost,10.0.0.0/8
    bundle_seal
}

@test "lxd_proxy: set where nothing is, changed where it is ours, and unset" {
    daemon core.https_address=:8443
    proxy http://192.0.2.4:3128 ''
    run -4 go plan
    [[ $output == *'core.proxy_http is not set, should be http://192.0.2.4:3128'* ]]
    go apply
    [ "$(sort "$T/config")" = "core.https_address=:8443
core.proxy_http=http://192.0.2.4:3128
core.proxy_ignore_hosts=localhost,10.0.0.0/8" ]
    [ "$(grep -c 'config set' "$T/calls")" -eq 1 ]
    run -0 go plan
    proxy http://192.0.2.5:3128 http://192.0.2.5:3128/
    run -4 go plan
    go apply
    run -0 go plan
    proxy '' http://192.0.2.5:3128/
    run -4 go plan
    [[ $output == *'core.proxy_http is http://192.0.2.5:3128, should be not set'* ]]
    go apply
    run -0 go plan
    [ "$(grep -c proxy_http= "$T/config")" -eq 0 ]
    go undo --yes
    [ "$(cat "$T/config")" = core.https_address=:8443 ]
    [ ! -e "$T/state/acme" ]
}

@test "lxd_proxy: what somebody else has set is in the way, or the same, and stays" {
    daemon core.proxy_http=http://198.51.100.1:1
    proxy http://192.0.2.4:3128 ''
    run -1 go plan
    [[ $output == *'in the way: core.proxy_http is http://198.51.100.1:1, which is not ours: lxc config unset core.proxy_http'* ]]
    run -1 go apply
    grep -qx core.proxy_http=http://198.51.100.1:1 "$T/config"
    daemon core.proxy_http=http://192.0.2.4:3128 core.proxy_https=http://198.51.100.1:1
    go apply
    go undo --yes
    [ "$(cat "$T/config")" = "core.proxy_http=http://192.0.2.4:3128
core.proxy_https=http://198.51.100.1:1" ]
}

@test "lxd_proxy: what a run that was cut short set is known as ours" {
    daemon
    proxy http://192.0.2.4:3128 ''
    sed -i "s|^config:set)|&\n    [ -e '$T/dead' ] \|\| { : >'$T/dead'; printf 'core.proxy_http=http://192.0.2.4:3128\\n' >'$T/config'; kill -9 \$PPID; exit; }|" "$T/bin/lxc"
    go apply || :
    grep -q proxy_http "$T/config"
    go apply
    go undo --yes
    [ ! -s "$T/config" ]
}

@test "lxd: any list that is not told, or not whole, is in the way of everything" {
    server
    while IFS='|' read -r pattern command says; do
        rm -rf "$T/calls" "$T/state"
        run -4 go plan
        [[ $output == *'0 ok, 4 to change, 0 failed'* ]]
        spoil "$pattern" "$command"
        run -1 go plan
        [[ $output == *'0 ok, 0 to change, 4 failed'* && $output == *"in the way: the daemon of lxc does not tell its state: $says"* ]] ||
            { printf '%s: %s\n' "$command" "$output" && return 1; }
        run -1 go apply
        owned
        run -1 go undo --yes
        [[ $output == *"$says"*'0 ok, 0 removed, 4 failed'* ]]
        [ "$(wc -l <"$T/state/acme/owned")" -eq 4 ]
        run -1 grep -v '^query /1.0/[a-z?=1/0-]*$' "$T/calls"
        mv "$T/lxc.good" "$T/bin/lxc"
    done <<'END'
*storage-pools*|echo Error: busy >\&2; exit 1|Error: busy
*profiles*|exit 3|status 3 for /1.0/profiles
*networks*|echo Error: no certificate >\&2; exit 1|Error: no certificate
*instances*|printf '[\\n\\t{\\n'; exit|an answer is not whole
*profiles*|exit 0|an answer is not whole
*profiles*|echo Error: not found >\&2; exit 1|Error: not found
END
    sed -i 's/timeout 30/timeout 1/' "$T/b/lib/lxd.sh"
    spoil '*storage-pools*' 'exec sleep 3'
    run -1 go plan
    [[ $output == *'no answer for /1.0/storage-pools?recursion=1 in 30 seconds'* ]]
}

@test "lxd: what is unknown only because its daemon is still to be brought, differs" {
    program dpkg-query <<<'exit 1'
    bundle_step packages base 'packages' '' pkg_set lxd
    server
    spoil '*' 'echo Error: refused >\&2; exit 1'
    run -4 go plan
    [[ $output == *'cannot be seen before its daemon runs'*'5 to change, 0 failed'* ]]
    program dpkg-query <<<'echo "ii  lxd"'
    run -1 go plan
    [[ $output == *'in the way: the daemon of lxc does not tell its state: Error: refused'* ]]
}

@test "lxd: a daemon that is about to start is waited for" {
    server
    spoil '*' "[ -e '$T/second' ] || { : >'$T/second'; echo Error: setup in progress >\\&2; exit 1; }"
    run -4 go plan
    [[ $output == *'4 to change, 0 failed'* ]]
}

@test "lxd: instances with our mark in no record are held, and go with --prune; copies stay" {
    client
    instances
    instance_step
    mv "$T/instances" "$T/all"
    sed 's/"web-1"/"lost"/; s/"user.lstacker.stack"/"user.lstacker.name": "lost",\n&/' "$T/all" >"$T/instances"
    sed -i "2i if [ \$1 = delete ]; then echo '[]' >'$T/instances'; exit 0; fi" "$T/bin/lxc"
    run -4 go plan --events
    [[ $output == *$'step\tlxd-instance-lost\theld\t0\t\tlost\tcontainer lost\tlost is marked as ours'* ]]
    run -4 go plan --prune --events
    [[ $output == *$'step\tlxd-instance-lost\tremove\t'* ]]
    run -0 go undo --yes
    [ "$(cat "$T/instances")" = '[]' ]
    [[ $output == *'removed  container lost'* ]]
    sed 's/"web-1"/"copy"/; s/"user.lstacker.stack"/"user.lstacker.name": "lost",\n&/' "$T/all" >"$T/instances"
    run -0 go undo --yes
    [[ $output != *copy* ]]
}

@test "lxd: a delete is tried again only while the daemon is busy" {
    client
    instances
    instance_step
    sed -i "2i if [ \$1 = delete ]; then echo \"Error: \$(cat '$T/why')\" >\\&2; echo 'Instance not found' >'$T/why'; exit 1; fi" "$T/bin/lxc"
    echo 'no permission' >"$T/why"
    run -1 go undo --yes
    [[ $output == *'| Error: no permission'* ]]
    [ "$(cat "$T/why")" = 'Instance not found' ]
    echo 'Instance is busy running a create operation' >"$T/why"
    run -0 go undo --yes
    [[ $output == *'removed  web'* ]]
}

@test "lxd: the status of an instance is shown, also when it is held for its image" {
    client
    instances
    instance_step
    sed -i 's/"local:x"/"local:y"/' "$T/instances"
    run -0 go status
    [[ $output == *'Running'*'image is local:y'* ]]
}

instances() {
    cat >"$T/instances" <<'END'
[
	{
		"config": {
			"limits.memory": "2GiB",
			"user.bites": "a \"b\" \\ \u003c\u0026\u003e \t $(reboot) é %s\nsecond {\nthird [",
			"user.lstacker.hash": "abc",
			"user.lstacker.image": "local:x",
			"user.lstacker.keys": "limits.memory user.bites user.user-data nic:eth1",
			"user.lstacker.stack": "acme",
			"user.user-data": "#cloud-config\n{a: \"b\"}\n",
			"volatile.eth0.host_name": "veth1"
		},
		"devices": {
			"eth1": {
				"mtu": "1446",
				"name": "eth1",
				"type": "nic"
			}
		},
		"expanded_config": {
			"limits.memory": "9GiB"
		},
		"name": "web-1",
		"profiles": [
			"default"
		],
		"status": "Running"
	},
	{
		"config": {},
		"devices": {},
		"name": "web_2.x",
		"status": "Stopped"
	}
]
END
}

instance_step() {
    printf '#cloud-config\n{a: "b"}\n' >"$T/b/files/data"
    bundle_step web containers 'web' web-1 lxd_instance web-1 local:x config limits.memory "${1-2GiB}" \
        config user.bites $'a "b" \\ <&> \t $(reboot) é %s\nsecond {\nthird [' \
        file user.user-data files/data nic eth1 "${2-mtu=1446}"
    bundle_seal
}

@test "lxd: the daemon's JSON is read back literally" {
    client
    instances
    instance_step
    run -0 go plan
    [ "$(grep -c . "$T/calls")" -eq 1 ]
}

@test "lxd: each difference is named" {
    client
    instances
    instance_step 1GiB mtu=1400
    run -4 go plan
    [[ $output == *'limits.memory is 2GiB, should be 1GiB'* ]]
    [[ $output == *'eth1 has mtu 1446, should be 1400 (restart)'* ]]
    printf 'other\n' >"$T/b/files/data"
    sed -i 's/"Running"/"Stopped"/; s/nic:eth1"/nic:eth1 limits.cpu nic:eth2"/; s/"local:x"/"local:y"/' "$T/instances"
    run -0 go plan
    [[ $output == *'image is local:y, should be local:x (recreate)'* ]]
    [[ $output == *'is not running (Stopped)'* ]]
    [[ $output == *'user.user-data has another content (restart)'* ]]
    [[ $output == *'limits.cpu should not be set'* ]]
    [[ $output == *'nic:eth2 should not be set'* ]]
    sed -i 's/"acme"/"other"/' "$T/instances"
    run -1 go plan
    [[ $output == *'instance web-1 exists and belongs to the stack other: undo that one first'* ]]
    sed -i '/lstacker.stack/d' "$T/instances"
    run -1 go plan
    [[ $output == *'instance web-1 exists and is not ours'* ]]
}

@test "lxd: an instance that was moved away must not run, and must not start" {
    client
    instances
    bundle_step moved containers 'moved web-1' - lxd_moved web-1 h2
    bundle_seal
    run -4 go plan
    [[ $output == *'instance web-1 still runs here, and is on h2 now'* ]]
    sed -i 's/"Running"/"Stopped"/' "$T/instances"
    run -0 go plan
    sed -i 's/"limits.memory": "2GiB",/&\n"boot.autostart": "true",/' "$T/instances"
    run -4 go plan
    [[ $output == *'instance web-1 would start with this server, and is on h2 now'* ]]
    sed -i 's/"acme"/"other"/' "$T/instances"
    run -0 go plan
    sed -i 's/"web-1"/"web-7"/' "$T/instances"
    run -0 go plan
}

@test "lxd: text is quoted for YAML and JSON" {
    command -v python3 >/dev/null || skip 'no python3'
    hostile=$'a\\b "c" \'d\' $(reboot)\n\ttab\r\x01\x1b\x7f é ☃ # : - {x}\n\n'
    cat >"$T/quote" <<'END'
for library in values lxd; do
    eval "$(sed 's/^family .*//' "$1/lib/$library.sh")"
done
quoted "$2"
END
    "${SH[@]}" "$T/quote" "$bundle_runtime" "$hostile" >"$T/json"
    python3 -c 'import json, sys; sys.stdout.write(json.load(open(sys.argv[1], encoding="utf-8")))' "$T/json" >"$T/back"
    printf '%s' "$hostile" | cmp - "$T/back"
}

@test "the same under busybox sh and busybox awk" {
    [ -z "${RUNTIME_SH-}" ] || skip 'this is it'
    command -v busybox || skip 'no busybox'
    program awk <<<'exec busybox awk "$@"'
    RUNTIME_SH='busybox sh' run -0 bats "$BATS_TEST_FILENAME"
}
