# shellcheck shell=sh
# The lab's network: a namespace with one bridge, and one cable out of it that
# reaches the package proxy and nothing else.

in_lab()
{
	ip netns exec "$LAB_NETNS" "$@"
}

# On the machine's side only the proxy's port answers, nothing is forwarded;
# connections which the machine itself opens into the lab get their answers.
net_rules()
{
	cat <<-EOT
		table inet $LAB_TABLE
		delete table inet $LAB_TABLE
		table inet $LAB_TABLE {
			chain input {
				type filter hook input priority -10;
				iifname "$LAB_UPLINK" jump lab
			}
			chain lab {
				ip daddr != $LAB_GATEWAY drop
				tcp dport $LAB_PROXY_PORT accept
				tcp flags & (syn | ack) == syn drop
				meta l4proto { tcp, icmp } accept
				drop
			}
			chain forward {
				type filter hook forward priority -10;
				iifname "$LAB_UPLINK" drop
				oifname "$LAB_UPLINK" drop
			}
		}
	EOT
}

# A host in the set `cut` is unplugged; by name, so that it stays so over a restart.
net_cut_rules()
{
	cat <<-EOT
		table bridge lab {
			set cut { type ifname; }
			chain forward {
				type filter hook forward priority 0;
				iifname @cut drop
				oifname @cut drop
			}
			chain input {
				type filter hook input priority 0;
				iifname @cut drop
			}
			chain output {
				type filter hook output priority 0;
				oifname @cut drop
			}
		}
	EOT
}

net_is_up()
{
	ip netns pids "$LAB_NETNS" >/dev/null 2>&1 &&
		ip -n "$LAB_NETNS" link show "$LAB_BRIDGE" >/dev/null 2>&1 &&
		ip -4 addr show dev "$LAB_UPLINK" 2>/dev/null | grep -q " $LAB_GATEWAY/" &&
		nft list table inet "$LAB_TABLE" >/dev/null 2>&1
}

net_up()
{
	net_is_up && return 0
	net_down
	net_make || die 'cannot make the lab network'
}

net_make()
{
	ip netns add "$LAB_NETNS" &&
		ip -n "$LAB_NETNS" link set lo up &&
		ip -n "$LAB_NETNS" link add "$LAB_BRIDGE" type bridge forward_delay 0 &&
		ip -n "$LAB_NETNS" link set "$LAB_BRIDGE" up &&
		net_rules | nft -f - &&
		net_cut_rules | in_lab nft -f - &&
		ip link add "$LAB_UPLINK" type veth peer name uplink netns "$LAB_NETNS" &&
		sysctl -qw "net.ipv4.conf.$LAB_UPLINK.forwarding=0" &&
		ip -n "$LAB_NETNS" link set uplink master "$LAB_BRIDGE" up &&
		ethtool -K "$LAB_UPLINK" tx off >/dev/null &&
		ip addr add "$LAB_GATEWAY/24" dev "$LAB_UPLINK" &&
		ip link set "$LAB_UPLINK" up
}

net_down()
{
	ip link del "$LAB_UPLINK" 2>/dev/null
	nft delete table inet "$LAB_TABLE" 2>/dev/null
	ip netns del "$LAB_NETNS" 2>/dev/null
	if ip netns list | grep -q "^$LAB_NETNS\b"; then
		umount -l "/run/netns/$LAB_NETNS" 2>/dev/null
		rm -f "/run/netns/$LAB_NETNS"
	fi
	return 0
}

# net_cut HOST, net_heal HOST: unplug its cable, plug it in again.
net_cut()
{
	in_lab nft add element bridge lab cut "{ \"lab-$1\" }"
}

net_heal()
{
	in_lab nft delete element bridge lab cut "{ \"lab-$1\" }" 2>/dev/null || :
}

net_is_cut()
{
	in_lab nft get element bridge lab cut "{ \"lab-$1\" }" >/dev/null 2>&1
}
