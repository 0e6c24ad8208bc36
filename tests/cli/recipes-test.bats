#!/usr/bin/env bats
# `lstackc recipes test`: what it gives to the script that tries a recipe (tests/runtime tests that).
# shellcheck disable=SC2016,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir recipes bin tmp
    export TMPDIR=$BATS_TEST_TMPDIR/tmp
    cat >recipes/base <<'SH'
#: summary    What it needs
#: platforms  any
#: param      key secret -- of its own
wants() { :; }
SH
    cat >recipes/thing <<'SH'
#: summary    To be tried
#: platforms  rocky-8 debian
#: needs      inner
#: param      text string "" -- any
#: param      names list "" -- some
#: param      password secret -- random
#: param      other secret "" -- not asked for
wants() { :; }
SH
    sed '/param/d' recipes/base >recipes/inner
    # keeps what it gets in `got`, and is called as the script would be
    cat >bin/sh <<'SH'
#!/bin/bash
[[ $1 == */recipe-test.sh ]] || exec /bin/sh "$@"
cp -a "$2" got && rm -rf "$2" && printf '%s\n' "$@" >got/arguments
stat -c %a got >mode
exit 7
SH
    chmod 755 bin/sh
    PATH=$BATS_TEST_TMPDIR/bin:$PATH
}

teardown() {
    [ -z "$(ls -A "$TMPDIR")" ]
}

try() {
    run --separate-stderr "$LSTACKC" recipes test "$@"
    printf '%s\n%s\n' "$output" "$stderr"
}

@test "recipes test: the bundle has the recipe and what it needs, secrets are still empty" {
    try thing names='a b' text="it's \$(reboot)" names=-c names=
    [ "$status" -eq 7 ]
    [ -z "$stderr" ]
    [ "$(cat mode)" = 700 ]
    container=$(sed -n 5p got/arguments)
    [[ $container =~ ^recipe-test-[0-9a-f]{8}$ ]]
    [ "$(sed 1,2d got/arguments | paste -sd' ' | cut -d' ' -f2-)" = \
        "images:rockylinux/8/cloud $container thing recipe-$container--inner recipe-$container--thing" ]
    cmp got/recipe-test.sh "$root/runtime-scripts/recipe-test.sh"
    [ "$(ls got/bundle/steps)" = "61-recipes-$container.sh" ]
    [ "$(ls got/secrets)" = password ]
    [ ! -s got/secrets/password ]
    grep -qx "stack=$container" got/bundle/bundle.sh
    cmp got/bundle/files/recipes/thing recipes/thing
    cat >args.sh <<'SH'
step() { :; }
resource() { shift 7; printf '<%s>' "$@"; }
. "$1"
SH
    [ "$(dash args.sh "./got/bundle/steps/61-recipes-$container.sh")" = \
        "<><param><text><it's \$(reboot)><list><names><item><names><a b><item><names><-c><item><names><><secret><password><password><param><other><>" ]
}

@test "recipes test: the stack's file says where recipes are, the image may be another" {
    mkdir elsewhere
    cd elsewhere
    try base -f ../lstacker.yaml --image local:mine
    [ "$status" -eq 7 ]
    [ "$(sed -n 4p got/arguments)" = local:mine ]
    try base
    [ "$status" -eq 2 ]
    [[ $stderr == *'there is no recipe `base`'* ]]
}

@test "recipes test: what is wrong is told, and nothing is begun" {
    while IFS='|' read -r words wanted said; do
        eval "set -- $words"
        try "$@"
        [ "$status" -eq "$wanted" ]
        [[ $stderr == *"$said"* ]]
        [ ! -e got ]
    done <<'LINES'
|2|a name is missing
nothing|2|there is no recipe `nothing`
../bin/sh|2|there is no recipe
thing password=x|2|this is a secret: `password`
thing text|2|this is not PARAM=VALUE: `text`
thing =x|2|this is not PARAM=VALUE: `=x`
thing text=a text=b|2|this parameter is given twice: `text`
thing txt=a|1|did you mean `text`?
thing --image images:alpine/3.20|1|L0418
LINES
    printf '%s\n' '#: summary x' '#: param 1 int -- y' >recipes/faulty
    try faulty
    [ "$status" -eq 1 ]
    [[ $stderr == *recipes/faulty:2* ]]
}
