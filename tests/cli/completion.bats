#!/usr/bin/env bats
# `lstackc completion`: what the scripts make of it in the shells themselves.
# shellcheck disable=SC2016,SC2030,SC2031

bats_require_minimum_version 1.5.0
load helper

setup() {
    cd "$BATS_TEST_TMPDIR" || return 1
    mkdir 'a directory' stacks
    touch 'one stack.yaml' other.yml
    for shell in bash zsh fish; do
        "$LSTACKC" completion $shell >completion.$shell
    done
}

# What bash offers for the words of a command line, a line each. As in a real line, `=` is a word.
offers() {
    bash -c '. ./completion.bash
        COMP_WORDS=(lstackc "$@") COMP_CWORD=$#
        _lstackc
        ((${#COMPREPLY[@]} == 0)) || printf "%s\n" "${COMPREPLY[@]}"' bash "$@" | LC_ALL=C sort | paste -sd,
}

@test "completion: the words are bash, zsh and fish" {
    for word in tcsh '' bas 'bash|zsh'; do
        run "$LSTACKC" completion "$word"
        [ "$status" -eq 2 ]
        [[ $output == *"this argument cannot be \`$word\`"* ]]
    done
    run "$LSTACKC" completion
    [ "$status" -eq 2 ]
    [[ $output == *'an argument is missing: `bash|zsh|fish`'* ]]
    run "$LSTACKC" completion bash zsh
    [ "$status" -eq 2 ]
}

@test "bash: the script is shellcheck-clean" {
    need shellcheck
    shellcheck completion.bash
}

@test "bash: commands" {
    [ "$(offers ch)" = check ]
    [ "$(offers e)" = explain ]
    [[ $(offers '') == *build,check,completion,* ]]
    [ "$(offers --v)" = --version ]
    [ -z "$(offers nonsense '')" ]
}

@test "bash: every command of the help, and every option of its help" {
    "$LSTACKC" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' >commands
    [ "$(wc -l <commands)" -ge 5 ]
    while read -r command; do
        [ "$(offers "$command" | tr , '\n' | grep -cx "$command")" = 1 ]
        "$LSTACKC" "$command" --help | sed -n 's/^ .*\(--[a-z-]*=*\).*/\1/p' >options
        echo --help >>options
        [ "$(offers "$command" --)" = "$(LC_ALL=C sort options | paste -sd,)" ]
    done <commands
}

@test "bash: values of options, however they are written" {
    [ "$(offers check --format '')" = json,text ]
    [ "$(offers check --format =)" = json,text ]
    [ "$(offers check --format = j)" = json ]
    [ "$(offers build --color = '')" = always,auto,never ]
    [ "$(offers build --col)" = --color= ]
    [ -z "$(offers check --output '')" ]
}

@test "bash: files, directories, codes" {
    [ "$(offers check -f o)" = "one stack.yaml,other.yml" ]
    [ "$(offers check --file = one)" = "one stack.yaml" ]
    [ "$(offers build -o '')" = "a directory,stacks" ]
    [ "$(offers explain L023)" = "$(sed -n 's/^CODE(\(L023.\),.*/\1/p' "${root:?}/compiler/base/codes.def" | paste -sd,)" ]
    [ "$(offers completion '')" = bash,fish,zsh ]
}

@test "zsh: the script parses" {
    need zsh
    zsh -n completion.zsh
}

# Types $1 in a real zsh, where lstackc prints its words, and prints what it printed.
zsh_line() {
    cat >drive.zsh <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -U compinit; compinit -u -D; source $1; lstackc() { print -rl -- \"GOT:\${(j:|:)@}:\" }; print READY\$((1))"
zpty -r -m shell answer '*READY1*'
zpty -w shell $2
zpty -r -m shell answer '*GOT:*:*'
print -r -- ${${answer##*GOT:}%%:*}
ZSH
    timeout 60 zsh -f drive.zsh "${2:-completion.zsh}" "$1"
}

@test "zsh: completes commands, options, values, files and codes in a real line" {
    need zsh
    [ "$(zsh_line $'lstackc ch\t')" = check ]
    [ "$(zsh_line $'lstackc check --form\tj\t')" = "check|--format=json" ]
    [ "$(zsh_line $'lstackc check -f one\t')" = "check|-f|one stack.yaml" ]
    [ "$(zsh_line $'lstackc build -o st\t')" = "build|-o|stacks" ]
    [ "$(zsh_line $'lstackc explain L000\t1')" = "explain|L0001" ]
    [ "$(zsh_line $'lstackc completion z\t')" = "completion|zsh" ]
}

@test "zsh: from a directory of functions, too" {
    need zsh
    mkdir functions
    cp completion.zsh functions/_lstackc
    echo 'fpath=($PWD/functions $fpath); compinit -u -D' >autoload.zsh
    [ "$(zsh_line $'lstackc ch\t' autoload.zsh)" = check ]
}

# What fish offers for a command line.
fish_offers() {
    HOME=$PWD fish --no-config -c 'source completion.fish; complete -C $argv[1]' "$1"
}

@test "fish: the script parses, and completes" {
    need fish
    fish -n completion.fish
    [ "$(fish_offers 'lstackc ch')" = "$(printf 'check\tlook for faults in the file')" ]
    [ "$(fish_offers 'lstackc check --format=j' | cut -f 1)" = --format=json ]
    [ "$(fish_offers 'lstackc check -f one' | cut -f 1)" = "one stack.yaml" ]
    [ "$(fish_offers 'lstackc build --output st' | cut -f 1)" = "stacks/" ]
    [ "$(fish_offers 'lstackc explain L0001')" = "$(printf 'L0001\tfile cannot be read')" ]
    [ "$(fish_offers 'lstackc completion ' | cut -f 1 | paste -sd,)" = bash,fish,zsh ]
    [ -z "$(fish_offers 'lstackc check o')" ]
}

@test "make install puts them where the shells look" {
    make -s -C "$root" -o all install DESTDIR="$PWD/to" PREFIX=/usr BIN="$(dirname "$LSTACKC")" OUT="$PWD"
    cmp completion.bash to/usr/share/bash-completion/completions/lstackc
    cmp completion.zsh to/usr/share/zsh/site-functions/_lstackc
    cmp completion.fish to/usr/share/fish/vendor_completions.d/lstackc.fish
}
