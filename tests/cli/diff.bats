#!/usr/bin/env bats
# `lstackc diff`: what it says of every kind of change, and where it takes the two sides from.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
    cp lstacker.yaml old.yaml
    export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
    export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.com
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    mkdir -p "$TMPDIR"
}

teardown() {
    # Nothing is left of the temporary directories.
    [ -z "$(ls -A "$TMPDIR")" ]
}

# Changes lstacker.yaml by sed, and looks what diff makes of it.
after() {
    sed -i "$@" lstacker.yaml
    run --separate-stderr "$LSTACKC" diff old.yaml lstacker.yaml
    echo "$output"
    [ "$status" -eq 1 ]
    [ -z "$stderr" ]
}

has_line() {
    printf '%s\n' "$output" | grep -qxF -e "$1" || {
        echo "no line: $1"
        return 1
    }
}

@test "diff: of containers over several servers, a larger count moves none, another list some" {
    cat >>lstacker.yaml <<'YAML'
  w: {server: [one, two], networks: [dev], count: 3}
YAML
    "$LSTACKC" build -o build 2>/dev/null >&2
    cp lstacker.yaml old.yaml
    after 's/count: 3/count: 4/'
    has_line '  container w-4: create'
    [ "$(printf '%s\n' "$output" | grep -c ' container w-')" -eq 1 ]
    after 's/one, two/two, one/;s/count: 4/count: 3/'
    has_line "  container w-2: move, needs --prune (made anew, without its data; the old one is stopped, and stays until --prune)"
}

@test "diff: what a changed compose file, or a file beside it, means" {
    mkdir stacks
    echo 'services: {web: {image: "nginx:1", env_file: web.env}}' >stacks/shop.yml
    echo A=1 >stacks/web.env
    cat >>lstacker.yaml <<'YAML'
  c: {server: one, networks: [dev], docker: true, compose: stacks/shop.yml}
swarm: {managers: c, stacks: {shop: stacks/shop.yml}}
YAML
    "$LSTACKC" build -o build 2>/dev/null >&2
    echo A=2 >stacks/web.env
    run "$LSTACKC" diff build
    [ "$status" -eq 1 ]
    [[ $output == *"compose.shop.digest: "*" (its services are deployed anew)"* ]]
    [[ $output == *"swarm.stacks.shop.digest: "*" (the stack is deployed anew)"* ]]
    [ "$("$LSTACKC" diff --format=json build | jq -r '.items[].changes[].note' | wc -l)" -eq 2 ]
}

@test "diff: the same stack prints nothing, status 0" {
    run --separate-stderr "$LSTACKC" diff old.yaml lstacker.yaml
    [ "$status" -eq 0 ]
    [ -z "$output$stderr" ]
    run "$LSTACKC" diff old.yaml --format=json
    [ "$status" -eq 0 ]
    [ "$(printf '%s' "$output" | jq -c .)" = '{"same":true,"items":[]}' ]
}

@test "diff: lines, comments, order and the name of the file are no difference" {
    sed -i '1i # a comment\n' lstacker.yaml
    sed -i 's/  a: .*/&\n/; s/^networks/\n&/' lstacker.yaml
    run "$LSTACKC" diff old.yaml lstacker.yaml
    [ "$status" -eq 0 ]
    [ -z "$output" ]
}

@test "diff: a changed setting is a change in place" {
    after 's/hello/other/'
    diff - <(printf '%s\n' "$output") <<'TEXT'
server one
  container a: change
      config.user.note: hello -> other

1 container to change
TEXT
    after 's/user.note: other/user.second: "1"/'
    has_line '  container a: change'
    has_line '      config.user.second: none -> 1'
    has_line '      config.user.note: hello -> none'
}

@test "diff: what takes effect at a start only is a restart" {
    after 's/config: {user.note: hello}/suffix: 77/'
    has_line '  container a: restart'
    has_line '      interfaces.eth1.address: 10.100.1.10 -> 10.100.1.77'
    after 's/suffix: 77/suffix: 10, config: {user.note: hello, security.nesting: "true"}/'
    has_line '      config.security.nesting: none -> true'
    has_line '  container a: restart'
    [[ $output == *"1 container to restart" ]]
}

@test "diff: the same settings restart a container as on the server" {
    sed -n '/^lxd_effect()/,/^}/p' "${root:?}/runtime-scripts/lib/lxd-instance.sh" |
        grep -oE '[a-z-]+\.[a-z_*-]+(\.\*)?' >patterns
    while read -r pattern; do
        echo "$pattern"
        grep -qF "{\"config.$pattern\", EFFECT_RESTART}" "$root/compiler/main/compare.c"
    done <patterns
    [ "$(wc -l <patterns)" -eq 10 ]
    [ "$(grep -c '"config\..*EFFECT_RESTART' "$root/compiler/main/compare.c")" -eq 10 ]
}

@test "diff: keys, user, MTU, VLAN and domain restart those they reach" {
    sed 's/team@/other@/' keys/team.pub >keys/more.pub
    sed -i 's/AAAA\(.\{20\}\)....../AAAA\1ABCDEF/' keys/more.pub
    after 's/b: {server: two,/b: {server: two, authorized_keys: keys\/more.pub,/'
    has_line '  container b: restart'
    [[ $output == *'      authorized_keys: none -> ssh-'*...* ]]
    [[ $output != *'container a'* ]]
    cp old.yaml lstacker.yaml
    after 's/ssh: {/ssh: {user: joe, /'
    has_line 'stack small: change'
    has_line '    user: ubuntu -> joe'
    has_line '  container a: restart'
    has_line '  container b: restart'
    has_line '      user: ubuntu -> joe'
    cp old.yaml lstacker.yaml
    after '1a overlay: {underlay_mtu: 1400}'
    has_line '    overlay.mtu: 1446 -> 1346'
    has_line '      mtu: 1446 -> 1346'
    [[ $output == *'1 stack to change, 2 containers to restart' ]]
    cp old.yaml lstacker.yaml
    after 's/0.0\/16}/0.0\/16, vlan: 7, domain: x.example.com}/'
    has_line 'network dev: change'
    has_line '    vlan: 101 -> 7'
    has_line '      interfaces.eth1.vlan: 101 -> 7'
    has_line '      interfaces.eth1.domain: none -> x.example.com'
    [[ $output == *'1 network to change, 2 containers to restart' ]]
    cp old.yaml lstacker.yaml
    after 's/192.0.2.2, /&datapath: netdev, /'
    has_line 'server two: change'
    has_line '      datapath: system -> netdev'
    [[ $output == *'1 server to change, 1 container to restart' ]]
}

@test "diff: an overlay of another kind changes every server" {
    after '1a overlay: {protocol: gre, key: 5}'
    has_line '    overlay.protocol: vxlan -> gre'
    has_line 'server one: change'
    has_line 'server two: change'
    after 's/protocol: gre, key: 5/key: 5/'
    [[ $output == *'1 stack to change, 2 servers to change' ]]
}

@test "diff: another address of a server changes the tunnels of the others" {
    after 's/192.0.2.2,/192.0.2.9,/'
    has_line '    address: 192.0.2.2 -> 192.0.2.9'
    [[ $output == *'    tunnels.two: ls-'*' to 192.0.2.2 -> ls-'*' to 192.0.2.9'* ]]
    [[ $output == *'2 servers to change' ]]
}

@test "diff: another image wants --recreate" {
    after 's/a: {server: one,/& image: debian\/12,/'
    has_line "  container a: recreate, needs --recreate (made anew, without its data; left alone otherwise)"
    [[ $output == *'      image: '*24.04*' -> '*debian/12* ]]
    [[ $output == *'1 container to recreate' ]]
}

@test "diff: another server is a move" {
    after 's/a: {server: one,/a: {server: two,/'
    has_line 'server two'
    has_line '  container a: move, needs --prune (made anew, without its data; the old one is stopped, and stays until --prune)'
    has_line '      server: one -> two'
    [[ $output == *'1 container to move'* ]]
}

@test "diff: new and gone containers, networks and servers" {
    after 's/^  b: .*/  c: {server: two, networks: [prod]}/; s/0.0\/16}/&, prod: {subnet: 10.104.0.0\/16}/'
    has_line 'network prod: create'
    has_line '  container c: create'
    has_line '  container b: destroy, needs --prune (kept otherwise)'
    [[ $output == *'1 network to create, 1 container to create, 1 container to destroy' ]]
    cp old.yaml lstacker.yaml
    after 's/^  two: .*/  three: {address: 192.0.2.3}/; s/server: two/server: one/'
    has_line 'server three: create'
    has_line 'server two: destroy, needs undo (nothing is done there any more: undo it with the old build)'
    has_line '  container b: move, needs undo (its old server left the file: undo that with the old build)'
    has_line '    tunnels.three: none -> '"$(printf '%s\n' "$output" | sed -n 's/^    tunnels.three: none -> //p')"
    after '/^  b:/d'
    has_line '  container b: destroy, needs undo (its old server left the file: undo that with the old build)'
}

@test "diff: another name or storage must be undone first" {
    after 's/small/other/'
    has_line 'stack other: recreate, needs undo (servers refuse it until the stack of the old name is undone)'
    cp old.yaml lstacker.yaml
    after 's/192.0.2.2, /&storage: {driver: btrfs}, /'
    has_line 'server two: recreate, needs undo (a storage pool in use cannot be exchanged: undo first)'
}

@test "diff: what it does not know is a change of what it is in, never lost" {
    "$LSTACKC" build -o old >/dev/null
    "$LSTACKC" build -o new >/dev/null
    jq '.shrines = {"x.example.com": {"to": "a", "at": {"line": 1, "column": 2}}} | .bells = ["a", 1] |
        .servers.one.chimes = true | .containers.b.songs = [{"apache2": {}}] |
        .containers.b.new_at.line = 7 | .containers.a.containers_x = 1 | .servers.one.containers_x = 1 |
        .networks.dev.kind = null' \
        old/stack.json >new/stack.json
    run "$LSTACKC" diff old new
    [ "$status" -eq 1 ]
    diff - <(printf '%s\n' "$output") <<'TEXT'
stack small: change
    shrines: none -> {"x.example.com": {"to": "a"}}
    bells: none -> ["a", 1]
network dev: change
    kind: none -> none
server one: change
    chimes: none -> true
    containers_x: none -> 1
  container a: change
      containers_x: none -> 1
server two
  container b: change
      songs: none -> [{"apache2": {}}]
      new_at: none -> {"line": 7}

1 stack to change, 1 network to change, 1 server to change, 2 containers to change
TEXT
    jq '.shrines."x.example.com" += {"to": "b", "at": {"line": 9}} | .bells = [1, "a"]' new/stack.json >x
    mkdir newer
    mv x newer/stack.json
    run "$LSTACKC" diff new newer
    diff - <(printf '%s\n' "$output") <<'TEXT'
stack small: change
    shrines.x.example.com.to: a -> b
    bells: ["a", 1] -> [1, "a"]

1 stack to change
TEXT
}

@test "diff: values that bite are shown as text" {
    "$LSTACKC" build -o old >/dev/null
    mkdir new
    jq '.name = "\u001b[31mred\u009b" | .user = ("x" * 500) | .containers["a\nb"] = {"server": "one"} |
        .["\u001b[2J"] = 1 | .containers.a = 7' old/stack.json >new/stack.json
    run "$LSTACKC" diff old new
    [ "$status" -eq 1 ]
    ! printf '%s' "$output" | LC_ALL=C grep -q '[^ -~]' || return 1
    [ -z "$(printf '%s\n' "$output" | awk 'length > 140')" ]
    "$LSTACKC" diff old new --format=json >json || [ $? -eq 1 ]
    jq -e '.items[0].changes[] | select(.member == "name") | .new == "\u001b[31mred\u009b"' json
}

@test "diff: JSON" {
    sed -i 's/hello/other/; s/b: {server: two/b: {server: two, image: debian\/12/; $a\  c: {server: one}' lstacker.yaml
    run --separate-stderr "$LSTACKC" diff old.yaml --format=json
    [ "$status" -eq 1 ]
    [ -z "$stderr" ]
    printf '%s' "$output" | jq -e '
        def is($k): (keys_unsorted | sort) == ($k | sort);
        is(["same", "items"]) and .same == false and
        (.items | all(is(["kind","name","server","effect","needs","note","changes"]))) and
        (.items | all(.changes | all(is(["member","effect","old","new","note"]))))'
    [ "$(printf '%s' "$output" | jq -c '[.items[] | [.kind, .name, .server, .effect, .needs]]')" = \
        '[["container","a","one","change",null],["container","c","one","create",null],["container","b","two","recreate","--recreate"]]' ]
    [ "$(printf '%s' "$output" | jq -c '.items[0].changes')" = \
        '[{"member":"config.user.note","effect":"change","old":"hello","new":"other","note":null}]' ]
}

# Sets the recipes of `a` and of the server `one` in the build directory $1.
set_recipes() { # BUILD OF-A OF-ONE
    "$LSTACKC" build -f old.yaml -o "$1" >/dev/null
    jq --argjson a "$2" --argjson one "$3" '.containers.a.recipes = $a | .servers.one.recipes = $one' \
        "$1/stack.json" >edited
    cat edited >"$1/stack.json"
}

@test "diff: what is done about recipes" {
    recipe() { # NAME DIGEST DATA PARAMETERS
        printf '{"name":"%s","parameters":%s,"digest":"%s","data":%s,"at":{"line":%s,"column":1}}' \
            "$1" "$4" "$2" "$3" "$RANDOM"
    }
    set_recipes old "[$(recipe db d1 true '{"port":["1"],"names":["x","y"]}'),$(recipe web d2 false '{}'),$(recipe same d3 true '{}')]" \
        "[$(recipe docker d4 false '{}')]"
    set_recipes new "[$(recipe same d3 true '{}'),$(recipe db d5 true '{"port":["2"],"names":["x","z"]}'),$(recipe more d6 false '{}')]" \
        "[$(recipe docker d7 false '{}')]"
    run --separate-stderr "$LSTACKC" diff old new
    diff - <(printf '%s\n' "$output" | sed 's/{.*}/{...}/') <<'TEXT'
server one: change
    recipes.docker.digest: d4 -> d7 (recipe docker of one is applied anew)
  container a: change
      recipes.db.parameters.port: 1 -> 2 (recipe db of a is applied anew)
      recipes.db.parameters.names: y -> none (recipe db of a is applied anew)
      recipes.db.parameters.names: none -> z (recipe db of a is applied anew)
      recipes.more: none -> {...} (recipe more of a is applied)
      recipes.web: {...} -> none (recipe web of a is undone)

1 server to change, 1 container to change
TEXT
    set_recipes new '[]' '[]'
    run --separate-stderr "$LSTACKC" diff old new
    has_line '  container a: change, needs --prune'
    printf '%s\n' "$output" | grep -q 'recipes.db: .* -> none (recipe db of a is undone with its data: --prune; kept otherwise)$'
    run --separate-stderr "$LSTACKC" diff --format=json old new
    [ "$(printf '%s' "$output" | jq -c '[.items[] | select(.name == "a") | .needs, .changes[].note]')" = \
        '["--prune","recipe db of a is undone with its data: --prune; kept otherwise","recipe web of a is undone","recipe same of a is undone with its data: --prune; kept otherwise"]' ]
}

@test "diff: directories, files, and NEW left out" {
    "$LSTACKC" build >/dev/null
    cp -R build 'other build'
    sed -i 's/hello/other/' lstacker.yaml
    for sides in "build" "build lstacker.yaml" "old.yaml lstacker.yaml" "old.yaml"; do
        # shellcheck disable=SC2086
        run "$LSTACKC" diff $sides
        [ "$status" -eq 1 ]
        has_line '      config.user.note: hello -> other'
    done
    run "$LSTACKC" diff lstacker.yaml build
    has_line '      config.user.note: other -> hello'
    run "$LSTACKC" diff build 'other build'
    [ "$status" -eq 0 ]
    mv lstacker.yaml 'the other.yaml'
    run "$LSTACKC" diff build -f 'the other.yaml'
    [ "$status" -eq 1 ]
    run "$LSTACKC" diff 'other build/' 'the other.yaml'
    [ "$status" -eq 1 ]
}

@test "diff: colour changes nothing but colour" {
    sed -i 's/hello/other/; $a\  c: {server: one}' lstacker.yaml
    "$LSTACKC" diff old.yaml --color=always >colour || [ $? -eq 1 ]
    "$LSTACKC" diff old.yaml >plain || [ $? -eq 1 ]
    grep -q $'\033\\[' colour
    ! grep -q $'\033' plain || return 1
    sed 's/\x1b\[[0-9;]*m//g' colour | diff plain -
}

@test "diff: errors of both sides are printed with their files, status 2" {
    sed 's/server: one/server: oen/' lstacker.yaml >wrong.yaml
    sed 's/version: 1/version: 9/' lstacker.yaml >wronger.yaml
    run --separate-stderr "$LSTACKC" diff wrong.yaml wronger.yaml
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == *"error[L0201]"*"--> wrong.yaml:9:"*"error[L0112]"*"--> wronger.yaml:1:"* ]]
    run "$LSTACKC" diff old.yaml -f nowhere.yaml
    [ "$status" -eq 2 ]
    [[ $output == *"error[L0001]"* ]]
    run "$LSTACKC" diff
    [ "$status" -eq 2 ]
    run "$LSTACKC" diff a b c
    [ "$status" -eq 2 ]
    run sh -c '"$LSTACKC" diff old.yaml --format=json >/dev/full'
    [ "$status" -eq 2 ]
}

@test "diff: a directory that is no build, or a damaged one: L0911" {
    run "$LSTACKC" diff keys
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0911]: `keys` has no stack.json that can be read'* ]]
    for text in '' '[]' '{}' '{"networks": {}, "servers": [], "containers": {}}' 'no json' \
        '{"networks": {}, "servers": {}, "containers": {}} x' "$(printf '[%.0s' $(seq 5000))"; do
        printf '%s' "$text" >keys/stack.json
        run "$LSTACKC" diff keys
        [ "$status" -eq 2 ]
        [[ $output == *'error[L0911]'* ]]
    done
    # whole, but strange: no crash
    echo '{"networks": {"n": 1}, "servers": {"s": []}, "containers": {"c": {"server": 3, "interfaces": [1, {}]}}}' \
        >keys/stack.json
    run "$LSTACKC" diff keys
    [ "$status" -eq 1 ]
    run "$LSTACKC" diff lstacker.yaml keys
    [ "$status" -eq 1 ]
    run "$LSTACKC" diff keys keys
    [ "$status" -eq 0 ]
}

repository() {
    need git
    git init -q -b main .
    git add lstacker.yaml "$@"
    git commit -q -m first
}

@test "diff: revisions of git" {
    repository keys
    git tag v1
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    sed -i 's/hello/other/' lstacker.yaml
    git commit -q -a -m second
    for sides in HEAD~1 v1 "main~1 main" "v1 lstacker.yaml" ":/first" "$(git rev-parse v1)" 'v1^{tree} HEAD'; do
        # shellcheck disable=SC2086
        run "$LSTACKC" diff $sides
        [ "$status" -eq 1 ]
        has_line '      config.user.note: hello -> other'
    done
    run "$LSTACKC" diff main v1
    has_line '      config.user.note: other -> hello'
    # a file of the same name goes first
    cp lstacker.yaml v1
    run "$LSTACKC" diff v1
    [ "$status" -eq 0 ]
    [ -z "$(git status --porcelain --untracked-files=no)" ]
}

@test "diff: revisions, the file elsewhere: -f, directories, blanks" {
    mkdir -p 'deep down/er'
    mv lstacker.yaml 'deep down/the stack.yml'
    mv keys 'deep down'
    need git
    git init -q .
    git add 'deep down'
    git commit -q -m first
    sed -i 's/hello/other/' 'deep down/the stack.yml'
    run "$LSTACKC" diff HEAD -f 'deep down/the stack.yml'
    [ "$status" -eq 1 ]
    has_line '      config.user.note: hello -> other'
    run "$LSTACKC" diff HEAD -f "$PWD/deep down/the stack.yml"
    [ "$status" -eq 1 ]
    cd 'deep down' || return 1
    run "$LSTACKC" diff HEAD -f 'the stack.yml'
    has_line '      config.user.note: hello -> other'
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *"error[L0001]"* ]]
    cp 'the stack.yml' lstacker.yml
    git add lstacker.yml
    git commit -q -m second
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 0 ]
    cd er || return 1
    run "$LSTACKC" diff HEAD -f '../the stack.yml'
    [ "$status" -eq 1 ] # though git knows no empty directory
    has_line '      config.user.note: hello -> other'
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0910]: `HEAD` has no directory `deep down/er/`'* ]]
    cp "$BATS_TEST_TMPDIR/stack/old.yaml" /dev/null
    run "$LSTACKC" diff HEAD -f /etc/hostname
    [ "$status" -eq 2 ]
    [[ $output == *'`/etc/hostname` is not in the repository'* ]]
}

@test "diff: keys that git does not have are those of today, and it says so" {
    echo keys/ >.gitignore
    repository .gitignore
    run --separate-stderr "$LSTACKC" diff HEAD
    echo "$stderr"
    [ "$status" -eq 0 ]
    [ -z "$output" ]
    [ "$stderr" = 'lstackc: `keys/team.pub` is not in HEAD: it is taken as it is now' ]
    run --separate-stderr "$LSTACKC" diff HEAD --format=json
    [ -z "$stderr" ]
    mv keys/team.pub keys/x.pub
    sed -i 's/team.pub/x.pub/' lstacker.yaml
    run --separate-stderr "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $stderr == *'error[L0301]'*'`keys/team.pub` cannot be read'*'--> HEAD:lstacker.yaml:3:'* ]]
}

@test "diff: errors in a revision name it" {
    repository keys
    sed -i 's/server: one/server: oen/' lstacker.yaml
    git commit -q -a -m wrong
    cp old.yaml lstacker.yaml
    run --separate-stderr "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $stderr == *'error[L0201]'*'--> HEAD:lstacker.yaml:9:'* ]]
    [[ $stderr != *"$TMPDIR"* ]]
    run --separate-stderr "$LSTACKC" diff HEAD --format=json
    [ "$(printf '%s' "$stderr" | jq -c '[.[] | .code, .file]')" = '["L0201","HEAD:lstacker.yaml"]' ]
    git rm -q --cached lstacker.yaml
    git commit -q -m gone
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0001]'*HEAD:lstacker.yaml* ]]
}

@test "diff: no repository, unknown revisions, dashes, no git: L0910, L0912" {
    GIT_CEILING_DIRECTORIES=$BATS_TEST_TMPDIR run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0910]: `HEAD` is no file, no build directory and no git revision'*'git says: fatal: not a git repository'* ]]
    repository keys
    for word in nowhere 'HEAD~9' 'a b' '' '$(touch x)' 'HEAD:keys/team.pub'; do
        run "$LSTACKC" diff "$word"
        [ "$status" -eq 2 ]
        [[ $output == *"error[L0910]: \`$word\` is no file"* ]]
    done
    for word in --all -q --git-dir=x -; do
        run "$LSTACKC" diff -- "$word"
        [ "$status" -eq 2 ]
        [[ $output == *"error[L0910]: \`$word\` is no file"* ]]
    done
    mkdir bin
    PATH=$PWD/bin run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0912]: cannot start git'* ]]
    # a repository that is damaged
    rm -f .git/objects/*/*
    run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    TMPDIR=/proc run "$LSTACKC" diff HEAD
    [ "$status" -eq 2 ]
    [[ $output == *'error[L0912]: cannot make'* ]]
}

@test "diff: a signal leaves no temporary directory behind" {
    repository keys
    mkdir bin
    printf '#!/bin/sh\necho started >>"%s/started"\nsleep 1\nexec %s "$@"\n' "$PWD" "$(command -v git)" >bin/git
    chmod +x bin/git
    PATH=$PWD/bin:$PATH "$LSTACKC" diff HEAD 2>/dev/null &
    pid=$!
    until [ -s started ]; do sleep 0.1; done
    [ -n "$(ls -A "$TMPDIR")" ]
    kill -TERM $pid
    status=0
    wait $pid || status=$?
    [ $status -eq 143 ]
    [ -z "$(ls -A "$TMPDIR")" ]
}
