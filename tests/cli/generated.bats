#!/usr/bin/env bats
# What lstackc writes, given to the programs that read it.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

odd_name="it's \$(reboot) \`id\`.yaml"

setup_file() {
    local stack out=$BATS_FILE_TMPDIR/out
    # A build writes its lock beside the source: build copies.
    mkdir "$BATS_FILE_TMPDIR/stacks"
    cp -R "${root:?}"/tests/stacks/* "$root"/examples/* "$BATS_FILE_TMPDIR/stacks"
    for stack in "$BATS_FILE_TMPDIR"/stacks/*; do
        (cd "$stack" && "$LSTACKC" build -o "$out/$(basename "$stack")" >/dev/null) || return 1
    done
    # A name of the input that bites, too.
    cp -R "$root/tests/stacks/mesh" "$BATS_FILE_TMPDIR/odd"
    mv "$BATS_FILE_TMPDIR/odd/lstacker.yaml" "$BATS_FILE_TMPDIR/odd/$odd_name"
    (cd "$BATS_FILE_TMPDIR/odd" && "$LSTACKC" build -f "$odd_name" -o "$out/odd-name" >/dev/null)
}

setup() {
    cp -R "$BATS_FILE_TMPDIR/out" "$BATS_TEST_TMPDIR/out"
    cd "$BATS_TEST_TMPDIR/out" || return 1
}

@test "generated shell is shellcheck-clean" {
    need shellcheck
    find . \( -path '*/servers/*/steps/*' -o -path '*/servers/*/bundle.sh' \) -name '*.sh' -print0 | xargs -0 shellcheck
}

@test "generated shell parses under dash and busybox sh" {
    need dash busybox
    # Most of it is the same in all bundles: each text once.
    while read -r _ file; do
        dash -n "$file"
        busybox sh -n "$file"
    done < <(find . -path '*/servers/*' -name '*.sh' -exec sha256sum {} + | sort -u -k1,1)
}

@test "values arrive in the steps byte for byte, under dash and busybox sh" {
    need dash busybox
    cat >args.sh <<'SH'
step() { :; }
resource() { for word; do printf '%s\0' "$word"; done; }
. "$1"
SH
    local shell stack file name
    for stack in hostile defaults mesh; do
        (cd "$root/tests/stacks/$stack" && "$LSTACKC" show) >show.json
        for file in "$stack"/servers/*/steps/40-lxd-instance-*.sh; do
            name=${file##*/40-lxd-instance-}
            name=${name%.sh}
            # KEY NUL VALUE NUL ... as the IR has them
            jq -j --arg name "$name" \
                '.containers[$name].config | to_entries | sort_by(.key)[] | .key, "\u0000", .value, "\u0000"' \
                show.json >want
            [ -s want ]
            for shell in dash "busybox sh"; do
                $shell args.sh "./$file" | awk 'BEGIN { RS = "\0"; ORS = "\0" }
                    wanted > 0 { print; wanted--; next } $0 == "config" { wanted = 2 }' >got
                cmp want got
            done
            dash args.sh "./$file" | tr '\0' '\n' | sed -n '1,3p' >got
            printf '%s\n' lxd_instance "$name" "$(jq -r --arg name "$name" '.containers[$name].image' show.json)" |
                cmp - got
        done
    done
}

@test "parameters of recipes arrive in the steps byte for byte, in their order, secrets by their names" {
    need dash busybox
    cat >args.sh <<'SH'
step() { id=$1; }
resource() { # recipe TARGET NAME DIGEST FILE PLATFORMS LIMIT WORD...
    [ "$id" = "$wanted" ] || return 0
    printf '%s\0' "$2" "$3" "$4" "$(cat "$5")"
    shift 7
    for word; do printf '%s\0' "$word"; done
}
wanted=$1
. "$2"
SH
    local shell stack target name file n=0
    for stack in hostile recipes; do
        (cd "$root/tests/stacks/$stack" && "$LSTACKC" show) >show.json
        while read -r target name; do
            # a list reads `list N item N V...`, which is not told from one value
            jq -j --arg target "$target" --arg name "$name" '
                (.containers[$target].recipes // .servers[$target].recipes)[] | select(.name == $name) |
                (if .data then "data" else "" end) + "\u0000" + .digest + "\u0000", (.parameters | to_entries[] | .key as $key |
                if .value | type == "object" then $key, .value.secret else .value[] | $key, . end | . + "\u0000")' \
                show.json >want
            file=$(echo "$stack"/servers/*/steps/61-recipes-"$target".sh)
            id=recipe-$target--$name where=$target
            if [ ! -e "$file" ]; then
                file=$stack/servers/$target/steps/60-server-recipes.sh
                id=server-recipe-$name where=-
            fi
            for shell in dash "busybox sh"; do
                (cd "${file%/steps/*}" && $shell "$OLDPWD/args.sh" "$id" "./steps/${file##*/}") >got
                [ "$(tr '\0' '\n' <got | head -2 | paste -sd' ')" = "$where $name" ]
                {
                    grep "^step $id " "$file" | grep -q ' data$' && printf data
                    printf '\0'
                    awk 'BEGIN { RS = "\0"; ORS = "\0" }
                        NR == 3 { print }
                        NR < 5 { next }
                        words > 0 { print; words--; next }
                        $0 == "list" { skip = 1; next }
                        skip { skip = 0; next }
                        { words = 2 }' got
                } >values
                cmp want values
            done
            n=$((n + 1))
        done < <(jq -r '(.containers, .servers) | to_entries[] | .key as $key | .value.recipes[] | $key + " " + .name' show.json)
    done
    [ "$n" -gt 8 ]
}

@test "recipes of a bundle are the files that were found, their platform's first" {
    cmp recipes/servers/one/files/recipes/app "$root/tests/stacks/recipes/recipes/debian-12/app"
    cmp recipes/servers/one/files/recipes/app.2 "$root/tests/stacks/recipes/recipes/app"
    cmp recipes/servers/two/files/recipes/store "$root/tests/stacks/recipes/recipes/store"
    [ "$(find recipes/servers -path '*files/recipes/*' | wc -l)" -eq 5 ]
    grep -q ' files/recipes/app ' recipes/servers/one/steps/61-recipes-app-1.sh
    grep -q ' files/recipes/app.2 ' recipes/servers/one/steps/61-recipes-odd.sh
    # what is needed comes first
    [ "$(grep -ho '^step [^ ]*' recipes/servers/one/steps/61-recipes-app-1.sh | paste -sd' ')" = \
        "step recipe-app-1--runtime step recipe-app-1--app" ]
}

@test "the inventory tells each server its secrets, and no value is anywhere" {
    [ "$(grep -c '^secret' recipes/inventory)" -eq 3 ]
    grep -qxF "secret	one	db_password	file	secrets/db	lstacker.yaml:38:3" recipes/inventory
    grep -qxF "secret	one	app_key	env	APP_KEY	lstacker.yaml:39:3" recipes/inventory
    grep -qxF 'secret	two	far_password	command	pass show '\''far away'\''\t| head -n 1	lstacker.yaml:40:3' recipes/inventory
}

@test "each secret of the inventory is in steps of its server, and each secret of steps in the inventory" {
    cat >secrets.sh <<'SH'
step() { :; }
resource() {
    kind=$1
    case $1 in recipe) shift 7 ;; swarm_stack) shift 6 ;; *) return 0 ;; esac
    while [ $# -gt 0 ]; do
        case $1 in
        param | item | file) shift 3 ;;
        list) shift 2 ;;
        secret)
            case $kind in recipe) printf '%s\n' "$3"; shift 3 ;; *) printf '%s\n' "$2"; shift 2 ;; esac ;;
        *) echo "unknown: $1"; return 0 ;;
        esac
    done
}
SH
    local stack server count=0
    for stack in */; do
        for server in "$stack"servers/*/; do
            awk -F'\t' -v server="$(basename "$server")" '$1 == "secret" && $2 == server { print $3 }' \
                "$stack"inventory | sort >want
            for file in "$server"steps/*.sh; do
                sh -c '. ./secrets.sh; . "./$1"' - "$file"
            done | sort -u >got
            diff want got
            count=$((count + $(wc -l <want)))
        done
    done
    [ "$count" -ge 4 ]
}

@test "sourcing all step files and bundle.sh runs nothing" {
    cat >source.sh <<'SH'
set -eu
PATH=/nonexistent
step() { :; }
resource() { :; }
. "$1"
SH
    for file in */servers/*/steps/*.sh */servers/*/bundle.sh; do
        run dash source.sh "./$file"
        [ "$status" -eq 0 ]
        [ -z "$output" ]
    done
}

@test "each step has its position in the input file, whatever its name" {
    grep -qxF "lxd-instance-web	$odd_name:13:3" odd-name/servers/one/positions
    for server in */servers/*; do
        cut -f1 "$server/positions" | sort >want
        [ -z "$(uniq -d want)" ]
        for file in "$server"/steps/*.sh; do
            dash -c 'step() { printf "%s\n" "$1"; }; resource() { :; }; . "$1"' sh "./$file"
        done | sort | diff want -
        awk -F'\t' 'NF != 2 || $2 !~ /:[1-9][0-9]*:[1-9][0-9]*$/ { exit 1 }' "$server/positions"
    done
}

@test "ids of steps are unique, names and order as documented" {
    for steps in */servers/*/steps; do
        [ -z "$(find "$steps" -type f | sed 's/.*\/[0-9]*-//' | sort | uniq -d)" ]
        ! find "$steps" -type f | sed 's/.*\///' | grep -Ev '^(0[1-9]|[1-9][0-9])-[a-z0-9-]+\.sh$' || return 1
    done
    cat >order.sh <<'SH'
step() { printf '%s\n' "$2"; }
resource() { :; }
for file in "$1"/*.sh; do . "$file"; done
SH
    for steps in */servers/*/steps; do
        dash order.sh "./$steps" | awk '
            BEGIN { split("base network containers services swarm join deploy", p, " "); for (i in p) rank[p[i]] = i }
            !($1 in rank) || rank[$1] < last { exit 1 } { last = rank[$1] }'
    done
}

@test "all YAML is what PyYAML, which cloud-init uses, reads as text where text is meant" {
    need python3
    python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
    python3 - <<'PY'
import glob, yaml
def texts(v, path):
    if isinstance(v, dict):
        for k, x in v.items():
            assert isinstance(k, str), (path, k)
            if not (isinstance(x, bool) and k in ("dhcp4", "lock_passwd", "package_update", "disable_root", "append", "accept-ra")) \
               and not (isinstance(x, int) and k in ("version", "mtu")):
                texts(x, path + [k])
    elif isinstance(v, list):
        for x in v: texts(x, path)
    else:
        assert isinstance(v, str), (path, v)
files = [f for kind in ("user-data", "network-config", "meta-data") for f in glob.glob("**/*." + kind, recursive=True)]
assert len(files) > 40, len(files)
for f in files:
    texts(yaml.safe_load(open(f, encoding="utf-8")), [f])
PY
}

@test "host name, keys and networks in user-data and network-config are those of the IR" {
    python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
    for stack in hostile mesh count; do
        (cd "$root/tests/stacks/$stack" && "$LSTACKC" show) >show.json
        python3 - "$stack" <<'PY'
import json, sys, yaml
ir = json.load(open("show.json")); stack = sys.argv[1]
for name, c in ir["containers"].items():
    base = f"{stack}/servers/{c['server']}/files/{name}."
    text = open(base + "user-data", encoding="utf-8").read()
    assert text.startswith("#cloud-config\n")
    u = yaml.safe_load(text); n = yaml.safe_load(open(base + "network-config", encoding="utf-8"))
    assert u["hostname"] == name
    assert u["users"][0]["name"] == ir["user"]
    assert u["users"][0].get("ssh_authorized_keys", []) == c["authorized_keys"]
    for i in c["interfaces"]:
        e = n["ethernets"][i["device"]]
        assert e["addresses"] == [f"{i['address']}/{i['prefix']}"]
        assert e["mtu"] == ir["overlay"]["mtu"]
        domain = ir["networks"][i["network"]]["domain"]
        assert e.get("nameservers", {}).get("search") == ([domain] if domain else None)
PY
    done
}

@test "ssh_config is what ssh reads it to be" {
    need ssh
    for stack in */; do
        stack=${stack%/}
        awk '$1 == "Host" && $2 != "*" { print $2 }' "$stack/ssh_config" >list
        [ -z "$(sort list | uniq -d)" ]
        while read -r host; do
            run ssh -n -G -F "$stack/ssh_config" "$host"
            echo "$stack $host: $output"
            [ "$status" -eq 0 ]
        done <list
    done
    run ssh -G -F hostile/ssh_config null
    [[ $output == *"identityfile ~/keys dir/-a 'b' \`id\` #c;d&e|f=g"* ]]
    [[ $output == *"proxyjump y"* ]]
    [[ $output == *"hostkeyalias null.hostile"* ]]
    run ssh -G -F mesh/ssh_config two
    [[ $output == *"user ops"* && $output == *"port 2222"* && $output == *"hostname 192.0.2.2"* ]]
}

# way STACK NAME : how ssh goes there
way() {
    ssh -G -F "$1/ssh_config" "$2" | awk '
        $1 == "proxyjump" { via = " via " $2 }
        $1 ~ /^(user|hostname|port)$/ { have[$1] = $2 }
        END { print have["user"] "@" have["hostname"] ":" have["port"] via }'
}

@test "ssh_config leads through the jump-box that shares a network, else through the server" {
    need ssh
    [ "$(way access gate)" = "ops@192.0.2.1:10122" ]       # a port for all before one for some
    [ "$(way access back)" = "ops@203.0.113.7:10022" ]     # the address that it listens on
    [ "$(way access shut)" = "ops@10.100.1.10:22 via gate" ]
    [ "$(way access web)" = "ops@10.100.2.11:22 via gate" ]
    [ "$(way access db)" = "ops@10.108.2.12:22 via back" ]
    [[ $(way access alone) == "ops@10.255."*":22 via two" ]]
    [ "$(way access two)" = "admin@192.0.2.2:2222 via gate" ]
    for host in one two gate back shut web db alone; do
        run ssh -G -F access/ssh_config "$host"
        [[ $output == *"hostkeyalias $host.access"* ]]
        [[ $output == *"userknownhostsfile build/known_hosts"* ]]
        [[ $output == *"stricthostkeychecking accept-new"* ]]
    done
    grep -qx 'jump	gate	10.100.2.11	10.100.0.0/16 10.104.0.0/16' access/inventory
    grep -qx 'jump	back	10.108.2.11	10.104.0.0/16 10.108.0.0/16' access/inventory
}

@test "packet rules are what nft takes, also in place of themselves" {
    need nft unshare
    [ "$(id -u)" -eq 0 ] || skip 'not root'
    find . -path '*/servers/*' -name rules.nft | sort >files
    [ "$(find . -path '*/servers/*' -name bundle.sh | wc -l)" -eq "$(wc -l <files)" ]
    # In a network of its own: nothing of this machine is touched.
    unshare -n sh -e -c 'while read -r file; do
        nft -c -f "$file"
        nft -f "$file"
        nft -s list ruleset >once
        nft -f "$file"
        nft -s list ruleset | cmp - once
        [ "$(nft list tables | wc -l)" -eq 2 ]
        nft flush ruleset
    done' <files
}

@test "a container cannot pass for the end of a tunnel" {
    need nft unshare ip
    [ "$(id -u)" -eq 0 ] || skip 'not root'
    # A datagram that gets through finds nobody listening, which the kernel counts.
    unshare -n bash -e -c '
        nft -f "$1"
        unshare -n sleep 60 &
        trap "kill $!" EXIT
        until [ "$(readlink "/proc/$!/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done
        ip link add lstackerbr0 type veth peer name eth0 netns "$!"
        ip addr add 10.9.0.1/24 dev lstackerbr0
        ip link set lstackerbr0 up
        nsenter -t "$!" -n sh -c "ip addr add 10.9.0.2/24 dev eth0 && ip link set eth0 up"
        for port in 4788 4789 4790; do
            nsenter -t "$!" -n bash -c "echo frame >/dev/udp/10.9.0.1/$port"
        done
        sleep 0.5
        awk "\$1 == \"Udp:\" { n = \$3 } END { print n }" /proc/net/snmp' bash mesh/servers/one/files/rules.nft >arrived
    [ "$(cat arrived)" -eq 2 ]
    grep -q 'iifname "lstackerbr0" meta l4proto gre drop' star-gre/servers/one/files/rules.nft
    run ! grep tunnels minimal/servers/*/files/rules.nft
}

@test "a server that is watched keeps its metrics to the stack, and hears all else" {
    need nft unshare nsenter python3
    [ "$(id -u)" -eq 0 ] || skip 'not root'
    cat >talk.py <<'PY'
import socket, sys
def udp(host):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.settimeout(5)
    if host is None:
        s.bind(("", 53))
        print("ready", flush=True)
        data, peer = s.recvfrom(9)
        s.sendto(data, peer)
    else:
        s.sendto(b"name?", (host, 53))
        s.recvfrom(9)
def tcp(host, port):
    socket.create_connection((host, port), timeout=2)
if sys.argv[1] == "listen":
    kept = socket.create_server(("", int(sys.argv[2])))
    sys.stdin.read()
elif sys.argv[1] == "udp":
    udp(sys.argv[2] if len(sys.argv) > 2 else None)
else:
    tcp(sys.argv[2], int(sys.argv[3]))
PY
    unshare -n bash -e -c '
        unshare -n sleep 60 & other=$!
        trap "kill $other" EXIT
        until [ "$(readlink "/proc/$other/ns/net")" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
        ip link add here type veth peer name there netns "$other"
        ip address add 10.255.0.1/30 dev here && ip link set here up
        nsenter -t "$other" -n sh -c "ip address add 10.255.0.2/30 dev there && ip link set there up"
        nft -f monitoring/servers/one/files/rules.nft
        coproc echo { exec nsenter -t "$other" -n python3 talk.py udp; }
        read -r -u "${echo[0]}" _
        python3 talk.py udp 10.255.0.2
        mkfifo until
        python3 talk.py listen 9100 <until & python3 talk.py listen 9101 <until &
        exec 9>until
        sleep 1
        nsenter -t "$other" -n python3 talk.py tcp 10.255.0.1 9101
        ! nsenter -t "$other" -n python3 talk.py tcp 10.255.0.1 9100 2>/dev/null'
}

@test "each port of the IR leads where it should, by the rules of each server" {
    need nft unshare
    [ "$(id -u)" -eq 0 ] || skip 'not root'
    local server
    for server in one two three; do
        unshare -n sh -e -c 'nft -f "$1" && nft -s list chain inet lstacker-ports ports' sh "ports/servers/$server/files/rules.nft" |
            sed -n 's/^\t\t\(.*dnat.*\)/\1/p' >"$server"
    done
    address() { sed -n 's/.*ipv4.address=\([0-9.]*\),.*/\1/p' ports/servers/"$1"/steps/40-lxd-instance-"$2".sh; }
    gate=$(address one gate) web=$(address two web)
    diff one - <<END
ip saddr 192.0.2.2 tcp dport 80 dnat ip to $gate comment "gate"
ip saddr 192.0.2.2 udp dport 9000-9002 dnat ip to $gate:udp dport map { 9000 : 19000, 9001 : 19001, 9002 : 19002 } comment "gate"
tcp dport 10022 dnat ip to $gate:22 comment "gate"
tcp dport 80 dnat ip to $gate comment "gate"
udp dport 53 dnat ip to $gate comment "gate"
tcp dport 8000-8010 dnat ip to $gate comment "gate"
udp dport 9000-9002 dnat ip to $gate:udp dport map { 9000 : 19000, 9001 : 19001, 9002 : 19002 } comment "gate"
ip saddr { 198.51.100.0/24, 203.0.113.0/24 } tcp dport 443 dnat ip to $gate comment "gate"
tcp dport 444 dnat ip to $gate comment "gate"
iifname "eth0.7" ip daddr 192.0.2.1 tcp dport 5432 dnat ip to $gate:15432 comment "gate"
END
    diff two - <<END
ip saddr 192.0.2.3 tcp dport 8080 dnat ip to $web:80 comment "web"
ip saddr 192.0.2.3 tcp dport 8443 dnat ip to $web comment "web"
tcp dport 80 dnat ip to 192.0.2.1 comment "gate"
iifname "wg-0" ip saddr 203.0.113.7 udp dport 9000-9002 dnat ip to 192.0.2.1 comment "gate"
tcp dport 8080 dnat ip to $web:80 comment "web"
END
    diff three - <<END
tcp dport 8080 dnat ip to 192.0.2.2 comment "web"
ip saddr 203.0.113.0/24 tcp dport 8443 dnat ip to 192.0.2.2 comment "web"
END
    # A port for some leads to another server, which believes this one: its containers do not go there past it.
    # One that the other server has itself, for all, is nothing to keep from them.
    run ! grep 'chain limits' ports/servers/one/files/rules.nft ports/servers/two/files/rules.nft
    sed -n '/chain limits/,/}/p' ports/servers/three/files/rules.nft | grep drop |
        diff - <(printf '\t\tiifname "lstackerbr0" ip daddr 192.0.2.2 tcp dport 8443 drop comment "web"\n')
}

@test "hosts has each name once, and nothing but addresses and names" {
    for file in */hosts; do
        grep -v '^#' "$file" | awk '
            !/^[0-9a-f.:]+( [a-z0-9]([a-z0-9.-]*[a-z0-9])?)+$/ { print FILENAME ": " $0; bad = 1 }
            { for (i = 2; i <= NF; i++) if (seen[$i]++) { print "twice: " $i; bad = 1 } }
            END { exit bad }'
    done
}

@test "manifest.json names every file with its digest" {
    for stack in */; do
        (
            cd "$stack" || exit 1
            jq -r '.files | to_entries[] | "\(.value)  \(.key)"' manifest.json >../digests
            sha256sum --quiet -c ../digests
            find . -type f -not -path ./manifest.json | sed 's/^..//' | LC_ALL=C sort >../have
            jq -r '.files | keys_unsorted[]' manifest.json | LC_ALL=C sort | diff - ../have
        )
    done
}

@test "tarballs: digest, content, order, owner, time, generation" {
    for stack in */; do
        while IFS=$(printf '\t') read -r kind name _ _ _ _ _ generation digest bundle _; do
            [ "$kind" = server ] || continue
            [ "$(gzip -dc "$stack/$bundle" | sha256sum)" = "$digest  -" ]
            [ "$(jq -r --arg s "$name" '.bundles[$s] | .generation + " " + .tar_sha256 + " " + .path' "$stack/manifest.json")" = \
                "$generation $digest $bundle" ]
            rm -rf unpacked
            mkdir unpacked
            tar -xzf "$stack/$bundle" -C unpacked
            diff -r unpacked "$stack/servers/$name"
            (cd unpacked && find . -type f -printf '%m %p\n' | sort) >modes
            (cd "$stack/servers/$name" && find . -type f -printf '%m %p\n' | sort) | diff - modes
            tar -tzf "$stack/$bundle" >list
            LC_ALL=C sort -c list
            tar -tzvf "$stack/$bundle" --full-time --numeric-owner --utc |
                awk '$2 != "0/0" || $4 " " $5 != "1970-01-01 00:00:00" { exit 1 }'
            # the generation covers all files, the line that names it left out
            (
                cd unpacked || exit 1
                grep -qx "generation=$generation" bundle.sh
                sed -i '/^generation=/d' bundle.sh
                find . -type f | sed 's/^..//' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum
            ) >computed
            [ "$(cat computed)" = "$generation  -" ]
        done <"$stack/inventory"
    done
}

@test "a bundle has the libraries that its steps send elsewhere, and no others" {
    local seen=
    for server in */servers/*; do
        for folder in guest docker; do
            case $folder in
            guest) kinds='resource recipe(_early)? ' ;;
            docker) kinds='resource (compose|swarm_)' ;;
            esac
            if cat "$server"/steps/* | grep -qE "^$kinds"; then
                [ -n "$(ls "$server/$folder")" ]
                seen="$seen $folder"
            else
                [ ! -e "$server/$folder" ]
            fi
        done
    done
    [[ $seen == *guest* && $seen == *docker* ]]
}

@test "bundle.sh holds assignments only" {
    for file in */servers/*/bundle.sh; do
        dash -c '. "$1"; printf "%s\n" "$stack" "$server" "$protocol" "$lxc"' sh "./$file" >got
        [ "$(sed -n 2p got)" = "$(basename "$(dirname "$file")")" ]
        ! grep -vE '^(#.*|[a-z_]+=.*)$' "$file" || return 1
    done
}

# zones_of STACK CONTAINER: the files that the recipe `dns` is told, in STACK/zones, and named.conf beside them
zones_of() {
    local files
    files=$(dirname "$(echo "$1"/servers/*/files/recipes/dns.named)")
    mkdir "$1/zones"
    awk -v to="$1/zones/" '/^;; / { file = to $2; next } file != "" { print >file }' "$files/dns.zones"
    sed "s|/etc/bind/lstacker|$PWD/$1/zones|; s|/var/cache/bind|$PWD|" "$files/dns.named" >"$1/named.conf"
}

@test "BIND reads its configuration and the zones, of networks of every size" {
    need named-checkconf named-checkzone
    local stack seen=0 zone
    for stack in */; do
        stack=${stack%/}
        ls "$stack"/servers/*/files/recipes/dns.named >/dev/null 2>&1 || continue
        seen=$((seen + 1))
        zones_of "$stack"
        # -z: loads all zones, and follows what the views refer to.
        run -0 named-checkconf -z "$stack/named.conf"
        [[ $output != *warning* ]]
        for zone in "$stack"/zones/db.*; do
            named-checkzone -q -i local "${zone##*/db.}" "$zone"
            grep -qF "file \"$PWD/$zone\"" "$stack/named.conf"
        done
    done
    [ "$seen" -ge 2 ]
}

@test "the page is closed HTML with every value quoted, README.md renders" {
    need cmark python3
    python3 - <<'PY'
import glob
from html.parser import HTMLParser
class P(HTMLParser):
    void = {"meta", "br", "hr", "img", "link"}
    def __init__(s): super().__init__(); s.stack = []
    def handle_starttag(s, t, a):
        if t not in s.void: s.stack.append(t)
    def handle_endtag(s, t): assert s.stack.pop() == t, t
for f in glob.glob("*/docs/index.html"):
    p = P(); p.feed(open(f, encoding="utf-8").read()); assert p.stack == [], (f, p.stack)
PY
    for file in */README.md; do cmark "$file" >/dev/null; done
}
