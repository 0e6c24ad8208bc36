# shellcheck shell=sh

step lxd-instance-edge containers 'container edge' edge
resource lxd_instance edge ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/edge.user-data \
    file user.network-config files/edge.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.10,host_name=ls56f6d83c-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls56f6d83c-1
