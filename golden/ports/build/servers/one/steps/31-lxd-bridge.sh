# shellcheck shell=sh

step lxd-bridge containers 'NAT bridge lstackerbr0'
resource lxd_bridge lstackerbr0 ipv4.address=10.255.252.1/22 ipv4.nat=true ipv6.address=none
