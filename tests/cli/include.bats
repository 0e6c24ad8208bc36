#!/usr/bin/env bats
# `include`: several files that are one stack.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    stack=$BATS_TEST_TMPDIR/stack
    mkdir -p "$stack/sub/keys" "$stack/common"
    cd "$stack" || return 1
    cp "$root/tests/fixtures/keys/team.pub" sub/keys/own.pub
    printf '%s\n' 'version: 1' 'name: acme' 'include: [sub/more.yaml]' \
        'servers: {one: {address: 192.0.2.1, segment: 1}}' >lstacker.yaml
    printf '%s\n' 'include: ../common/net.yaml' 'ssh: {private_key: keys/id, authorized_keys: keys/own.pub}' \
        'containers:' '  web: {server: one, networks: [dev]}' >sub/more.yaml
    printf '%s\n' 'version: 1' 'networks: {dev: {subnet: 10.100.0.0/16}}' \
        'servers:' '  two: {address: 192.0.2.2, segment: 2}' >common/net.yaml
}

check() { # STATUS [FILE]: what check says, as JSON, in $json
    run --separate-stderr timeout 10 "$LSTACKC" check --format=json -f "${2:-lstacker.yaml}"
    [ "$status" -eq "$1" ] || { echo "status $status: $output $stderr"; return 1; }
    json=$output
}

of_json() { jq -c "$1" <<<"$json"; }

@test "the files' own entries first, then included ones, depth first" {
    run "$LSTACKC" show
    [ "$status" -eq 0 ]
    json=$output
    [ "$(of_json '[.servers | keys_unsorted[]]')" = '["one","two"]' ]
    [ "$(of_json '.servers.one.at')" = '{"line":4,"column":11}' ]
    [ "$(of_json '.servers.two.at')" = '{"line":4,"column":3,"file":"sub/../common/net.yaml"}' ]
    [ "$(of_json '.containers.web.at.file')" = '"sub/more.yaml"' ]
    [ "$(of_json '.containers.web.interfaces[0].at.file')" = '"sub/more.yaml"' ]
    [ "$(of_json '.file')" = '"lstacker.yaml"' ]
}

@test "it says the same as one file" {
    "$LSTACKC" show | jq 'del(.. | .at?)' >many.json
    printf '%s\n' 'version: 1' 'name: acme' 'ssh: {private_key: sub/keys/id, authorized_keys: sub/keys/own.pub}' \
        'servers:' '  one: {address: 192.0.2.1, segment: 1}' '  two: {address: 192.0.2.2, segment: 2}' \
        'networks: {dev: {subnet: 10.100.0.0/16}}' 'containers: {web: {server: one, networks: [dev]}}' >one.yaml
    "$LSTACKC" show -f one.yaml | jq 'del(.. | .at?) | .file = "lstacker.yaml"' >one.json
    cmp one.json many.json
}

@test "positions, keys and identities count from the file that they come from" {
    "$LSTACKC" build
    grep -q "^lxd-instance-web	sub/more.yaml:4:3$" build/servers/one/positions
    grep -q "	lstacker.yaml:4:11$" build/servers/one/positions
    grep -q "	sub/../common/net.yaml:4:3$" build/servers/two/positions
    [ "$(awk -F'\t' '$2 == "one" { print $7 }' build/inventory)" = sub/keys/id ]
    grep -q "IdentityFile sub/keys/id" build/ssh_config
    grep -rq "$(cut -d' ' -f2 sub/keys/own.pub)" build/cloud-init
    "$LSTACKC" build -f "$stack/lstacker.yaml" -o other
    diff -r build other
    cd / && "$LSTACKC" build -f "$stack/lstacker.yaml" -o "$stack/third"
    diff -r "$stack/build" "$stack/third"
}

@test "a home directory is not written into a build" {
    mkdir home && mv common/net.yaml home
    sed -i 's,../common,~,' sub/more.yaml
    HOME=$PWD/home "$LSTACKC" build
    grep -q '	~/net.yaml:4:3$' build/servers/two/positions
    run grep -rF "$PWD/home" build
    [ "$status" -eq 1 ]
}

@test "both places of a double definition, in JSON and in text" {
    echo '  one: {address: 192.0.2.3}' >>common/net.yaml
    check 1
    [ "$(of_json '[.[] | .code, .file, .line, .column, (.notes[0] | .file, .line, .column)]')" = \
        '["L0009","sub/../common/net.yaml",5,3,"lstacker.yaml",4,11]' ]
    run "$LSTACKC" check
    [[ $output == *'error[L0009]: `one` of `servers` is defined twice'*"--> sub/../common/net.yaml:5:3"* ]]
    [[ $output == *":: lstacker.yaml:4:11"*"first defined here"* ]]
}

@test "a cycle shows the way" {
    echo 'include: ../lstacker.yaml' >>common/net.yaml
    check 1
    [ "$(of_json '[.[] | .code, .file, .line]')" = '["L0008","sub/../common/net.yaml",5]' ]
    [ "$(of_json '[.[0].notes[] | .file, .line, .message]')" = \
        '["lstacker.yaml",3,"`sub/more.yaml` is included here","sub/more.yaml",1,"`../common/net.yaml` is included here"]' ]
}

@test "a file is the same through links and other paths" {
    ln -s net.yaml common/link.yaml
    ln common/net.yaml common/hard.yaml
    sed -i '3s|.*|include: [sub/more.yaml, common/link.yaml, common/hard.yaml]|' lstacker.yaml
    check 1
    [ "$(of_json '[.[] | .code, .file, .line, .column]')" = \
        '["L0007","lstacker.yaml",3,26,"L0007","lstacker.yaml",3,44]' ]
    [ "$(of_json '[.[0].notes[0] | .file, .line]')" = '["sub/more.yaml",1]' ]
    ln -s "$PWD" sub/up
    echo 'include: sub/up/lstacker.yaml' >self.yaml
    sed -i '3s|.*|include: sub/up/lstacker.yaml|' lstacker.yaml
    check 1
    [ "$(of_json '[.[] | .code]')" = '["L0008"]' ]
}

@test "what is no readable file is said at the include, and is not waited for" {
    mkfifo fifo
    ln -s nowhere dangling
    sed -i '3s|.*|include: [fifo, sub, dangling, /dev/zero, /dev/tty, none/x, sub/more.yaml/y]|' lstacker.yaml
    check 1
    [ "$(of_json 'map(.code) | unique')" = '["L0006"]' ]
    [ "$(of_json 'map([.line, .column])')" = '[[3,11],[3,17],[3,22],[3,32],[3,43],[3,53],[3,61]]' ]
    run "$LSTACKC" build
    [ "$status" -eq 1 ]
    [ ! -e build ]
}

@test "32 MiB in all" {
    { cat common/net.yaml; head -c 20000000 /dev/zero | tr '\0' '#'; } >sub/big.yaml
    { head -c 20000000 /dev/zero | tr '\0' '#'; echo; echo 'networks: {prod: {subnet: 10.200.0.0/16}}'; } >sub/big2.yaml
    sed -i 's,../common/net.yaml,big.yaml,' sub/more.yaml
    check 0
    sed -i 's,big.yaml,[big.yaml\, big2.yaml],' sub/more.yaml
    check 1
    [ "$(of_json '[.[] | .code, .file, .line, .column]')" = '["L0003","sub/more.yaml",1,21]' ]
}

@test "a million values in all" {
    { echo 'ssh:'; seq -f '  k%.0f: 1' 300000; } >sub/a.yaml
    { echo 'overlay:'; seq -f '  k%.0f: 1' 300000; } >sub/b.yaml
    sed -i 's,../common/net.yaml,[a.yaml\, b.yaml\, ../common/net.yaml],; /^ssh/d' sub/more.yaml
    check 1
    [ "$(of_json 'map(select(.code == "L0013") | .file)')" = '["sub/b.yaml"]' ]
}

@test "1000 files, 64 levels" {
    mkdir many
    for i in $(seq 1001); do echo "containers: {c$i: {server: one}}" >"many/$i.yaml"; done
    { sed 3d lstacker.yaml; echo 'include:'; seq -f '  - many/%.0f.yaml' 1000; } >a.yaml
    check 0 a.yaml
    echo '  - many/1001.yaml' >>a.yaml
    check 1 a.yaml
    [ "$(of_json '[.[] | .code, .line]')" = '["L0013",1005]' ]
    { sed 3d lstacker.yaml; echo 'include:'; yes '  - many/1.yaml' | head -n 100000; } >b.yaml
    check 1 b.yaml
    mkdir deep
    for i in $(seq 65); do echo "include: $((i + 1)).yaml" >"deep/$i.yaml"; done
    echo 'networks: {}' >deep/66.yaml
    { sed 3d lstacker.yaml; echo 'include: deep/3.yaml'; } >c.yaml
    check 0 c.yaml
    sed -i 's/3.yaml/2.yaml/' c.yaml
    check 1 c.yaml
    [ "$(of_json '[.[] | .code, .file, .line]')" = '["L0013","deep/65.yaml",1]' ]
    echo 'include: 1.yaml' >deep/63.yaml
    sed -i 's/2.yaml/1.yaml/' c.yaml
    check 1 c.yaml
    [ "$(of_json '[.[] | .code, (.notes | length)]')" = '["L0008",62]' ]
}

@test "anchors do not cross files" {
    sed -i 's/{server: one/\&w {server: one/' sub/more.yaml
    echo '  other: *w' >>common/net.yaml
    check 1
    [ "$(of_json 'map(select(.severity == "error") | .code, .file, .line)')" = '["L0015","sub/../common/net.yaml",5]' ]
}

@test "after a file that cannot be read nothing is said to be missing" {
    sed -i 's/web: {server: one/web: {server: two/' sub/more.yaml
    rm common/net.yaml
    check 1
    [ "$(of_json '[.[] | .code]')" = '["L0006"]' ]
    sed -i '/^servers/d' lstacker.yaml
    check 1
    [ "$(of_json '[.[] | .code]')" = '["L0006"]' ]
    sed -i 's/server: two, //' sub/more.yaml # `defaults` may have it
    check 1
    [ "$(of_json '[.[] | .code]')" = '["L0006"]' ]
}
