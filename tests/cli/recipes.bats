#!/usr/bin/env bats
# `lstackc recipes`: the list, one of them, a new one; and what stacks make of recipes.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
}

# A recipe of the test's own. own_recipe PATH [HEADER LINE...]
own_recipe() {
    local path=recipes/$1
    shift
    mkdir -p "$(dirname "$path")"
    {
        printf '# shellcheck shell=sh\n#: summary    A recipe of this test\n'
        [ $# -gt 0 ] || set -- 'platforms  any'
        printf '#: %s\n' "$@"
        printf 'wants() {\n    :\n}\n'
    } >"$path"
}

# The stack with the recipes $1 in `a`; $2: more of the file.
stack_with() {
    sed -i "s|^  a: .*|  a: {server: one, networks: [dev], recipes: $1}|" lstacker.yaml
    printf '%s\n' "${2-}" >>lstacker.yaml
}

# What jq finds in the recipes of container $1. resolved CONTAINER FILTER
resolved() {
    "$LSTACKC" show 2>messages | jq -rc --arg name "$1" ".containers[\$name].recipes | map(select(.name != \"proxy\")) | $2"
}

@test "recipes: the list has a line for each, own ones marked" {
    own_recipe mine
    own_recipe debian-12/postgres
    own_recipe Not-One
    mkdir -p recipes/notes && echo text >recipes/notes/readme
    run "$LSTACKC" recipes
    [ "$status" -eq 0 ]
    [[ $output == *"postgres         * A recipe of this test (debian-12)"* ]]
    [[ $output == *"mine             * A recipe of this test (any)"* ]]
    [[ $output != *Not-One* && $output != *readme* ]]
    [ "$(grep -c '^postgres ' <<<"$output")" -eq 2 ]
    # shellcheck disable=SC2154 # of the helper
    cd / && run "$LSTACKC" recipes -f "$stack/lstacker.yaml"
    [[ $output == *"mine  "* ]]
}

@test "recipes: a faulty one is reported, and the others are listed" {
    printf '#: sumary nothing\n' >mine && mkdir recipes && mv mine recipes
    run "$LSTACKC" recipes
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0460]'*'recipes/mine:1:4'* && $output == *$'\nupdate  '* ]]
}

@test "recipes NAME: only its own faults count, and those of what it needs" {
    own_recipe mine 'platforms  any' 'needs  mail'
    own_recipe other 'sumary nothing'
    run "$LSTACKC" recipes mine
    [ "$status" -eq 0 ]
    [[ $output != *error* ]]
    own_recipe mail 'sumary nothing'
    run "$LSTACKC" recipes mine
    [ "$status" -eq 1 ]
    [[ $output == *'recipes/mail:3'* && $output != *recipes/other* && $output == *'mine: A recipe'* ]]
    run "$LSTACKC" recipes other
    [ "$status" -ne 0 ]
    [[ $output == *recipes/other:3* ]]
}

@test "recipes: the JSON has all of the header" {
    own_recipe mine 'platforms  debian-12 rocky' 'param a enum(x,y) x -- one' 'param b list @servers -- two' \
        'param c secret -- three' 'param d port 80 -- four' 'port web $d' 'port dns 53/udp' 'needs update' 'data all' \
        'timeout 7' 'tested no: never' 'alternatives apache2' 'conflicts bind9'
    "$LSTACKC" recipes --format=json | jq -c '.[] | select(.name == "mine")' >all
    "$LSTACKC" recipes mine --format=json | jq -c 'del(.example)' >one
    cmp all one
    jq -e '.file == "recipes/mine" and .platforms == ["debian-12", "rocky"] and .needs == ["update"] and
        .conflicts == ["bind9"] and .alternatives == ["apache2"] and .data == "all" and .timeout == 7 and
        .tested == ["no: never"] and .alias == null and
        .parameters[0] == {name: "a", type: "enum(x,y)", required: false, default: ["x"], doc: "one"} and
        .parameters[1].default == "@servers" and .parameters[2].required and
        .ports == [{name: "web", protocol: "tcp", port: null, parameter: "d"},
            {name: "dns", protocol: "udp", port: 53, parameter: null}]' one
}

@test "recipes NAME: its parameters, ports and an example" {
    own_recipe mine 'platforms any' 'param port port 8080 -- where it listens' 'param password secret -- of all' 'port web $port'
    run "$LSTACKC" recipes mine
    [ "$status" -eq 0 ]
    [[ $output == *'A recipe of this test'*'where it listens'*'required         of all'*'- mine:'*'password: !secret mine_password'* ]]
    run "$LSTACKC" recipes posgres
    [ "$status" -eq 2 ]
    [[ $output == *'did you mean `postgres`?'* ]]
    run "$LSTACKC" recipes mine yours
    [ "$status" -eq 2 ]
    [[ $output == *'what is this argument: `yours`'* ]]
}

@test "recipes NAME: every example is a stack that compiles" {
    local name count=0
    mkdir keys.old && mv keys/team.pub keys.old
    for name in $("$LSTACKC" recipes --format=json | jq -r '.[].name' | sort -u); do
        "$LSTACKC" recipes "$name" --format=json | jq -j .example >example.yaml
        run "$LSTACKC" check -f example.yaml
        [ "$status" -eq 0 ] || { echo "$name: $output"; cat example.yaml; false; }
        "$LSTACKC" recipes "$name" | sed '1,/^example$/d; s/^  //' | cmp - example.yaml
        count=$((count + 1))
    done
    [ "$count" -gt 20 ]
}

@test "recipes new: a recipe that passes check and shellcheck, never over another" {
    run "$LSTACKC" recipes new thing
    [ "$status" -eq 0 ]
    [[ $output == 'recipes/thing is written'* ]]
    stack_with '[thing: {greeting: Hello, names: [ann, bob]}]'
    "$LSTACKC" check
    sh -n recipes/thing
    fingerprint recipes >before
    run "$LSTACKC" recipes new thing
    [ "$status" -eq 3 ]
    [[ $output == *'error[L0913]'* ]]
    fingerprint recipes | cmp - before
    for name in Thing a--b '' ../x a/b; do
        run "$LSTACKC" recipes new "$name"
        [ "$status" -eq 2 ]
    done
    run "$LSTACKC" recipes new
    [ "$status" -eq 2 ]
    run "$LSTACKC" recipes new one two
    [ "$status" -eq 2 ]
    run "$LSTACKC" recipes new postgres
    [[ $output == *'takes the place of the shipped one'* ]]
    cd / && "$LSTACKC" recipes new other -f "$stack/lstacker.yaml" && [ -f "$stack/recipes/other" ]
    need shellcheck
    cd "$stack" && shellcheck recipes/thing
}

@test "recipes: files of the user come before those of LStacker, folders of platforms first" {
    stack_with '[postgres]'
    own_recipe postgres 'platforms any' 'timeout 1'
    [ "$(resolved a '.[0].limit')" = 1 ]
    own_recipe ubuntu-24.04/postgres 'platforms any' 'timeout 2'
    own_recipe debian-12/postgres 'platforms any' 'timeout 3'
    [ "$(resolved a '.[0].limit')" = 2 ]
    sed -i 's/^  a: {/&image: debian\/bookworm, /' lstacker.yaml
    [ "$(resolved a '.[0].limit')" = 3 ]
    sed -i 's/debian\/bookworm/local:mine/' lstacker.yaml
    [ "$(resolved a '.[0].limit')" = 1 ]
}

@test "recipes: a file that is included may have them beside it, or beside the first one" {
    mkdir -p more/recipes
    own_recipe here 'platforms any' 'timeout 1'
    own_recipe both 'platforms any' 'timeout 2'
    mv recipes/both more/recipes
    own_recipe both 'platforms any' 'timeout 3'
    printf 'containers: {c: {server: one, networks: [dev], recipes: [both, here]}}\n' >more/c.yaml
    echo 'include: [more/c.yaml]' >>lstacker.yaml
    [ "$(resolved c 'map(.limit)')" = '[2,1]' ]
}

@test "recipes: needs come first, and what is listed keeps its parameters" {
    own_recipe base 'platforms any' 'param level int 1 -- how much'
    own_recipe middle 'platforms any' 'needs base'
    own_recipe top 'platforms any' 'needs middle update'
    stack_with '[top]'
    [ "$(resolved a 'map(.name)')" = '["base","middle","update","top"]' ]
    [ "$(resolved a 'map(.at.column) | unique | length')" = 1 ]
    stack_with '[top, base: {level: 5}]'
    [ "$(resolved a 'map(.name)')" = '["base","middle","update","top"]' ]
    [ "$(resolved a '.[0].parameters.level')" = '["5"]' ]
}

@test "recipes: Docker is a recipe that comes before all" {
    own_recipe docker 'platforms any' 'param mtu int @mtu -- of its networks' 'param pools list @docker_pools -- of its networks'
    own_recipe docker-compose 'platforms any' 'needs docker'
    echo 'services: {}' >shop.yml
    stack_with '[update], docker: true, compose: [shop.yml]'
    [ "$(resolved a 'map(.name)')" = '["docker","docker-compose","update"]' ]
    [ "$(resolved a '.[0].parameters.mtu')" = '["1446"]' ]
    [ "$(resolved a '.[0].parameters.pools')" = '["172.17.0.0/16:24","172.18.0.0/16:24"]' ]
    stack_with '[update, docker: {mtu: 1400}], docker: true'
    [ "$(resolved a 'map(.name)')" = '["update","docker"]' ]
    sed -i 's/^  two: {/&docker: true, /' lstacker.yaml
    [ "$("$LSTACKC" show 2>/dev/null | jq -c '.servers.two.recipes | map(.name)')" = '["docker"]' ]
}

@test "recipes: Docker's pools meet nothing of the stack" {
    own_recipe pools 'platforms any' 'param pools list @docker_pools -- all'
    stack_with '[pools]'
    sed -i 's|^networks:.*|networks: {dev: {subnet: 172.16.0.0/14}}|
        s|address: 192.0.2.1,|address: 172.20.1.1, nat_subnet: 172.21.4.0/22,|
        s|address: 192.0.2.2,|address: 172.22.1.1, underlay: {prefix: 15, gateway: 172.23.1.1},|' lstacker.yaml
    [ "$(resolved a '.[0].parameters.pools')" = '["172.24.0.0/16:24","172.25.0.0/16:24"]' ]
}

@test "recipes: what the compiler knows, for each container of a group" {
    own_recipe knows 'platforms any' 'param name string @container -- who' 'param address string @address -- where' \
        'param domain string @domain -- of it' 'param stack string @stack -- which' 'param servers list @servers -- all' \
        'param proxy string @http_proxy -- of all' 'param no string @no_proxy -- joined' 'param list list @address -- one or none'
    own_recipe same
    sed -i 's|^networks:.*|networks: {dev: {subnet: 10.100.0.0/16, domain: dev.example.com}}|' lstacker.yaml
    echo 'proxy: {http: "http://10.0.0.4:3128", no_proxy: [.example.com]}' >>lstacker.yaml
    stack_with '[knows, same], count: 2'
    sed -i 's/^  b: .*/  b: {server: two, recipes: [knows]}/; s/^  two: {/&recipes: [knows], /' lstacker.yaml
    [ "$(resolved a-2 '.[0].parameters | [.name, .domain, .stack, .servers, .proxy] | flatten')" = \
        '["a-2","dev.example.com","small","192.0.2.1","192.0.2.2","http://10.0.0.4:3128"]' ]
    [ "$(resolved a-2 '.[0].parameters.no[0]')" = 'localhost,127.0.0.1,10.100.0.0/16,.dev.example.com,.example.com' ]
    [ "$(resolved a-2 '.[0].parameters.address == .[0].parameters.list')" = true ]
    [ "$(resolved b '.[0].parameters | [.address, .domain, .list]')" = '[[""],[""],[]]' ]
    [ "$("$LSTACKC" show | jq -c '.servers.two.recipes[1].parameters | [.name, .address]')" = '[["two"],["192.0.2.2"]]' ]
    "$LSTACKC" show | jq -e '.containers["a-1"].recipes[1].digest != .containers["a-2"].recipes[1].digest and
        .containers["a-1"].recipes[2].digest == .containers["a-2"].recipes[2].digest'
}

@test "recipes: the digest follows the text, the parameters and the secret's name" {
    own_recipe mine 'platforms any' 'param names list "" -- some' 'param password secret "" -- hidden'
    digest() { resolved a '.[0].digest'; }
    stack_with '[mine]' 'secrets: {one: {env: ONE}, two: {env: TWO}}'
    first=$(digest)
    [ ${#first} -eq 64 ]
    stack_with '[mine: {names: "", password: ""}]'
    [ "$(digest)" = "$first" ]
    for params in '{names: [ab, c]}' '{names: [a, bc]}' '{names: [abc]}' '{names: abc, password: !secret one}' \
        '{password: !secret one}' '{password: !secret two}'; do
        stack_with "[mine: $params]"
        digest
    done >digests
    [ "$(sort -u digests | grep -vc "$first")" -eq 6 ]
    echo '# more' >>recipes/mine
    [ "$(digest)" != "$(tail -n 1 digests)" ]
    sed -i 's/TWO/THREE/' lstacker.yaml
    after=$(digest)
    echo '# more' >>lstacker.yaml
    [ "$(digest)" = "$after" ]
}

@test "recipes: nothing secret is in what is printed" {
    own_recipe mine 'platforms any' 'param code secret -- hidden'
    stack_with '[mine: {code: hunter2}]'
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0168]'* && $output != *hunter2* ]]
}

@test "recipes: a chain of needs has an end" {
    local i
    for i in $(seq 0 150); do
        own_recipe "r$i" 'platforms any' "needs r$((i + 1))"
    done
    own_recipe r151
    stack_with '[r0]'
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0209]'*'need more than 100 others'* ]]
    stack_with '[r60]'
    "$LSTACKC" check
}

@test "recipes: one that cannot be read is an error, one that is too large, too" {
    mkdir recipes
    head -c 300000 /dev/zero | tr '\0' '#' >recipes/large
    stack_with '[large]'
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0463]'*'more than 256 KiB'* ]]
    run "$LSTACKC" recipes
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0463]'* ]]
}
