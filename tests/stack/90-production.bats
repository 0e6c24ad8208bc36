#!/usr/bin/env bats
# Production: examples/production, brought up. The files 91 to 98 test what it promises, each on what the
# one before leaves, and 99 takes it away.

bats_require_minimum_version 1.5.0
load helper

NAME=acme

setup_file() {
    load helper
    on master 'rm -rf /root/acme; mkdir -p /root/acme/secrets /root/acme/keys; umask 077
        head -c 18 /dev/urandom | base64 >/root/acme/secrets/db_password
        cp /root/.ssh/id_ed25519.pub /root/acme/keys/team.pub; cat >/root/acme/lstacker.yaml' \
        <"$ROOT/examples/production/lstacker.yaml"
    for host in h1 h2; do
        snapshot "$host" >"$BATS_RUN_TMPDIR/acme.$host.before"
    done
}

@test "one file of at most 60 lines, and but one warning" {
    [ "$(wc -l <"$ROOT/examples/production/lstacker.yaml")" -le 60 ]
    run -0 on_stack "$NAME" lstackc build
    # `desk` is on one network alone, to show what it does not reach.
    [ "$(grep -c '^warning' <<<"$output")" = 1 ]
    [[ "$output" == *'warning[L0431]'* ]]
}

@test "plan changes nothing, and apply does just what it says" {
    run -4 on_stack "$NAME" lstacker-run plan --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/plan.json"
    for host in h1 h2; do
        snapshot "$host" | diff "$BATS_RUN_TMPDIR/acme.$host.before" -
    done
    run on_stack "$NAME" lstacker-run apply --yes --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/apply.json"
    jq -r 'select(.event == "log") | .line' "$BATS_FILE_TMPDIR/apply.json" | tail -n 30
    [ "$status" -eq 0 ]
    diff <(changed_ids "$BATS_FILE_TMPDIR/plan.json") <(changed_ids "$BATS_FILE_TMPDIR/apply.json")
}

@test "a second apply changes nothing" {
    run -0 on_stack "$NAME" lstacker-run apply --yes --json
    diff /dev/null <(printf '%s\n' "$output" | changed_ids)
}

@test "no secret is in the build directory" {
    # shellcheck disable=SC2016 # for the master's shell
    on master 'cd /root/acme && ! grep -rqF -e "$(cat secrets/db_password)" build'
}
