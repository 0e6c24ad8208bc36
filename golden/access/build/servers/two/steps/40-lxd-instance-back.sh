# shellcheck shell=sh

step lxd-instance-back containers 'container back' back
resource lxd_instance back ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/back.user-data \
    file user.network-config files/back.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.10,host_name=ls5bb421a2-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls5bb421a2-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=103,mtu=1446,host_name=ls5bb421a2-2
