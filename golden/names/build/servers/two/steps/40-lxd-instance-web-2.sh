# shellcheck shell=sh

step lxd-instance-web-2 containers 'container web-2' web-2
resource lxd_instance web-2 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/web-2.user-data \
    file user.network-config files/web-2.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.254.10,host_name=ls77b7b8b2-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls77b7b8b2-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls77b7b8b2-2
