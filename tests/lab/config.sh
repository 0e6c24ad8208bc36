# shellcheck shell=sh
# shellcheck disable=SC2034 # the names are read by the files that source this one
# The lab's names: where things are kept, what they are called, which host is which.

# What survives `lab down`: built images and the packages they were built from.
LAB_CACHE=/var/cache/lstacker-lab
# What `lab down` removes: the outer daemon's directory, keys, logs.
LAB_STATE=/var/lib/lstacker-lab
# Process ids and the proxy's configuration.
LAB_RUN=/run/lstacker-lab
# The lock must outlive everything else.
LAB_LOCK=$LAB_CACHE/lock

LAB_LOG=$LAB_STATE/log
LXD_DIR=$LAB_STATE/lxd
export LXD_DIR
# The lxc client keeps its remotes here and not in the caller's home.
LXD_CONF=$LAB_STATE/client
export LXD_CONF

LAB_NETNS=lstacker-lab
LAB_CGROUP=lstacker-lab
LAB_BRIDGE=lab0
LAB_UPLINK=lstk-lab
LAB_TABLE=lstacker_lab
LAB_PREFIX=198.18.0
LAB_GATEWAY=$LAB_PREFIX.1
LAB_PROXY_PORT=3142
LAB_PROXY=http://$LAB_GATEWAY:$LAB_PROXY_PORT

LAB_DEFAULT_HOSTS='master h1 h2 h3'
LAB_GUEST_ALIAS=lab/debian-12

# host_number NAME: the last part of its address, or failure for a name the lab does not know.
host_number()
{
	case $1 in
	master) echo 10 ;;
	h[1-9] | h[1-9][0-9]) echo $((10 + ${1#h})) ;;
	*) return 1 ;;
	esac
}

# host_address NAME: its IPv4 address.
host_address()
{
	echo "$LAB_PREFIX.$(host_number "$1")"
}

# host_image NAME: the image `lab up` makes it from.
host_image()
{
	case $1 in
	master) echo master ;;
	h3) echo server-trixie ;;
	*) echo server-bookworm ;;
	esac
}
