# shellcheck shell=sh
# What the commands of `lab` do, one function each.

require_existing()
{
	[ -S "$LXD_DIR/unix.socket" ] || die 'the lab is down; try: lab up'
	host_exists "$1" || die "there is no $1; try: lab up $1"
}

# The surroundings all hosts share: network, proxy, daemon.
base_up()
{
	[ -z "$(setup_missing)" ] || setup
	mkdir -p "$LAB_CACHE" "$LAB_LOG" "$LAB_RUN" "$LAB_STATE/hosts"
	chmod 700 "$LAB_STATE/hosts"
	chmod 711 "$LAB_STATE"
	cgroup_folder >/dev/null || exit 1
	limits_up
	net_up
	proxy_up
	daemon_up
	[ -e "$LAB_STATE/id_ed25519" ] ||
		ssh-keygen -q -t ed25519 -N '' -C root@master -f "$LAB_STATE/id_ed25519"
}

# command_fresh HOST…: `up` after removing them.
command_fresh()
{
	[ $# -gt 0 ] || die 'usage: lab fresh HOST…'
	for fresh_host; do
		require_host "$fresh_host"
	done
	lock exclusive
	if daemon_is_up 2>/dev/null; then
		fresh_pids=
		for fresh_host; do
			! host_exists "$fresh_host" || {
				command_delete "$fresh_host" 9>&- &
				fresh_pids="$fresh_pids $!"
			}
		done
		# shellcheck disable=SC2086 # a list of numbers
		wait_all $fresh_pids || die 'a host could not be removed'
	fi
	command_up "$@"
}

command_up()
{
	# shellcheck disable=SC2086 # a list of words
	[ $# -gt 0 ] || set -- $LAB_DEFAULT_HOSTS
	up_images=guest-bookworm
	for up_host; do
		require_host "$up_host"
		up_images="$up_images $(host_image "$up_host")"
	done
	lock exclusive
	on_interruption
	up_began=$(now)
	base_up
	# shellcheck disable=SC2086 # a list of words
	up_images=$(unique $up_images)
	# shellcheck disable=SC2086
	images_build $up_images
	up_pids=
	for up_image in $up_images; do
		[ "$up_image" != guest-bookworm ] || continue
		image_import "$up_image" 9>&- &
		up_pids="$up_pids $!"
	done
	# shellcheck disable=SC2086
	wait_all $up_pids || die 'an image could not be imported'
	up_pids=
	for up_host; do
		host_up "$up_host" 9>&- &
		up_pids="$up_pids $!"
	done
	# shellcheck disable=SC2086
	wait_all $up_pids || die 'not all hosts are up'
	say "up in $(($(now) - up_began)) s"
}

command_vanilla()
{
	require_host "$1"
	[ "$1" != master ] || die 'a vanilla host cannot be the master'
	for vanilla_file in "$2" "$3" "$4"; do
		[ -r "$vanilla_file" ] || die "cannot read $vanilla_file"
	done
	lock exclusive
	on_interruption
	base_up
	! host_exists "$1" || die "there is a $1 already; try: lab delete $1"
	images_build vanilla-bookworm
	image_import vanilla-bookworm || die 'the image could not be imported'
	host_create "$1" vanilla-bookworm "$2" "$3" "$4" &&
		logged "start-$1" timeout 90 lxc start "$1" || exit 1
	# The rest goes on for minutes and concerns this host alone.
	exec 9>&-
	host_await "$1" || exit 1
	say "$1 is ready at $(host_address "$1")"
}

command_down()
{
	lock exclusive
	# The processes first: everything else is theirs. Their mounts go with them.
	cgroup_end
	limits_down
	net_down
	findmnt -rn -o TARGET | grep "^$LAB_STATE/" | sort -r | while read -r down_mount; do
		umount -l "$down_mount"
	done
	rm -rf --one-file-system "$LAB_STATE" "$LAB_RUN"
	! [ -e "$LAB_STATE" ] || die "$LAB_STATE could not be removed"
	say 'down'
}

command_status()
{
	if ! daemon_is_up 2>/dev/null; then
		say 'down'
		return 0
	fi
	proxy_answers 2>/dev/null && echo "proxy $LAB_PROXY" || echo 'proxy down'
	lxc list -f csv -c ns | while IFS=, read -r status_host status_state; do
		net_is_cut "$status_host" && status_state="$status_state, cut"
		printf '%s %s %s\n' "$status_host" "$(host_address "$status_host")" "$status_state"
	done
}

command_exec()
{
	require_host "$1"
	exec_host=$1
	shift
	[ -S "$LXD_DIR/unix.socket" ] || die 'the lab is down; try: lab up'
	exec lxc exec "$exec_host" -T --env HOME=/root --env LANG=C.UTF-8 -- "$@"
}

command_shell()
{
	require_host "$1"
	require_existing "$1"
	exec lxc exec "$1" -- bash -l
}

command_push()
{
	require_host "$1"
	require_existing "$1"
	exec lxc file push -q --uid 0 --gid 0 --mode "${4:-$(stat -Lc 0%a "$2")}" "$2" "$1/${3#/}"
}

command_pull()
{
	require_host "$1"
	require_existing "$1"
	exec lxc file pull -q "$1/${2#/}" "$3"
}

command_install()
{
	[ -d "$1" ] || die "no such folder: $1"
	require_existing master
	# Directories that exist keep their owner and mode, and no link to one is replaced.
	tar -C "$1" --owner=0 --group=0 -cf - . |
		lxc exec master -T -- tar -C / --no-overwrite-dir --keep-directory-symlink -xf -
}

command_start()
{
	host_start "$1" && host_await "$1" || exit 1
}

command_stop()
{
	[ "$(host_state "$1")" != RUNNING ] || timeout 90 lxc stop --timeout 45 "$1" >/dev/null 2>&1 ||
		timeout 60 lxc stop --force "$1" || exit 1
}

# As if its power was cut.
command_crash()
{
	timeout 60 lxc stop --force "$1" || exit 1
}

command_reboot()
{
	command_stop "$1"
	logged "start-$1" timeout 90 lxc start "$1" && host_await "$1" || exit 1
}

command_delete()
{
	net_heal "$1"
	timeout 120 lxc delete --force "$1"
}

command_fingerprint()
{
	for fingerprint_image in guest-bookworm master server-bookworm server-trixie vanilla-bookworm; do
		image_key "$fingerprint_image"
	done | sha256sum | cut -c 1-16
}
