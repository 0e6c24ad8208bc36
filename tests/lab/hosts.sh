# shellcheck shell=sh
# The hosts: outer containers that play master and servers. Made, started,
# awaited until they are what a fresh machine of their kind is.

host_exists()
{
	[ -n "$(host_state "$1")" ]
}

# host_state NAME: RUNNING, STOPPED, or empty when there is none.
host_state()
{
	lxc list -f csv -c s "^$1\$" 2>/dev/null
}

# host_instance NAME: LXD's YAML for it.
host_instance()
{
	cat <<-EOT
		config:
		  security.nesting: "true"
		  boot.autostart: "false"
		devices:
		  root: {type: disk, path: /, pool: default}
		  tun: {type: unix-char, path: /dev/net/tun, mode: "0666"}
		  eth0:
		    type: nic
		    nictype: bridged
		    parent: $LAB_BRIDGE
		    name: eth0
		    host_name: lab-$1
		    hwaddr: 00:16:3e:12:00:$(printf %02x "$(host_number "$1")")
	EOT
}

host_network_config()
{
	cat <<-EOT
		version: 2
		ethernets:
		  eth0:
		    dhcp4: false
		    addresses: [$(host_address "$1")/24]
		    routes:
		      - to: 0.0.0.0/0
		        via: $LAB_GATEWAY
	EOT
}

host_meta_data()
{
	printf 'instance-id: lab-%s\nlocal-hostname: %s\n' "$1" "$1"
}

# As a fresh virtual machine of some provider comes: a user with sudo and a key.
host_user_data()
{
	cat <<-EOT
		#cloud-config
		package_update: false
		manage_etc_hosts: false
	EOT
	if [ "$1" = master ]; then
		cat <<-EOT
			disable_root: false
			users: []
			write_files:
			  - path: /root/.ssh/id_ed25519
			    permissions: "0600"
			    content: |
			$(sed 's/^/      /' "$LAB_STATE/id_ed25519")
			  - path: /root/.ssh/id_ed25519.pub
			    permissions: "0644"
			    content: |
			$(sed 's/^/      /' "$LAB_STATE/id_ed25519.pub")
		EOT
	else
		cat <<-EOT
			users:
			  - name: lab
			    uid: 1000
			    shell: /bin/bash
			    sudo: "ALL=(ALL) NOPASSWD:ALL"
			    lock_passwd: true
			    ssh_authorized_keys:
			      - $(cat "$LAB_STATE/id_ed25519.pub")
		EOT
	fi
}

# host_create NAME IMAGE USER_DATA NETWORK_CONFIG META_DATA: the files become its
# NoCloud seed as they are, be they text or compressed.
host_create()
{
	host_seed=/var/lib/cloud/seed/nocloud
	host_instance "$1" >"$LAB_STATE/hosts/$1.yaml"
	timeout 180 lxc init "$(image_alias "$2")" "$1" \
		<"$LAB_STATE/hosts/$1.yaml" >"$LAB_LOG/create-$1.log" 2>&1 &&
		logged "create-$1" timeout 60 lxc file push -q -p --mode 0600 "$3" "$1$host_seed/user-data" &&
		logged "create-$1" timeout 60 lxc file push -q -p --mode 0600 "$4" "$1$host_seed/network-config" &&
		logged "create-$1" timeout 60 lxc file push -q -p --mode 0600 "$5" "$1$host_seed/meta-data" &&
		lxc config set "$1" user.lab complete && return 0
	say "cannot create $1"
	tail -n 25 "$LAB_LOG/create-$1.log" >&2
	return 1
}

# host_start NAME: also one which is just restarting by itself and for a moment
# looks stopped, or busy.
host_start()
{
	until_true 2 host_is_running "$1" && return 0
	logged "start-$1" timeout 90 lxc start "$1" && return 0
	until_true 20 host_is_running "$1"
}

host_is_running()
{
	[ "$(host_state "$1")" = RUNNING ]
}

# host_await NAME: until it has booted, cloud-init is done and what it runs answers.
host_await()
{
	until_true 30 lxc exec "$1" -- true || {
		say "$1 does not come up"
		return 1
	}
	timeout 300 lxc exec "$1" -- sh -s <"$LAB_DIR/host-ready.sh" >"$LAB_LOG/ready-$1.log" 2>&1 && return 0
	say "$1 is not ready:"
	sed 's/^/lab: | /' "$LAB_LOG/ready-$1.log" | tail -n 25 >&2
	return 1
}

# host_up NAME: from whatever it is to ready.
host_up()
{
	host_began=$(now)
	# What was interrupted while it was made has no seed and is of no use.
	if host_exists "$1" && [ -z "$(lxc config get "$1" user.lab)" ]; then
		logged "delete-$1" timeout 120 lxc delete --force "$1" || return 1
	fi
	case $(host_state "$1") in
	RUNNING) ;;
	'')
		host_user_data "$1" >"$LAB_STATE/hosts/$1.user-data"
		host_network_config "$1" >"$LAB_STATE/hosts/$1.network-config"
		host_meta_data "$1" >"$LAB_STATE/hosts/$1.meta-data"
		host_create "$1" "$(host_image "$1")" "$LAB_STATE/hosts/$1.user-data" \
			"$LAB_STATE/hosts/$1.network-config" "$LAB_STATE/hosts/$1.meta-data" &&
			logged "start-$1" timeout 90 lxc start "$1" || return 1
		;;
	*) host_start "$1" || return 1 ;;
	esac
	host_await "$1" || return 1
	case $1 in
	h*) host_guest_image "$1" || return 1 ;;
	esac
	say "$1 is ready at $(host_address "$1") ($(($(now) - host_began)) s)"
}

# host_guest_image NAME: the containers' image into the store of its LXD or Incus.
host_guest_image()
{
	# Asked for a status, as what a short command prints is lost now and then under load.
	for guest_client in lxc incus ''; do
		lxc exec "$1" -- sh -c "command -v ${guest_client:-true}" </dev/null >/dev/null 2>&1 && break
	done
	[ -n "$guest_client" ] || {
		say "$1 has neither LXD nor Incus to take the containers' image"
		return 0
	}
	guest_key=$(image_alias guest-bookworm)
	lxc exec "$1" -- "$guest_client" image list -f csv -c l "$LAB_GUEST_ALIAS" </dev/null 2>/dev/null |
		grep -q . && lxc exec "$1" -- test -e "/var/lib/lab/$guest_key" </dev/null && return 0
	guest_meta=$(image_metadata guest-bookworm)
	logged "guest-$1" timeout 120 lxc file push -q -p "$guest_meta" \
		"$(image_folder guest-bookworm)/rootfs.squashfs" "$1/var/lib/lab/guest/" &&
		logged "guest-$1" timeout 120 lxc exec "$1" -- sh -ec "
			$guest_client image delete $LAB_GUEST_ALIAS 2>/dev/null || :
			cd /var/lib/lab/guest
			$guest_client image import guest-bookworm.tar rootfs.squashfs --alias $LAB_GUEST_ALIAS
			cd ..
			rm -rf guest
			: >$guest_key"
}
