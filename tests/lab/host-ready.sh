# shellcheck shell=sh
# Run inside a host by `lab up`: ends once the host is ready, prints what is not.

# wait_for SECONDS CMD [ARG…]
wait_for()
{
	seconds=$1
	shift
	tries=$((seconds * 5))
	until "$@" >/dev/null 2>&1; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || {
			echo "not within $seconds s: $*"
			return 1
		}
		sleep 0.2
	done
}

report()
{
	systemctl --failed --no-legend --plain
	cloud-init status --long
	journalctl -p warning -b --no-pager | tail -n 15
	exit 1
}

wait_for 30 test -S /run/systemd/private || report
timeout 240 cloud-init status --wait >/dev/null
wait_for 30 test -e /run/cloud-init/result.json || report
wait_for 30 systemctl is-active ssh.service || report
if [ -x /usr/bin/ovs-vsctl ]; then
	wait_for 60 systemctl is-active openvswitch-switch.service || report
	wait_for 60 systemctl is-active lab-br-phy.service || report
fi
if [ -x /usr/bin/lxd ]; then
	timeout 60 lxd waitready || report
elif [ -x /usr/bin/incus ]; then
	timeout 60 incus admin waitready || report
fi
