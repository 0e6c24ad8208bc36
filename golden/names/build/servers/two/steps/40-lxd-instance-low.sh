# shellcheck shell=sh

step lxd-instance-low containers 'container low' low
resource lxd_instance low images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/low.user-data \
    file user.network-config files/low.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.253.1,host_name=ls4f516a81-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=103,mtu=1446,host_name=ls4f516a81-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=104,mtu=1446,host_name=ls4f516a81-2
