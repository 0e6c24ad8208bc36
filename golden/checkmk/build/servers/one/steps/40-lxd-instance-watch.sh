# shellcheck shell=sh

step lxd-instance-watch containers 'container watch' watch
resource lxd_instance watch images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/watch.user-data \
    file user.network-config files/watch.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.10,host_name=ls5fb7b228-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1426,host_name=ls5fb7b228-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1426,host_name=ls5fb7b228-2
