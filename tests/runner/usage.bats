#!/usr/bin/env bats
# The command lines of lstacker-run and lstacker, and what they say about wrong input.

# shellcheck disable=SC2016,SC2154

load helper

@test "help and version" {
    runner --help
    [ "$status" -eq 0 ]
    for word in apply plan status undo verify --limit --jobs --timeout --json --prune --recreate \
        --container --color --yes LSTACKER_SSH "exit status"; do
        says "$word"
    done
    runner --version
    [ "$status" -eq 0 ]
    says "lstacker-run "
}

@test "unknown words get a suggestion" {
    server lxd1
    for words in "aply:apply" "plan --lmit x:--limit" "plan --jobs:value is missing" \
        "plan --jobs 0:no number" "plan --color=red:auto, always or never" "plan apply:one verb" \
        "plan --json=x:no option" "plan -x:no option" "plan --limit=:empty" ":usage"; do
        # shellcheck disable=SC2086
        runner ${words%%:*}
        [ "$status" -eq 2 ]
        says "${words#*:}"
    done
}

@test "options may come before the verb, in any form" {
    server lxd1
    for words in "--jobs 3 plan" "-j3 plan" "plan --jobs=3 -y --timeout=9" "--color=never plan"; do
        # shellcheck disable=SC2086
        runner $words
        [ "$status" -eq 4 ]
    done
}

@test "a missing build directory says what to do" {
    runner plan -C /nonexistent
    [ "$status" -eq 2 ]
    says "there is no build directory \`/nonexistent\`"
    says "run \`lstackc build\` first"
    runner plan -C "$BATS_TEST_TMPDIR"
    [ "$status" -eq 2 ]
    says "cannot read $BATS_TEST_TMPDIR/inventory"
}

@test "a bad inventory names file and line" {
    server lxd1
    good=$(cat "$build/inventory")
    hash=$(printf x | sha256sum | cut -d' ' -f1)
    while IFS='|' read -r line said; do
        printf '%s\n%b\n' "$good" "$line" >"$build/inventory"
        runner plan
        [ "$status" -eq 2 ]
        says "inventory:3: this line $said"
    done <<EOF
server\tx|has too few fields
sever\tx\tlocal\ta\t0\t-\t-\t$hash\t$hash\tb\tlxc|does not begin with \`server\`
server\tx/y\tlocal\ta\t0\t-\t-\t$hash\t$hash\tb\tlxc|has a bad server name
server\tx\tloca\ta\t0\t-\t-\t$hash\t$hash\tb\tlxc|says neither
server\tx\tlocal\t-oProxyCommand=x\t0\t-\t-\t$hash\t$hash\tb\tlxc|has a bad address
server\tx\tlocal\ta\t65536\t-\t-\t$hash\t$hash\tb\tlxc|has a bad port
server\tx\tlocal\ta\t0\t\t-\t$hash\t$hash\tb\tlxc|has an empty user
server\tx\tlocal\ta\t0\t-\t-\tabc\t$hash\tb\tlxc|has a bad generation
server\tx\tlocal\ta\t0\t-\t-\t$hash\t../x\tb\tlxc|has a bad digest
server\tx\tlocal\ta\t0\t-\t-\t$hash\t$hash\tb\t-x|has a bad client
jump\tx\t-|is not \`jump
jump\tx\t-oProxy\t10.0.0.0/8|is not \`jump
server\tlxd1\tlocal\ta\t0\t-\t-\t$hash\t$hash\tb\tlxc|names a server again
EOF
    printf 'lstacker-inventory\t2\tdemo\n' >"$build/inventory"
    runner plan
    says "inventory:1: this line is of a format"
    printf 'lstacker-inventory\t1\t../x\n' >"$build/inventory"
    runner plan
    says "bad stack name"
    : >"$build/inventory"
    runner plan
    [ "$status" -eq 2 ]
    says "names no server"
    head -c 100000 /dev/urandom >"$build/inventory"
    runner plan
    [ "$status" -eq 2 ]
}

@test "a missing bundle is told before anything is done" {
    server lxd1
    rm "$build/bundles/lxd1.tar.gz"
    runner apply --yes
    [ "$status" -eq 2 ]
    says "the bundle of \`lxd1\` cannot be read"
}

# lstacker with programs beside it that write down how they were called
fake_siblings() {
    bin=$BATS_TEST_TMPDIR/bin
    mkdir -p "$bin"
    cp "$root/runner/lstacker.sh" "$bin/lstacker"
    chmod +x "$bin/lstacker"
    for name in lstackc lstacker-run; do
        printf '#!/bin/sh\necho "%s $*"\nexit ${STATUS_%s:-0}\n' "$name" "${name#lstack*-}" >"$bin/$name"
        chmod +x "$bin/$name"
    done
    cd "$BATS_TEST_TMPDIR" || return
}

@test "lstacker builds and applies, undoes, creates and destroys" {
    fake_siblings
    for shell in sh dash "busybox sh"; do
        run $shell "$bin/lstacker" stack --yes
        [ "$status" -eq 0 ]
        [ "$output" = "lstackc build -f lstacker.yaml -o build
lstacker-run apply -C build --yes" ]
        run $shell "$bin/lstacker" -f a/s.yaml create lxd1 web-1 --prune
        [ "$output" = "lstackc build -f a/s.yaml -o a/build
lstacker-run apply --limit lxd1 --container web-1 -C a/build --prune" ]
        run $shell "$bin/lstacker" destroy lxd1 web-1 -o out
        [ "$output" = "lstacker-run undo --limit lxd1 --container web-1 -C out" ]
        run $shell "$bin/lstacker" unstack
        [ "$output" = "lstacker-run undo -C build" ]
        run $shell "$bin/lstacker" version
        [ "$output" = "lstackc --version
lstacker-run --version" ]
        run $shell "$bin/lstacker" help
        [ "$status" -eq 0 ]
        says "destroy SERVER CONTAINER"
    done
    touch lstacker.yml
    run "$bin/lstacker" stack
    says "build -f lstacker.yml"
}

@test "lstacker passes on the statuses of its parts" {
    fake_siblings
    STATUS_run=3 run "$bin/lstacker" stack
    [ "$status" -eq 3 ]
    STATUS_lstackc=1 run "$bin/lstacker" stack
    [ "$status" -eq 1 ]
    says_not lstacker-run
}

@test "lstacker knows wrong usage" {
    fake_siblings
    while IFS='|' read -r words said; do
        # shellcheck disable=SC2086
        run "$bin/lstacker" $words
        [ "$status" -eq 2 ]
        says "$said"
        says_not "lstackc build"
    done <<'EOF'
|usage: lstacker
stakc|did you mean `stack`?
destory x y|did you mean `destroy`?
create lxd1|wants a server and a container
stack lxd1|takes no names
create a b c|too many words
stack -f|a value is missing
stack --limit|there is no option `--limit`
stack --jobs=$(x)|there is no option
create a;b c|is neither a command
EOF
}

@test "create names a container that the server does not have" {
    fake_siblings
    mkdir -p build/servers/lxd1/steps
    echo "step lxd-instance-web-1 containers lstacker.yaml:40:3 'container web-1' web-1" >build/servers/lxd1/steps/100-x.sh
    run "$bin/lstacker" create lxd1 web
    [ "$status" -eq 2 ]
    says "server \`lxd1\` has no container \`web\` in lstacker.yaml"
    run "$bin/lstacker" create lxd1 web-1
    [ "$status" -eq 0 ]
}
