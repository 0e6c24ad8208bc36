# shellcheck shell=sh

step base-packages base 'packages and daemons'
resource pkg_set openvswitch-switch:openvswitch-switch.service lxd:lxd.socket lxd-client dnsmasq-base nftables
