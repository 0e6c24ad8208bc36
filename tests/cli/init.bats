#!/usr/bin/env bats
# `lstackc init`: the file to start from.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

setup() {
    export HOME=$BATS_TEST_TMPDIR/home
    mkdir -p "$HOME/.ssh" "$BATS_TEST_TMPDIR/work"
    cp "${root:?}/tests/fixtures/keys/team.pub" "$HOME/.ssh/id_ed25519.pub"
    cd "$BATS_TEST_TMPDIR/work" || return 1
}

@test "init: writes lstacker.yaml, which is good and builds" {
    run --separate-stderr "$LSTACKC" init
    [ "$status" -eq 0 ]
    [ "$output" = "lstacker.yaml is written; change what is marked CHANGE in it, then: lstackc check" ]
    [ -z "$stderr" ]
    [ "$(ls -A)" = lstacker.yaml ]
    [ "$(stat -c %a lstacker.yaml)" = 644 ]
    run --separate-stderr "$LSTACKC" check
    [ "$status" -eq 0 ]
    [ "$output" = "good: 2 servers, 2 networks, 4 containers" ]
    [ -z "$stderr" ]
    "$LSTACKC" build
    grep -q CHANGE lstacker.yaml
    grep -q 'authorized_keys: \[~/.ssh/id_ed25519.pub\]' lstacker.yaml
}

@test "init: 1, 2, 3, 100 servers" {
    for n in 1 2 3 100; do
        "$LSTACKC" init -o "$n.yaml" --servers $n
        run --separate-stderr "$LSTACKC" check -f $n.yaml
        [ "$status" -eq 0 ]
        [[ $output == "good: $n server"*", 2 networks, 4 containers" ]]
        [ -z "$stderr" ]
        "$LSTACKC" build -f $n.yaml -o build-$n
        # documentation addresses only, and the comment tells the truth
        "$LSTACKC" show -f $n.yaml >show.json
        [ "$(jq -r '.servers[].address' show.json | grep -cE '^192\.0\.2\.[0-9]+$')" -eq $n ]
        grep -qF "\`db\` is $(jq -r '.containers.db.interfaces[1].address' show.json)." $n.yaml
        [ "$(jq '[.containers[].server] | unique | length' show.json)" -eq $((n > 3 ? 3 : n)) ]
    done
}

@test "init: name and user" {
    "$LSTACKC" init --name=acme --ssh-user joe_1
    "$LSTACKC" show >show.json
    [ "$(jq -c '[.name, .user, .servers["server-1"].user]' show.json)" = '["acme","joe_1","joe_1"]' ]
}

@test "init: yamllint has nothing to say" {
    need yamllint
    "$LSTACKC" init
    yamllint --strict lstacker.yaml
    rm "$HOME/.ssh/id_ed25519.pub"
    "$LSTACKC" init -o without.yaml --servers 100
    yamllint --strict without.yaml
}

@test "init: without a key it still builds, and says where the key goes" {
    rm "$HOME/.ssh/id_ed25519.pub"
    for home in "$HOME" /nowhere ''; do
        rm -f lstacker.yaml
        HOME=$home "$LSTACKC" init
        grep -q '^  #   authorized_keys: ' lstacker.yaml
        run --separate-stderr "$LSTACKC" build
        [ "$status" -eq 0 ]
        # At most the warning that the comment on its line is for.
        [ -z "$stderr" ] || [[ $stderr == *'lstackc: allow(L0304)'*'0 errors, 1 warning' ]]
    done
    cp "$root/tests/fixtures/keys/team.pub" "$HOME/.ssh/id_rsa.pub"
    "$LSTACKC" init -o rsa.yaml
    grep -q 'authorized_keys: \[~/.ssh/id_rsa.pub\]' rsa.yaml
}

@test "init: wrong options are refused, and nothing is written" {
    for words in --servers=0 --servers=101 --servers=x --servers=-1 --servers=1e1 --servers= \
        --servers=99999999999999999999 --name= --ssh-user= --output= -x more; do
        run "$LSTACKC" init $words
        [ "$status" -eq 2 ]
    done
    for name in Big 'a b' 'a # b' $'a\nssh: {}' $'a\n' "it's" '"a"' '*a' '&a b' '!x' -- '[a]' 'a: b' "$(printf 'a%.0s' $(seq 64))" \
        $'\001' $'\xff' '{{user|raw}}' '- a' '%' '~'; do
        run "$LSTACKC" init --name="$name" --format=json
        [ "$status" -eq 2 ]
        printf '%s' "$output" | jq -e 'length > 0 and .[0].severity == "error"'
        run "$LSTACKC" init --ssh-user="$name:"
        [ "$status" -eq 2 ]
        [[ $output == *'error[L0'* ]]
    done
    [ -z "$(ls -A)" ]
}

@test "init: words that YAML takes for something else are quoted" {
    for name in null yes on n; do
        "$LSTACKC" init --name=$name --ssh-user=$name -o $name.yaml
        grep -q "^name: \"$name\" " $name.yaml
        grep -q "^  user: \"$name\" " $name.yaml
        "$LSTACKC" check -f $name.yaml
    done
}

@test "init: an existing file is left alone: L0913, status 3" {
    for kind in file link fifo directory; do
        case $kind in
        file) echo mine >lstacker.yaml ;;
        link) ln -s nowhere lstacker.yaml ;;
        fifo) mkfifo lstacker.yaml ;;
        directory) mkdir lstacker.yaml ;;
        esac
        run "$LSTACKC" init
        [ "$status" -eq 3 ]
        [[ $output == *'error[L0913]: `lstacker.yaml` is there already'* ]]
        [ "$(ls -A)" = lstacker.yaml ]
        [ $kind != file ] || [ "$(cat lstacker.yaml)" = mine ]
        rm -rf lstacker.yaml
    done
    touch lstacker.yml
    run "$LSTACKC" init
    [ "$status" -eq 3 ]
    [[ $output == *'error[L0913]: `lstacker.yml`'* ]]
    "$LSTACKC" init -o 'other name.yaml'
    "$LSTACKC" check -f 'other name.yaml'
}

@test "init: where it cannot write: L0901, status 3" {
    for path in nowhere/x.yaml /proc/x.yaml 'lstacker.yaml/' ''; do
        [ -n "$path" ] || continue
        run "$LSTACKC" init -o "$path"
        [ "$status" -eq 3 ]
        [[ $output == *"error[L0901]: cannot write \`$path\`"* ]]
    done
    [ -z "$(ls -A)" ]
    need setpriv
    [ "$(id -u)" -eq 0 ] || skip "switching the user needs root"
    public=$(mktemp -d /tmp/lstackc-test.XXXXXX)
    cp "$LSTACKC" "$public/lstackc"
    chmod 755 "$public"
    run env -C "$public" setpriv --reuid=65534 --regid=65534 --clear-groups ./lstackc init
    [ "$(ls -A "$public")" = lstackc ]
    rm -r "$public"
    [ "$status" -eq 3 ]
    [[ $output == *'error[L0901]'*'Permission denied'* ]]
}

@test "init: of several at once, one wins" {
    for i in 1 2 3 4 5 6 7 8; do
        "$LSTACKC" init --name "n$i" >"$HOME/out$i" 2>&1 &
    done
    wait
    [ "$(cat "$HOME"/out* | grep -c 'is written')" -eq 1 ]
    [ "$(ls -A)" = lstacker.yaml ]
    "$LSTACKC" check
}
