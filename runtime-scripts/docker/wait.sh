# shellcheck shell=sh
# Runs where Docker does, before what waits.

# wait_until SECONDS COMMAND...
wait_until() {
    tries=$1
    shift
    until "$@"; do
        [ "$tries" -gt 0 ] || return 1
        tries=$((tries - 1))
        sleep 1
    done
}
