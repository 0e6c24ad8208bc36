#!/bin/sh
# Last touches to an image's root file system, run by mmdebstrap.
# usage: customize.sh ROOT IMAGE

set -eu

root=$1
image=$2
here=$(dirname "$0")

# mmdebstrap copies this machine's resolver and name; neither belongs there.
rm -f "$root/etc/resolv.conf" "$root/etc/.resolv.conf.systemd-resolved.bak" "$root/etc/hostname"
ln -s ../run/systemd/resolve/stub-resolv.conf "$root/etc/resolv.conf"
printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' >"$root/etc/hosts"

# There is no name server in the lab: nobody shall wait for one.
mkdir -p "$root/etc/systemd/resolved.conf.d"
printf '[Resolve]\nLLMNR=no\nMulticastDNS=no\n' >"$root/etc/systemd/resolved.conf.d/lab.conf"

printf 'LANG=C.UTF-8\n' >"$root/etc/default/locale"
mkdir -p "$root/etc/cloud/cloud.cfg.d"
printf 'locale: C.UTF-8\nssh_genkeytypes: [ed25519, ecdsa]\n' >"$root/etc/cloud/cloud.cfg.d/90-lab.cfg"

# They fail in a container, or there is nothing for them to do.
for unit in systemd-binfmt.service apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer \
	fstrim.timer man-db.timer dpkg-db-backup.timer; do
	ln -sf /dev/null "$root/etc/systemd/system/$unit"
done

# Packets between virtual cables carry no checksum, and Open vSwitch in user
# space does not make up for it: the lab's own units see to that. In the stack's
# containers it is the product's business.
case $image in
guest-*) ;;
*)
	install -D -m 755 "$here/lab-offload" "$root/usr/local/lib/lab/lab-offload"
	install -D -m 644 "$here/lab-offload.service" "$root/etc/systemd/system/lab-offload.service"
	install -D -m 644 "$here/99-lab-offload.rules" "$root/etc/udev/rules.d/99-lab-offload.rules"
	mkdir -p "$root/etc/systemd/system/sysinit.target.wants"
	ln -s ../lab-offload.service \
		"$root/etc/systemd/system/sysinit.target.wants/lab-offload.service"
	;;
esac

case $image in
server-* | vanilla-*)
	install -D -m 755 "$here/lab-br-phy" "$root/usr/local/lib/lab/lab-br-phy"
	install -D -m 644 "$here/lab-br-phy.service" "$root/etc/systemd/system/lab-br-phy.service"
	mkdir -p "$root/etc/systemd/system/openvswitch-switch.service.wants"
	ln -s ../lab-br-phy.service \
		"$root/etc/systemd/system/openvswitch-switch.service.wants/lab-br-phy.service"
	# No router advertises itself in the lab; networkd would wait 12 s for one.
	for file in 10-netplan-eth0 05-lab-br-phy; do
		mkdir -p "$root/etc/systemd/network/$file.network.d"
		printf '[Network]\nIPv6AcceptRA=no\n' >"$root/etc/systemd/network/$file.network.d/lab.conf"
	done
	;;
esac

# Nested daemons offer unprivileged containers only with ids to map to; these fit
# into what the outer daemon gives.
case $image in
server-*)
	for file in subuid subgid; do
		printf 'root:1000000:1000000\n_lxd:1000000:1000000\n' >"$root/etc/$file"
	done
	;;
esac

# The seed of the first start comes from the template; nothing else is to be tried.
case $image in
guest-*) ;;
*) printf 'datasource_list: [NoCloud, None]\n' >"$root/etc/cloud/cloud.cfg.d/91-lab-seed.cfg" ;;
esac

rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/log/*.log "$root"/etc/ssh/ssh_host_*_key*
