#!/bin/sh
# First process in the outer daemon's namespaces: makes cgroups look as on a
# system with version 2 alone, starts LXD and ends everything with it.
# usage: daemon-init.sh LXD_DIR LOG SUBID

set -eu

LXD_DIR=$1
export LXD_DIR

mount --make-rprivate /
umount -l /sys/fs/cgroup 2>/dev/null || :
mount -t cgroup2 cgroup2 /sys/fs/cgroup

# Processes sit in a leaf, else version 2 gives the containers no controllers.
mkdir -p /sys/fs/cgroup/init.scope
echo 1 >/sys/fs/cgroup/init.scope/cgroup.procs
read -r controllers </sys/fs/cgroup/cgroup.controllers || controllers=
for controller in $controllers; do
	echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null || :
done

# The ids which containers map to, whatever this machine has assigned.
for file in /etc/subuid /etc/subgid; do
	[ -e "$file" ] || : >"$file"
	mount --bind "$3" "$file"
done

lxd --group root --logfile "$2" &
daemon=$!
trap 'kill -TERM $daemon' TERM INT

# A signal interrupts `wait`; the daemon's own end ends the loop.
while kill -0 $daemon 2>/dev/null; do
	wait $daemon || :
done
