# shellcheck shell=sh

step lxd-bridge containers 'NAT bridge lstackerbr0'
resource lxd_bridge lstackerbr0 ipv4.address=172.31.252.1/22 ipv4.nat=true ipv6.address=none
