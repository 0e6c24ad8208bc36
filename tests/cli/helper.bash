# Helpers of the compiler's tests.
# shellcheck shell=bash

root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${LSTACKC:=$root/bin-asan/lstackc}"
case $LSTACKC in /*) ;; *) LSTACKC=$PWD/$LSTACKC ;; esac
export LSTACKC NO_COLOR=1
unset LSTACKER_STATE LSTACKER_RUN

# A small stack in $1/lstacker.yaml.
small_stack() {
    mkdir -p "$1/keys"
    cp "$root/tests/fixtures/keys/team.pub" "$1/keys"
    cat >"$1/lstacker.yaml" <<'YAML'
version: 1
name: small
ssh: {authorized_keys: [keys/team.pub]}
networks: {dev: {subnet: 10.100.0.0/16}}
servers:
  one: {address: 192.0.2.1, segment: 1}
  two: {address: 192.0.2.2, segment: 2}
containers:
  a: {server: one, networks: [dev], config: {user.note: hello}}
  b: {server: two, networks: [dev]}
YAML
}

# A small stack of the test's own, in $stack, which becomes the current directory.
enter_small_stack() {
    stack=$BATS_TEST_TMPDIR/stack
    small_stack "$stack"
    cd "$stack" || return 1
}

# All files below $1 with mode and digest, in order: what a build is.
fingerprint() {
    (cd "$1" && find . -mindepth 1 -printf '%y %m %p %l\n' | LC_ALL=C sort &&
        find . -type f -print0 | LC_ALL=C sort -z | xargs -0r sha256sum)
}

# The same with inode and time of change of the content.
identity() {
    (cd "$1" && find . -type f -printf '%i %T@ %p\n' | LC_ALL=C sort)
}

need() {
    local tool
    for tool; do
        command -v "$tool" >/dev/null || skip "$tool is not installed"
    done
}
