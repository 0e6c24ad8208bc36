# shellcheck shell=sh

step lxd-instance-web-1 containers 'container web-1' web-1
resource lxd_instance web-1 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/web-1.user-data \
    file user.network-config files/web-1.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.253.11,host_name=ls76b7b71f-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls76b7b71f-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls76b7b71f-2
