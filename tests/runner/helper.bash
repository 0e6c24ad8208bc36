# Helpers of the runner's tests: a build directory with small bundles whose `run` speaks the
# protocol of docs/bundle.md and behaves as a test wants. Local servers, so root and no ssh.
# shellcheck shell=bash disable=SC2154

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${LSTACKER_RUN_PROGRAM:=$root/bin/lstacker-run}"

setup() {
    [ "$(id -u)" -eq 0 ] || skip "local servers without sudo need root"
    export LSTACKER_STATE=$BATS_TEST_TMPDIR/state LSTACKER_RUN=$BATS_TEST_TMPDIR/run
    export TRACE=$BATS_TEST_TMPDIR/trace NO_COLOR=1 TERM=xterm
    build=$BATS_TEST_TMPDIR/stack/build
    mkdir -p "$build/bundles" "$LSTACKER_STATE" "$LSTACKER_RUN"
    printf 'lstacker-inventory\t1\tdemo\n' >"$build/inventory"
    : >"$TRACE"
}

# server NAME [BEHAVIOUR] [local|ssh] : adds a server; BEHAVIOUR is shell that redefines functions
# of tests/runner/fake-run
server() {
    local tree=$BATS_TEST_TMPDIR/tree-$1 digest generation
    mkdir -p "$tree"
    cp "$root/tests/runner/fake-run" "$tree/run"
    generation=$(printf '%s' "$1" | sha256sum)
    generation=${generation%% *}
    printf 'server=%s\ngeneration=%s\n%s\n' "$1" "$generation" "${2-}" >"$tree/behaviour"
    tar -C "$tree" --owner=0 --group=0 -cf "$BATS_TEST_TMPDIR/$1.tar" .
    gzip -nc "$BATS_TEST_TMPDIR/$1.tar" >"$build/bundles/$1.tar.gz"
    digest=$(sha256sum <"$BATS_TEST_TMPDIR/$1.tar")
    printf 'server\t%s\t%s\t127.0.0.1\t0\t-\t-\t%s\t%s\tbundles/%s.tar.gz\tlxc\n' \
        "$1" "${3-local}" "$generation" "${digest%% *}" "$1" >>"$build/inventory"
}

# container NAME SERVER : the server has this container
container() {
    printf 'container\t%s\t%s\n' "$1" "$2" >>"$build/inventory"
}

# secret SERVER NAME SOURCE VALUE : the server needs this secret
secret() {
    printf 'secret\t%s\t%s\t%s\t%s\tlstacker.yaml:40:3\n' "$@" >>"$build/inventory"
}

# runner ARG... : lstacker-run with standard output and error in $output, exit status in $status
runner() {
    run timeout 60 "$LSTACKER_RUN_PROGRAM" -C "$build" "$@" </dev/null
    printf 'status %s\n%s\n' "$status" "$output"
}

# says TEXT : is it in the output?
says() {
    [[ $output == *"$1"* ]] || { printf 'not said: %s\n' "$1" && return 1; }
}

says_not() {
    [[ $output != *"$1"* ]] || { printf 'said: %s\n' "$1" && return 1; }
}

# none COMMAND... : fails if the command succeeds (`!` alone would not end a test)
none() {
    if "$@"; then
        printf 'should have failed: %s\n' "$*"
        return 1
    fi
}
