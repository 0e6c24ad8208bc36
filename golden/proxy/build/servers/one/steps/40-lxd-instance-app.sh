# shellcheck shell=sh

step lxd-instance-app containers 'container app' app
resource lxd_instance app images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/app.user-data \
    file user.network-config files/app.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.10,host_name=ls1f6a832c-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls1f6a832c-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls1f6a832c-2
