#!/usr/bin/env bats
# The command line of lstackc: options, exit statuses, messages.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
}

@test "no command: help on standard error, status 2" {
    run --separate-stderr "$LSTACKC"
    [ "$status" -eq 2 ]
    [ -z "$output" ]
    [[ $stderr == "Usage: lstackc"* ]]
}

@test "--help, -h, help, --version: standard output, status 0" {
    for word in --help -h help; do
        run --separate-stderr "$LSTACKC" "$word"
        [ "$status" -eq 0 ]
        [ -z "$stderr" ]
        for command in check build show explain completion diff init migrate schema language; do
            [[ $output == *"  $command "* ]]
        done
        [[ $output == *"Exit status: 0 good; 1"* ]]
    done
    run "$LSTACKC" --version
    [ "$status" -eq 0 ]
    [[ $output =~ ^lstackc\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
}

@test "help COMMAND is COMMAND --help" {
    for word in --help -h help; do
        run "$LSTACKC" "$word" build
        [ "$status" -eq 0 ]
        [ "$output" = "$("$LSTACKC" build --help)" ]
    done
    run "$LSTACKC" help biuld
    [ "$status" -eq 2 ]
    [[ $output == *'did you mean `build`?'* ]]
}

@test "-f - says how standard input is called" {
    run "$LSTACKC" check -f - <lstacker.yaml
    [ "$status" -eq 3 ]
    [[ $output == *'error[L0001]'*'`/dev/stdin`'* ]]
}

@test "--help of every command names its options" {
    for command in check build show explain completion diff init migrate schema language; do
        run "$LSTACKC" $command --help
        [ "$status" -eq 0 ]
        [[ $output == "Usage: lstackc $command"* ]]
    done
    run "$LSTACKC" build --help
    [[ $output == *"-o, --output=DIR"* && $output == *"-f, --file=FILE"* ]]
    run "$LSTACKC" check --help
    [[ $output == *"--format=text|json"* && $output == *"--color=auto|always|never"* ]]
    [[ $output != *--output* ]]
}

@test "no line of help is wider than a terminal" {
    for words in "" build check show explain schema language; do
        # shellcheck disable=SC2086
        run "$LSTACKC" $words --help
        [ -z "$(printf '%s\n' "$output" | awk 'length > 80')" ]
    done
}

@test "unknown command: status 2 and a suggestion" {
    run "$LSTACKC" biuld
    [ "$status" -eq 2 ]
    [[ $output == *'there is no command `biuld`; did you mean `build`?'* ]]
    run "$LSTACKC" frobnicate
    [ "$status" -eq 2 ]
    [[ $output == *'there is no command `frobnicate`'* && $output != *"did you mean"* ]]
}

@test "unknown options, missing values, wrong values, too many arguments: status 2, named" {
    run "$LSTACKC" check --colour=always
    [ "$status" -eq 2 ]
    [[ $output == *'`--colour=always`'* ]]
    run "$LSTACKC" check -x
    [ "$status" -eq 2 ]
    [[ $output == *'`-x`'* ]]
    run "$LSTACKC" check -o dir
    [ "$status" -eq 2 ]
    run "$LSTACKC" check -f
    [ "$status" -eq 2 ]
    [[ $output == *"a value is missing after"*'`-f`'* ]]
    run "$LSTACKC" check --format=xml
    [ "$status" -eq 2 ]
    [[ $output == *xml* ]]
    run "$LSTACKC" check --color=sometimes
    [ "$status" -eq 2 ]
    run "$LSTACKC" build -o ""
    [ "$status" -eq 2 ]
    run "$LSTACKC" check more
    [ "$status" -eq 2 ]
    [[ $output == *'`more`'* ]]
    run "$LSTACKC" explain
    [ "$status" -eq 2 ]
    [[ $output == *CODE* ]]
    run "$LSTACKC" explain L0101 L0102
    [ "$status" -eq 2 ]
    [ ! -e build ]
}

@test "check: good, wrong, warning" {
    run --separate-stderr "$LSTACKC" check
    [ "$status" -eq 0 ]
    [ "$output" = "good: 2 servers, 1 network, 2 containers" ]
    [ -z "$stderr" ]
    echo "nmae: x" >>lstacker.yaml
    run --separate-stderr "$LSTACKC" check
    [ "$status" -eq 1 ]
    [ -z "$output" ]
    [[ $stderr == 'error[L0101]: the file has no key `nmae`'* ]]
}

@test "the default file is lstacker.yaml, else lstacker.yml" {
    cp lstacker.yaml lstacker.yml
    sed -i 's/small/wrong name/' lstacker.yml
    run "$LSTACKC" check
    [ "$status" -eq 0 ]
    rm lstacker.yaml
    run "$LSTACKC" check
    [ "$status" -eq 1 ]
    [[ $output == *lstacker.yml:2:* ]]
    rm lstacker.yml
    run "$LSTACKC" check
    [ "$status" -eq 3 ]
    [[ $output == *"error[L0001]: there is no lstacker.yaml or lstacker.yml here"* ]]
}

@test "missing, unreadable, strange files: L0001, status 3" {
    run "$LSTACKC" check -f nowhere.yaml
    [ "$status" -eq 3 ]
    [[ $output == *'error[L0001]: cannot read `nowhere.yaml`: No such file or directory'* ]]
    run "$LSTACKC" check -f keys
    [ "$status" -eq 3 ]
    [[ $output == *"Is a directory"* ]]
    run "$LSTACKC" check --format=json -f nowhere.yaml
    [ "$status" -eq 3 ]
    [ "$(printf '%s' "$output" | jq -c '[.[] | .code, .line]')" = '["L0001",0]' ]
    run "$LSTACKC" check -f "$(printf 'caf\351\n\033[31m.yaml')"
    [ "$status" -eq 3 ]
    run "$LSTACKC" build -f nowhere.yaml
    [ "$status" -eq 3 ]
    [ ! -e build ]
}

@test "standard input and pipes are files like others" {
    run sh -c '"$LSTACKC" check -f /dev/stdin <lstacker.yaml'
    [ "$status" -eq 1 ] # its keys lie beside /dev/stdin
    [[ $output == *L0301* ]]
    run sh -c 'grep -v ssh: lstacker.yaml | "$LSTACKC" check -f /dev/stdin'
    [ "$status" -eq 0 ]
    run "$LSTACKC" check -f /dev/null
    [ "$status" -eq 1 ]
    [[ $output == *L0005* ]]
}

@test "an output that cannot be written: status 3" {
    for words in "show" "check" "--help" "--version" "explain L0101" "check --format=json" schema language build; do
        # shellcheck disable=SC2086
        run sh -c '"$LSTACKC" "$@" >/dev/full' sh $words
        [ "$status" -eq 3 ]
        [[ $output == *"No space left on device"* ]]
    done
    run sh -c '"$LSTACKC" show >&-'
    [ "$status" -eq 3 ]
}

@test "a reader that goes away is no crash" {
    run bash -c '"$LSTACKC" show | head -c 1 >/dev/null; echo "${PIPESTATUS[0]}"'
    [[ ${lines[-1]} =~ ^(0|3|141)$ ]]
}

@test "explain: every code, in any spelling" {
    sed -n 's/^CODE(\(L[0-9]*\),.*/\1/p' "${root:?}/compiler/base/codes.def" >codes
    [ "$(wc -l <codes)" -gt 60 ]
    while read -r code; do
        run "$LSTACKC" explain "$code"
        [ "$status" -eq 0 ]
        [[ ${lines[0]} =~ ^$code\ \((error|warning)\):\ .+ ]]
        [ -n "${lines[1]}" ]
        [ -z "$(printf '%s\n' "$output" | awk 'length > 80')" ]
    done <codes
    run "$LSTACKC" explain l0101
    [ "$status" -eq 0 ]
    run "$LSTACKC" explain 0101
    [ "$status" -eq 0 ]
    for word in L9999 "" L nonsense; do
        run "$LSTACKC" explain "$word"
        [ "$status" -eq 2 ]
        [[ $output == *"there is no code \`$word\`"* ]]
    done
}

@test "colour: always, never, NO_COLOR, not on a pipe" {
    sed -i 's/small/Small/' lstacker.yaml
    unset NO_COLOR
    run "$LSTACKC" check --color=always
    [[ $output == *$'\033['* ]]
    run "$LSTACKC" check --color=never
    [[ $output != *$'\033['* ]]
    run "$LSTACKC" check
    [[ $output != *$'\033['* ]]
    need script
    run script -qec '"$LSTACKC" check' /dev/null
    [[ $output == *$'\033['* ]]
    NO_COLOR=1 run script -qec '"$LSTACKC" check' /dev/null
    [[ $output != *$'\033['* ]]
    NO_COLOR="" run script -qec '"$LSTACKC" check' /dev/null
    [[ $output == *$'\033['* ]]
}

@test "colour changes nothing but colour" {
    cd "$root/tests/fixtures/bad" || return 1
    for name in ten-errors address-twice syntax-indent; do
        "$LSTACKC" check -f $name.yaml --color=always 2>&1 | sed 's/\x1b\[[0-9;]*m//g' >"$BATS_TEST_TMPDIR/a" || :
        "$LSTACKC" check -f $name.yaml --color=never >"$BATS_TEST_TMPDIR/b" 2>&1 || :
        diff "$BATS_TEST_TMPDIR/a" "$BATS_TEST_TMPDIR/b"
    done
}

@test "--format=json of check, show and build" {
    run --separate-stderr "$LSTACKC" check --format=json
    [ "$output" = "[]" ]
    [ -z "$stderr" ]
    "$LSTACKC" show --format=json 2>err | jq -e .containers >/dev/null
    [ "$(jq -c . err)" = "[]" ]
    sed -i 's/server: one/server: oen/; s/hello/"\\e[31m"/' lstacker.yaml
    for command in check show build; do
        "$LSTACKC" $command --format=json >out 2>err || [ $? -eq 1 ]
        cat out err | jq -c '[.[] | .code]' >codes
        [ "$(cat codes)" = '["L0201","L0115"]' ]
    done
    [ ! -e build ]
}

@test "JSON stays JSON for names of files that are no UTF-8" {
    odd=$(printf 'caf\351.yaml')
    sed 's/small/Small/' lstacker.yaml >"$odd"
    "$LSTACKC" check --format=json -f "$odd" >out || [ $? -eq 1 ]
    jq -e '.[0].code == "L0108"' out
    sed 's/Small/small/' "$odd" >good && mv good "$odd"
    "$LSTACKC" show -f "$odd" | jq -e .name
    "$LSTACKC" build -f "$odd"
}

@test "show: nothing but JSON on standard output, warnings on standard error" {
    echo 'containers2: x' >extra
    sed -i '/^  b:/d' lstacker.yaml
    sed -i 's/networks: \[dev\], //' lstacker.yaml
    run --separate-stderr "$LSTACKC" show
    [ "$status" -eq 0 ]
    [[ $stderr == "warning[L0207]"* ]]
    printf '%s' "$output" | jq -e '.networks.dev.vlan == 101' >/dev/null
}

@test "options in any order, long, short, abbreviated, after --" {
    "$LSTACKC" build --output=x --file lstacker.yaml
    "$LSTACKC" build -ox2 -flstacker.yaml
    "$LSTACKC" build --out=x3
    diff -r x x2
    diff -r x x3
    run "$LSTACKC" explain -- L0101
    [ "$status" -eq 0 ]
}
