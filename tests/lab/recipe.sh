# shellcheck shell=sh
# What each image holds and how its root file system is built. The text of this
# file and of image/ is part of the images' cache key.

# recipe_packages IMAGE: the packages it holds, one list.
recipe_packages()
{
	# As a Debian cloud image: no ifupdown, netplan renders for networkd.
	recipe_common='systemd systemd-sysv systemd-resolved dbus udev cloud-init netplan.io
		openssh-server sudo python3 iproute2 iputils-ping ethtool ca-certificates
		libnss-myhostname procps kmod'
	recipe_server="$recipe_common openvswitch-switch dnsmasq-base nftables iptables jq curl
		uidmap tcpdump zstd xz-utils rsync"
	case $1 in
	base-bookworm | vanilla-bookworm) echo "$recipe_common" ;;
	server-bookworm) echo "$recipe_server lxd lxd-client" ;;
	server-trixie) echo "$recipe_server incus incus-client" ;;
	guest-bookworm) echo "$recipe_common netcat-openbsd curl tcpdump" ;;
	master)
		echo "$recipe_common openssh-client curl jq git dash busybox shellcheck bats rsync
			xz-utils libyaml-0-2 libcmark0.30.2 libarchive13 libssl3 libjansson4
			libasan8 libubsan1 iptables sshuttle"
		;;
	*) return 1 ;;
	esac
}

recipe_suite()
{
	case $1 in
	*-trixie) echo trixie ;;
	*) echo bookworm ;;
	esac
}

# recipe_base IMAGE: the one it is built on; nothing for those built from scratch.
recipe_base()
{
	case $1 in
	base-* | server-trixie) ;;
	*) echo base-bookworm ;;
	esac
}

# recipe_build IMAGE FOLDER [BASE]: makes the root file system in the folder. It
# becomes a squashfs: that is what image servers hand out, unpacks fast and needs
# nothing a server has not got. A base stays an archive.
recipe_build()
{
	case $1 in
	base-*) recipe_tar "$1" "$2/rootfs.tar.zst" ;;
	*)
		recipe_tar "$1" "$2/rootfs.tar" "${3-}" --customize-hook="sh '$LAB_DIR/image/customize.sh' \"\$1\" $1" &&
			mksquashfs - "$2/rootfs.squashfs" -tar -comp zstd -Xcompression-level 1 \
				-noappend -quiet -no-progress <"$2/rootfs.tar" &&
			rm -f "$2/rootfs.tar"
		;;
	esac
}

# recipe_tar IMAGE ARCHIVE [BASE [OPTION…]]
recipe_tar()
{
	recipe_of=$(recipe_suite "$1")
	recipe_name=$1
	recipe_to=$2
	recipe_on=${3-}
	shift 2
	[ $# -eq 0 ] || shift
	if [ -n "$recipe_on" ]; then
		set -- "$@" --variant=custom \
			--setup-hook="tar --zstd --numeric-owner --xattrs --xattrs-include='*' -C \"\$1\" -xf '$recipe_on/rootfs.tar.zst'"
	else
		set -- "$@" --variant=apt
	fi
	timeout 600 mmdebstrap --mode=root --quiet --skip=output/dev "$@" \
		--include="$(recipe_packages "$recipe_name" | tr -s ' \t\n' ',' | sed 's/,$//')" \
		--aptopt="Acquire::http::Proxy \"$LAB_PROXY\"" \
		--aptopt='Acquire::Check-Valid-Until "false"' \
		--aptopt='Acquire::Check-Date "false"' \
		--aptopt='Acquire::Languages "none"' \
		--aptopt='APT::Install-Recommends "false"' \
		--dpkgopt=force-unsafe-io \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--dpkgopt='path-exclude=/usr/share/info/*' \
		"$recipe_of" "$recipe_to" \
		"deb http://deb.debian.org/debian $recipe_of main" \
		"deb http://deb.debian.org/debian $recipe_of-updates main" \
		"deb http://deb.debian.org/debian-security $recipe_of-security main"
}
