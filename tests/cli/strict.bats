#!/usr/bin/env bats
# --strict, and comments that allow warnings.
# shellcheck disable=SC2016,SC2030,SC2031,SC2154

bats_require_minimum_version 1.5.0
load helper

setup() {
    enter_small_stack
    sed -i 's/^networks:.*/networks:\n  dev: {subnet: 10.100.0.0\/16}\n  prod: {subnet: 10.200.0.0\/16}/' lstacker.yaml
}

@test "without --strict a warning is a warning" {
    run --separate-stderr "$LSTACKC" check
    [ "$status" -eq 0 ]
    [[ $stderr == 'warning[L0207]: '*'0 errors, 1 warning'* ]]
    [[ $stderr != *strict* ]]
    run "$LSTACKC" build
    [ "$status" -eq 0 ]
}

@test "--strict makes errors of warnings: check, show, build" {
    for command in check show build; do
        run --separate-stderr "$LSTACKC" $command --strict
        [ "$status" -eq 1 ]
        [ -z "$output" ]
        [[ $stderr == 'error[L0207]: no container is on the network `prod`'* ]]
        [[ $stderr == *"lstacker.yaml:6:3"*'= note: `--strict` makes an error of this warning'* ]]
        [[ $stderr == *"1 error, 0 warnings"* ]]
    done
    [ ! -e build ]
    run --separate-stderr "$LSTACKC" check --strict --format=json
    [ "$status" -eq 1 ]
    [ "$(jq -c '[.[] | .code, .severity, .notes[].message]' <<<"$output")" = \
        '["L0207","error","`--strict` makes an error of this warning"]' ]
}

@test "--strict leaves a former build alone" {
    "$LSTACKC" build
    before=$(identity build)
    echo '  # a change' >>lstacker.yaml
    run "$LSTACKC" build --strict
    [ "$status" -eq 1 ]
    [ "$before" = "$(identity build)" ]
}

@test "--strict says nothing of a good file, and is no option with a value" {
    sed -i '/prod/d' lstacker.yaml
    run "$LSTACKC" check --strict
    [ "$status" -eq 0 ]
    [ "$output" = "good: 2 servers, 1 network, 2 containers" ]
    run "$LSTACKC" check --strict=yes
    [ "$status" -eq 2 ]
    run "$LSTACKC" explain --strict L0207
    [ "$status" -eq 2 ]
    run "$LSTACKC" check --help
    [[ $output == *"      --strict "* && $output != *"--strict="* ]]
}

@test "an allowed warning is none for --strict, one allowed in vain is" {
    sed -i '/prod/s/$/ # lstackc: allow(L0207) for later/' lstacker.yaml
    run "$LSTACKC" build --strict
    [ "$status" -eq 0 ]
    sed -i '/dev:/s/$/ # lstackc: allow(L0207)/' lstacker.yaml
    run "$LSTACKC" check
    [ "$status" -eq 0 ]
    [[ $output == *'warning[L0026]'*lstacker.yaml:5:* ]]
    run "$LSTACKC" check --strict
    [ "$status" -eq 1 ]
    [[ $output == *'error[L0026]'*lstacker.yaml:5:* ]]
}

@test "more warnings than are shown can be allowed" {
    sed -i '/prod/d' lstacker.yaml
    sed -i '/dev:/q' lstacker.yaml
    for i in $(seq 1500); do
        echo "  n$i: {subnet: 10.$((i / 250 + 101)).$((i % 250)).0/24} # lstackc: allow(L0207)"
    done >>lstacker.yaml
    printf '%s\n' 'servers: {one: {address: 192.0.2.1}}' 'containers: {a: {server: one, networks: [dev]}}' >>lstacker.yaml
    run "$LSTACKC" check --strict
    [ "$status" -eq 0 ]
    [ "$output" = "good: 1 server, 1501 networks, 1 container" ]
}

@test "a million comments, on one line and on many" {
    {
        cat lstacker.yaml
        seq -f '# lstackc: allow(L0207) %.0f' 1000000
    } >f.yaml
    run timeout 20 "$LSTACKC" check -f f.yaml
    [ "$status" -eq 0 ]
    {
        cat lstacker.yaml
        printf '# lstackc: allow(L0235'
        yes ',L0207' | head -n 1000000 | tr -d '\n'
        echo ')'
    } >f.yaml
    run timeout 20 "$LSTACKC" check -f f.yaml
    [ "$status" -eq 0 ]
    {
        cat lstacker.yaml
        seq -f '# lstackc: %.0f' 1000000
    } >f.yaml
    run timeout 20 "$LSTACKC" check -f f.yaml
    [ "$status" -eq 1 ]
}
