# shellcheck shell=sh
# How the lab talks, waits, fails and keeps a second copy of itself out.

say()
{
	printf 'lab: %s\n' "$*" >&2
}

die()
{
	printf 'lab: error: %s\n' "$*" >&2
	exit 1
}

# logged NAME CMD [ARG…]: runs CMD with its output in the log NAME; when it
# fails, says so with the end of that log and passes the failure on.
logged()
{
	logged_file=$LAB_LOG/$1.log
	shift
	"$@" >"$logged_file" 2>&1 </dev/null && return 0
	logged_status=$?
	case $logged_status in
	124) printf 'lab: out of time: %s\n' "$*" ;;
	*) printf 'lab: failed (%s): %s\n' "$logged_status" "$*" ;;
	esac >&2
	sed 's/^/lab: | /' "$logged_file" | tail -n 25 >&2
	return "$logged_status"
}

now()
{
	date +%s
}

# until_true SECONDS CMD [ARG…]: tries CMD five times a second until it
# succeeds, or fails once the time is over.
until_true()
{
	until_deadline=$(($(now) + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ "$(now)" -lt "$until_deadline" ] || return 1
		sleep 0.2
	done
}

# lock shared|exclusive: at most one command changes the lab as a whole, and
# none a single host meanwhile. Descriptor 9 holds the lock; daemons close it.
lock()
{
	case $1 in
	shared) lock_how=-s ;;
	*) lock_how=-x ;;
	esac
	mkdir -p "$LAB_CACHE"
	exec 9>>"$LAB_LOCK"
	flock $lock_how -n 9 && return
	say 'waiting for another lab command to end'
	flock $lock_how -w 900 9 || die "another lab command holds $LAB_LOCK since 15 minutes"
}

# process_is PID WORD: whether PID lives and has WORD in its command line, so
# that a stale pid file never hits a stranger.
process_is()
{
	[ -n "$1" ] && [ -r "/proc/$1/cmdline" ] &&
		tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null | grep -qF -- "$2"
}

# kill_children PID: everything it has started.
kill_children()
{
	for kill_child in $(pgrep -P "$1"); do
		# In a subshell: the function calls itself, and its variables are everyone's.
		(kill_children "$kill_child")
		kill -TERM "$kill_child" 2>/dev/null
	done
	return 0
}

# On an interruption nothing of this command goes on in the background.
on_interruption()
{
	trap 'trap "" INT TERM HUP; kill_children $$; say interrupted; exit 130' INT TERM HUP
}

# wait_all PID…: waits for all of them, fails if one failed.
wait_all()
{
	wait_failed=0
	for wait_pid in "$@"; do
		wait "$wait_pid" || wait_failed=1
	done
	return $wait_failed
}

# unique WORD…: each once.
unique()
{
	[ $# -eq 0 ] || printf '%s\n' "$@" | sort -u | tr '\n' ' '
}

# require_host WORD: ends here unless it may name a host.
require_host()
{
	host_number "$1" >/dev/null || die "no such host: $1 (master, h1 … h99)"
}
