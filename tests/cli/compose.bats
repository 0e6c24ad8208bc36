#!/usr/bin/env bats
# Compose files and what they bring along: whatever they are, at bounded cost. Faults of single values
# are among tests/fixtures.
# shellcheck disable=SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
    echo '  c: {server: one, networks: [dev], docker: true, compose: [app/compose.yml]}' >>lstacker.yaml
    mkdir -p app/conf
    compose 'volumes: [./conf:/conf]'
}

# A compose file of one service, with keys besides its image.
compose() {
    printf 'services:\n  web:\n    image: x:1\n    %s\n' "$1" >app/compose.yml
}

check() {
    run timeout "${seconds:-60}" "$LSTACKC" check --color=never
    echo "${output:0:3000}"
}

# refuses CODE TEXT...
refuses() {
    local text code=$1
    shift
    check
    [ "$status" -eq 1 ]
    [[ $output == *"error[$code]"* ]]
    for text; do
        [[ $output == *"$text"* ]]
    done
}

files() {
    "$LSTACKC" show 2>/dev/null | jq -c '.containers.c.compose.app.files'
}

digest() {
    "$LSTACKC" show 2>/dev/null | jq -r '.containers.c.compose.app.digest'
}

@test "compose: a directory is brought along in one order, whatever names are in it" {
    mkdir app/conf/z app/conf/empty
    touch 'app/conf/b c' "app/conf/it's" 'app/conf/$(x)' app/conf/.hidden app/conf/z/y
    ln -s 'b c' app/conf/link
    check
    [ "$status" -eq 0 ]
    [ "$(files)" = "[\"conf/\$(x)\",\"conf/.hidden\",\"conf/b c\",\"conf/it's\",\"conf/link\",\"conf/z/y\"]" ]
}

@test "compose: the digest is of all files, their names and modes" {
    echo 1 >app/conf/a
    one=$(digest)
    echo 2 >app/conf/a
    two=$(digest)
    mv app/conf/a app/conf/b
    three=$(digest)
    chmod +x app/conf/b
    four=$(digest)
    [ "$(printf '%s\n' "$one" "$two" "$three" "$four" | sort -u | wc -l)" -eq 4 ]
    [ "$(digest)" = "$four" ]
}

@test "compose: bytes of any kind are brought along" {
    head -c 70000 /dev/urandom >app/conf/blob
    check
    [ "$status" -eq 0 ]
}

@test "compose: names that archives do not take" {
    touch app/conf/"$(printf 'a\nb')"
    refuses L0489 'the name `conf/a\nb` cannot be brought along'
    rm app/conf/*
    touch app/conf/"$(printf '%0120d' 0)"
    refuses L0489 'cannot be brought along'
}

@test "compose: what is no regular file is said, and is not waited for" {
    mkfifo app/conf/pipe
    seconds=20 refuses L0489 '`conf/pipe` cannot be read: it is no regular file'
    rm app/conf/pipe
    ln -s nowhere app/conf/dangling
    refuses L0489 '`conf/dangling` cannot be read'
    rm -r app/conf app/compose.yml
    mkfifo app/compose.yml
    seconds=20 refuses L0416 'it is no regular file'
}

@test "compose: symbolic links do not lead out of the directory" {
    mkdir vault app/conf/deep app-other
    echo private >vault/k
    echo plain >app/conf/plain
    ln -s plain app/conf/linked
    check
    [ "$status" -eq 0 ]
    ln -s ../../vault/k app/conf/k
    refuses L0489 '`conf/k` is a symbolic link that leads out'
    rm app/conf/k
    ln -s "$PWD/vault" app/conf/deep/keys
    refuses L0489 '`conf/deep/keys` is a symbolic link that leads out'
    rm app/conf/deep/keys
    ln -s ../../app-other app/conf/other
    refuses L0489 '`conf/other` is a symbolic link that leads out'
    rm app/conf/other
    ln -s ../vault/k app/env
    compose 'env_file: env'
    refuses L0489 '`env` is a symbolic link that leads out'
}

@test "compose: directories that lead into themselves" {
    ln -s . app/conf/a
    ln -s . app/conf/b
    seconds=20 refuses L0489 'nested more than 16 levels deep'
}

@test "compose: at most 1 MiB and 1000 files" {
    head -c 1048576 /dev/zero >app/conf/full
    check
    [ "$status" -eq 0 ]
    echo >app/conf/more
    refuses L0489 'with `conf/more`, more than 1 MiB'
    rm app/conf/*
    seq 1001 | (cd app/conf && xargs touch)
    refuses L0489 'more than 1000 files'
    compose 'ports: []'
    head -c 1048576 /dev/zero | tr '\0' '#' >>app/compose.yml
    refuses L0485 'has more than 1 MiB'
}

@test "compose: aliases and ranges do not multiply ports" {
    {
        echo 'x-ports: &p'
        seq -f '- "%.0f:1"' 20000 22000
        echo 'services:'
        seq -f '  s%.0f: {image: x, ports: *p}' 2000
    } >app/compose.yml
    seconds=20 refuses L0013 'too many values and ports'
    {
        echo 'services:'
        seq -f '  s%.0f: {image: x, ports: ["1-65535:1-65535"]}' 2000
    } >app/compose.yml
    seconds=20 refuses L0013 'too many values and ports'
}

@test "compose: long texts that aliases repeat" {
    {
        printf 'x: &x "./%s:/y"\nservices:\n' "$(head -c 500000 /dev/zero | tr '\0' a)"
        seq -f '  s%.0f: {image: x, ports: [*x], volumes: [*x, *x], env_file: *x, networks: [*x]}' 5000
    } >app/compose.yml
    check
    [ "$status" -eq 1 ]
}

@test "compose: a file that defaults give to 60,000 containers" {
    compose "ports: [$(seq -f '"%.0f:1"' -s ', ' 3000 3020)]"
    {
        printf 'version: 1\nname: a\nservers: {one: {address: 192.0.2.1, nat_subnet: 10.128.0.0/12}}\n'
        echo 'defaults: {container: {server: one, docker: true, compose: app/compose.yml}}'
        echo 'containers:'
        seq -f '  c%.0f:' 60000
    } >lstacker.yaml
    refuses L0209 'publish more than 1000000 ports'
}

@test "compose: 2,000 files of their own are read once each" {
    sed -i '/^  c:/d' lstacker.yaml
    mkdir many
    for i in $(seq 2000); do
        echo 'services: {web: {image: "x:1", ports: ["80:80"]}}' >"many/$i.yml"
        echo "  c$i: {server: one, docker: true, compose: many/$i.yml}"
    done >>lstacker.yaml
    sed -i 's/segment: 1}/segment: 1, nat_subnet: 10.128.0.0\/16}/' lstacker.yaml
    seconds=20 check
    [ "$status" -eq 0 ]
}

@test "swarm: labels are not multiplied by groups" {
    {
        echo '  n: {server: one, networks: [dev], docker: true, count: 200}'
        echo 'swarm:'
        echo '  managers: n'
        echo '  labels:'
        echo '    n:'
        seq -f '      l%.0f: x' 2000
    } >>lstacker.yaml
    refuses L0209 'more than 250000 labels'
}
