# shellcheck shell=sh
# The lab's control group. All that runs long belongs to it, so that `lab down`
# finds it whatever has crashed before and whatever a pid file says.

# cgroup_folder [PART]: the lab's group, or a part of it, below wherever this
# machine has version 2 mounted.
cgroup_folder()
{
	cgroup_root=$(findmnt -n -o TARGET -t cgroup2 | head -n 1)
	[ -n "$cgroup_root" ] || die 'no control groups of version 2 are mounted here'
	echo "$cgroup_root/$LAB_CGROUP${1:+/$1}"
}

# cgroup_enter PART: makes this process a member. The parts are the leaves which
# version 2 wants before it hands controllers down.
cgroup_enter()
{
	cgroup_at=$(cgroup_folder "$1")
	mkdir -p "$cgroup_at"
	read -r cgroup_controllers <"${cgroup_at%/*/*}/cgroup.controllers" || cgroup_controllers=
	for cgroup_controller in $cgroup_controllers; do
		echo "+$cgroup_controller" >"${cgroup_at%/*/*}/cgroup.subtree_control"
		echo "+$cgroup_controller" >"${cgroup_at%/*}/cgroup.subtree_control"
	done 2>/dev/null
	sh -c 'echo $PPID' >"$cgroup_at/cgroup.procs"
}

# cgroup_end [PART]: kills whoever is in it, and removes it.
cgroup_end()
{
	cgroup_at=$(cgroup_folder "$@")
	[ -d "$cgroup_at" ] || return 0
	echo 1 >"$cgroup_at/cgroup.kill"
	until_true 10 grep -q 'populated 0' "$cgroup_at/cgroup.events" ||
		die "processes in $cgroup_at do not end"
	find "$cgroup_at" -depth -type d -exec rmdir {} \; 2>/dev/null
	[ ! -e "$cgroup_at" ] || die "$cgroup_at cannot be removed"
}
