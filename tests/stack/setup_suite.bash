# Before all tests of the product: the lab is up, and the installed programs are on its master:
# the sanitised ones, unless LSTACKER_BUILD is `release`. The lab is new, and gone afterwards, unless
# LAB_KEEP is set: then it is used as it is, and stays. With LAB_READY, that was done before: see in-lab.
# shellcheck shell=bash

setup_suite() {
    local root tree
    [ -z "${LAB_READY-}" ] || return 0
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    [ -n "${LAB_KEEP-}" ] || "$root/tests/lab/lab" down >&2
    "$root/tests/lab/lab" up master h1 h2 h4 h20 h21 >&2
    tree=$(mktemp -d)
    if [ "${LSTACKER_BUILD-}" = release ]; then
        make -s -C "$root" install DESTDIR="$tree" >&2
    else
        make -s -C "$root" install DESTDIR="$tree" SANITIZE=1 >&2
    fi
    "$root/tests/lab/lab" install "$tree" >&2
    rm -rf "$tree"
}

teardown_suite() {
    [ -n "${LAB_KEEP-}${LAB_READY-}" ] || "$(cd "$BATS_TEST_DIRNAME/../.." && pwd)/tests/lab/lab" down >&2
}
