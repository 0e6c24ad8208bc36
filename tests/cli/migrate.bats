#!/usr/bin/env bats
# Files of LStacker 0: they compile, and `lstackc migrate` prints the same stack in version 1.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

: "${LSTACKER_V0_EXAMPLES:=$root/../shared/v0-examples}"

# The stack of FILE without places in files. meaning FILE
meaning() {
    "$LSTACKC" show -f "$1" 2>/dev/null | jq 'walk(if type == "object" then del(.at, .file) else . end)'
}

# Migrates FILE beside what it names, and compares. same_stack FILE
same_stack() {
    local old=$1 new=$BATS_TEST_TMPDIR/migrated
    mkdir -p "$new"
    "$LSTACKC" migrate -f "$old" >"$new/lstacker.yaml" 2>"$new/messages"
    for part in keys recipes; do
        [ ! -d "$(dirname "$old")/$part" ] || cp -R "$(dirname "$old")/$part" "$new"
    done
    meaning "$old" >"$new/old.json"
    meaning "$new/lstacker.yaml" >"$new/new.json"
    [ -s "$new/old.json" ]
    diff "$new/old.json" "$new/new.json"
    # Nothing of what was said about the old file is left to say, but for sections without backend
    # and what version 1 says itself.
    "$LSTACKC" check --format=json -f "$old" 2>&1 | jq -r '.[].code' | grep -vE '^L01[345]|^L047[23]' | sort -u >"$new/old.codes" || :
    "$LSTACKC" check --format=json -f "$new/lstacker.yaml" 2>&1 | jq -r '.[].code' | sort -u >"$new/new.codes"
    diff "$new/old.codes" "$new/new.codes"
    "$LSTACKC" check -f "$new/lstacker.yaml"
}

# A small file of version 0 in ./lstacker.yml.
small_old_stack() {
    mkdir -p keys
    cp "$root/tests/fixtures/keys/team.pub" keys
    cat >lstacker.yml <<'YAML'
lstack:
  ssh: {public_keys: keys/team.pub}
  networks:
    names: [dev]
    master_switch_server: one
    dev: {network: 10.10}
  servers:
    names: [one]
    one: {ip: 192.0.2.1, ip_segment: 01}
  one:
    hosts: [web]
    web: {networks: [dev], ip_suffix: 7, linux_distro: ubuntu, distro_version: 16.04}
YAML
    sed -i 's/01}/1}/' lstacker.yml
}

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
}

# Those that the original project published lie outside of this repository, or nowhere.
@test "every file of version 0 at hand compiles where it lies, and is the same stack" {
    local files=("$root"/tests/stacks/v0*/lstacker.yml)
    [ ! -d "$LSTACKER_V0_EXAMPLES" ] || files+=("$LSTACKER_V0_EXAMPLES"/*.yml)
    for file in "${files[@]}"; do
        echo "$file"
        run "$LSTACKC" check -f "$file"
        [ "$status" -eq 0 ]
        same_stack "$file"
        rm -r migrated
    done
}

# replaceable FILE : what it becomes, with images and recipes that there are, in ./lstacker.yaml
replaceable() {
    mkdir -p keys
    cp "$root/tests/fixtures/keys/team.pub" keys
    "$LSTACKC" migrate -f "$1" 2>messages | python3 -c '
import sys, yaml
class Secret(str): pass
yaml.SafeLoader.add_constructor("!secret", lambda l, n: Secret(n.value))
yaml.SafeDumper.add_representer(Secret, lambda d, s: d.represent_scalar("!secret", str(s)))
stack = yaml.safe_load(sys.stdin)
stack["ssh"]["authorized_keys"] = ["keys/team.pub"]
for server in stack["servers"].values():
    server["platform"] = "debian-12"
for container in stack["containers"].values():
    container.update(image="debian/12", recipes=["update"])
site = stack["containers"][stack["monitoring"]["on"]]
site["recipes"] = [{"omd": {"version": "2.4.0p1", "sha256": "0" * 64, "password": Secret("omd")}}]
stack["secrets"] = {"omd": {"env": "OMD"}}
yaml.safe_dump(stack, sys.stdout, sort_keys=False)' >lstacker.yaml
    "$LSTACKC" build >messages 2>&1 || { cat messages; return 1; }
}

@test "ports, jump-box and monitoring of an old file are built, once its images and recipes are ones that there are" {
    python3 -c 'import yaml' 2>/dev/null || skip "python3-yaml is not installed"
    local files=("$root/tests/stacks/v0/lstacker.yml") file
    [ ! -e "$LSTACKER_V0_EXAMPLES/ec2-small-lstacker.yml" ] || files+=("$LSTACKER_V0_EXAMPLES/ec2-small-lstacker.yml")
    for file in "${files[@]}"; do
        rm -rf build lstacker.*
        replaceable "$file"
        run ! grep -E 'L0253|^error' messages
        # Each port by its device, at its server, and on the way to its container.
        python3 - "$file" >ports <<'PY'
import sys, yaml
old = yaml.load(open(sys.argv[1], encoding="utf-8"), Loader=yaml.BaseLoader)["lstack"]
for server in old["servers"]["names"]:
    section = old.get(server) or {}
    for port in section.get("ports") or []:
        p = {**section[port].get("<<", {}), **section[port]}
        print(server, p["source_dev"], p["source_port"], p["container"])
PY
        [ -s ports ]
        while read -r server device port container; do
            grep -E "iifname \"$device\" .*tcp dport $port dnat ip to .* comment \"$container" \
                "build/servers/$server/files/rules.nft"
        done <ports
        jump=$("$LSTACKC" show 2>/dev/null | jq -r '.containers | to_entries[] | select(.value.jump_box).key')
        grep -A 4 "^Host $jump\$" build/ssh_config | grep -q 'Port [1-9][0-9]*22$'
        # All that are on the network of the monitoring, and no others, are hosts of the site.
        "$LSTACKC" show 2>/dev/null | jq -r '.monitoring.network as $n | .containers | to_entries[] |
            select(any(.value.interfaces[]; .network == $n)).key' | sort >watched
        sed -n "/^all_hosts/,/^]/s/^    '\(.*\)',/\1/p" build/servers/*/files/recipes/checkmk-hosts.hosts | sort | diff watched -
    done
}

@test "four servers, thirty containers, every section: the same stack" {
    same_stack "$root/tests/stacks/v0/lstacker.yml"
    jq -e '(.servers | length) == 4 and (.containers | length) == 30' migrated/new.json
}

@test "text is text: octets, releases, numbers as keys" {
    small_old_stack
    run --separate-stderr "$LSTACKC" migrate
    [ "$status" -eq 0 ]
    [ -z "$stderr" ]
    [[ $output == *"dev: {subnet: 10.10.0.0/16}"* ]]
    [[ $output == *"image: ubuntu/16.04"* ]]
}

@test "names that other readers of YAML take for something else are quoted" {
    small_old_stack
    sed -i 's/web/no/g; s/dev/null/g; s/\<one\>/y/g' lstacker.yml
    run --separate-stderr "$LSTACKC" migrate
    [ "$status" -eq 0 ]
    [[ $output == *'"null": {subnet:'*'"y": {address:'*'"no":'*'networks: ["null"]'* ]]
    cp lstacker.yml old.yml
    same_stack "$PWD/old.yml"
}

@test "errors are reported, and nothing is printed" {
    small_old_stack
    sed -i 's/ip_suffix: 7/ip_suffix: 700/' lstacker.yml
    run --separate-stderr "$LSTACKC" migrate
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == 'error[L0105]: `ip_suffix` is 700'* ]]
}

@test "faults of the stack as a whole stop it, too" {
    small_old_stack
    sed -i 's/ip: 192.0.2.1/ip: 10.10.1.1/' lstacker.yml
    run --separate-stderr "$LSTACKC" migrate
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == *"error[L0233]"* ]]
}

@test "passwords are neither printed nor passed on" {
    cp -R "$root/tests/stacks/v0/." .
    "$LSTACKC" migrate >migrated.yaml 2>messages
    "$LSTACKC" build --color=never >built 2>&1
    ! grep -rE 'correct horse|battery staple|: staple' messages migrated.yaml built build || return 1
    grep -qF 'password: *************' messages
    grep -q 'password: !secret ldap_password' migrated.yaml
    grep -q 'env: LSTACKER_LDAP_PASSWORD' migrated.yaml
    # Nor by an error about something else on that line.
    sed -i 's/^  ldap:.*/  ldap: {password: correct horse, domain: A B}/; /^    password: corr/,/^    organi/d' lstacker.yml
    run "$LSTACKC" check
    [[ $output == *"error[L0111]: "*'ldap: {password: *************, domain: A B}'* ]]
}

@test "a remark cannot break out of its comment" {
    small_old_stack
    printf '  monitoring: {type: omd, server: one, network: dev, container: "x\\u2028evil: 1"}\n' >>lstacker.yml
    run --separate-stderr "$LSTACKC" migrate
    [ "$status" -eq 0 ]
    [[ $output == *"there was no container"* ]]
    printf '%s\n' "$output" >new.yaml
    run "$LSTACKC" check -f new.yaml
    [ "$status" -eq 0 ]
}

@test "a file of version 1 is printed as it is" {
    mkdir one
    small_stack one
    cd one
    "$LSTACKC" migrate >new.yaml 2>messages
    cmp new.yaml lstacker.yaml
    grep -q 'lstacker.yaml is a file of version 1: nothing to do' messages
    run "$LSTACKC" migrate -f lstacker.yaml
    [ "$status" -eq 0 ]
}

@test "what migrate prints is not changed by migrating it again" {
    small_old_stack
    "$LSTACKC" migrate >new.yaml
    "$LSTACKC" migrate -f new.yaml >again.yaml 2>messages
    cmp new.yaml again.yaml
}

@test "lstacker.yml is found; a file that is not there is a system failure" {
    small_old_stack
    run "$LSTACKC" check
    [ "$status" -eq 0 ]
    run "$LSTACKC" migrate -f nowhere.yml
    [ "$status" -eq 3 ]
}

@test "what is wrong a thousand times is warned of once, and the stack compiles" {
    small_old_stack
    {
        sed '/^  servers:/,$d' lstacker.yml
        printf '  servers:\n    names: [s1, s2, s3, s4, s5, s6]\n'
        for s in 1 2 3 4 5 6; do echo "    s$s: {ip: 192.0.2.$s, ip_segment: $s}"; done
        for s in 1 2 3 4 5 6; do
            printf '  s%s:\n    hosts:\n' "$s"
            for i in $(seq 240); do echo "    - Web_${s}_$i"; done
            for i in $(seq 240); do
                echo "    Web_${s}_$i: {networks: [dev], ip_suffix: $i, linux_distro: centos, distro_version: 6.5, lxd_profiles: [odd], recipies: [nothing-like-it]}"
            done
        done
    } | sed 's/master_switch_server: one/master_switch_server: s1/' >many.yml
    run --separate-stderr "$LSTACKC" check -f many.yml
    [ "$status" -eq 0 ]
    [ "$output" = "good: 6 servers, 1 network, 1440 containers" ]
    [[ $stderr == *"0 errors, 4 warnings" ]]
}
