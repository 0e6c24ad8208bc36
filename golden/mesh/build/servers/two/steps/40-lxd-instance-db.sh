# shellcheck shell=sh

step lxd-instance-db containers 'container db' db
resource lxd_instance db ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/db.user-data \
    file user.network-config files/db.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.1,host_name=ls571cc6c3-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls571cc6c3-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls571cc6c3-2
