# shellcheck shell=sh
# `lab setup`: the packages this machine needs for the lab, none of them
# starting a service of its own here.

setup_packages='lxd lxd-client uidmap mmdebstrap squashfs-tools zstd apt-cacher-ng iproute2
	nftables ethtool curl openssh-client util-linux debian-archive-keyring'

setup_missing()
{
	for setup_each in $setup_packages; do
		dpkg-query -W -f '${db:Status-Status}\n' "$setup_each" 2>/dev/null |
			grep -qx installed || printf '%s ' "$setup_each"
	done
}

setup_policy=/usr/sbin/policy-rc.d

# While the packages are installed no service may start; a policy that is there already is put back.
setup_guard()
{
	[ ! -e "$setup_policy" ] || mv "$setup_policy" "$setup_policy.lstacker-lab"
	printf '#!/bin/sh\nexit 101\n' >"$setup_policy"
	chmod 755 "$setup_policy"
	trap setup_unguard EXIT
	trap 'exit 130' INT TERM HUP
}

setup_unguard()
{
	rm -f "$setup_policy"
	[ ! -e "$setup_policy.lstacker-lab" ] || mv "$setup_policy.lstacker-lab" "$setup_policy"
}

# setup_disable PACKAGE…: under systemd, what was just installed stays off at the
# next boot too; the lab starts its own.
setup_disable()
{
	[ -d /run/systemd/system ] || return 0
	for setup_each; do
		case $setup_each in
		lxd) systemctl disable --quiet lxd.socket lxd.service lxd-containers.service ;;
		apt-cacher-ng) systemctl disable --quiet apt-cacher-ng.service ;;
		esac
	done
}

setup()
{
	setup_list=$(setup_missing)
	if [ -z "$setup_list" ]; then
		say 'everything the lab needs is installed'
		return 0
	fi
	say "installing $setup_list"
	setup_guard
	export DEBIAN_FRONTEND=noninteractive
	# shellcheck disable=SC2086 # a list of packages
	logged apt-update timeout 180 apt-get -q -o DPkg::Lock::Timeout=120 update &&
		logged apt-install timeout 600 apt-get -q -y -o DPkg::Lock::Timeout=300 \
			install --no-install-recommends $setup_list || exit 1
	# shellcheck disable=SC2086
	setup_disable $setup_list
}
