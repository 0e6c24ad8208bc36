# shellcheck shell=sh

step lxd-instance-ns containers 'container ns' ns
resource lxd_instance ns images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/ns.user-data \
    file user.network-config files/ns.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.253.10,host_name=ls463643e6-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls463643e6-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls463643e6-2 \
    nic eth3 nictype=bridged,parent=br-lstacker,vlan=103,mtu=1446,host_name=ls463643e6-3 \
    nic eth4 nictype=bridged,parent=br-lstacker,vlan=104,mtu=1446,host_name=ls463643e6-4 \
    nic eth5 nictype=bridged,parent=br-lstacker,vlan=105,mtu=1446,host_name=ls463643e6-5
