# shellcheck shell=sh
# A guest library for tests of what runs on the server (its contract is docs/bundle.md). A recipe
# defines probe, apply and undo. What is called is noted in `verbs` of the container.

SANDBOX=${SANDBOX:-$FAKE_ROOT}

say() {
    printf '%s %s\n' "$1" "$2" >&3
}
differs() { say differs "$1"; }
conflict() { say conflict "$1"; }
removed() { say removed "$1"; }
fail() {
    say failed "$1"
    exit 1
}

# guest_recipe VERB NAME TEXT PLATFORMS LIMIT
guest_recipe() {
    exec 3>&1 1>&2
    printf '%s %s\n' "$1" "$2" >>"$SANDBOX/verbs"
    say recipe "$2"
    guest_status=0
    (eval "$3" && "$1") </dev/null || guest_status=$?
    say end "$2 $guest_status"
    return "$guest_status"
}
