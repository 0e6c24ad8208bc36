# shellcheck shell=sh

step lxd-instance-router containers 'container router' router
resource lxd_instance router ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 1 \
    file user.user-data files/router.user-data \
    file user.network-config files/router.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.12,host_name=ls4c1b5704-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls4c1b5704-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls4c1b5704-2
