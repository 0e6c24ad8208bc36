# shellcheck shell=sh
# The outer LXD daemon, whose containers play the machines. It has network,
# mount, process and cgroup namespaces of its own, so that ending its first
# process ends everything.

daemon_pid()
{
	cat "$LAB_RUN/daemon.pid" 2>/dev/null
}

daemon_answers()
{
	curl -fsS -m 5 -o /dev/null --unix-socket "$LXD_DIR/unix.socket" http://lxd/1.0
}

daemon_is_up()
{
	process_is "$(daemon_pid)" daemon-init.sh && daemon_answers
}

daemon_up()
{
	daemon_is_up 2>/dev/null && return 0
	daemon_down
	mkdir -p "$LXD_DIR" "$LXD_CONF"
	chmod 711 "$LXD_DIR"
	echo root:1000000:1000000000 >"$LAB_STATE/subid"
	(
		cgroup_enter daemon
		exec ip netns exec "$LAB_NETNS" setsid \
			unshare --mount --pid --cgroup --fork --kill-child --mount-proc \
			sh "$LAB_DIR/daemon-init.sh" "$LXD_DIR" "$LAB_LOG/lxd.log" "$LAB_STATE/subid"
	) </dev/null >"$LAB_LOG/daemon.log" 2>&1 9>&- &
	echo $! >"$LAB_RUN/daemon.pid"
	if ! until_true 60 daemon_answers; then
		tail -n 20 "$LAB_LOG/daemon.log" "$LAB_LOG/lxd.log" >&2
		die 'the outer LXD daemon does not answer'
	fi
	lxc storage show default >/dev/null 2>&1 ||
		logged storage lxc storage create default dir || exit 1
}

# Ends the daemon with all its containers.
daemon_down()
{
	cgroup_end daemon
	rm -f "$LAB_RUN/daemon.pid"
}
