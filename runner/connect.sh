# shellcheck shell=sh
# connect.sh: runs ssh, in place of itself. Arguments: SSH COMMAND HOST OPTION...
#
# The user's own ssh configuration stays in force, but for this: nothing is asked, there is no
# terminal, a host has 10 s to answer, a dead connection is noticed within 15 s, and a new server's
# host key is accepted once and then insisted on; `StrictHostKeyChecking yes` in the user's
# configuration is not weakened (an -o of ours would win over it, so it is looked up first).
ssh=$1 command=$2 host=$3
shift 3
set -- -T -o BatchMode=yes -o ConnectTimeout=10 \
    -o ServerAliveInterval=5 -o ServerAliveCountMax=3 "$@"
if ! command -v "$ssh" >/dev/null; then
    echo "cannot start $ssh" >&2
    exit 127
fi
case $("$ssh" -G "$@" -- "$host" </dev/null 2>/dev/null) in
*"stricthostkeychecking true"*) ;;
*) set -- -o StrictHostKeyChecking=accept-new "$@" ;;
esac
exec "$ssh" "$@" -- "$host" "$command"
