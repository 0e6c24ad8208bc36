# shellcheck shell=sh

step lxd-instance-web-3 containers 'container web-3' web-3
resource lxd_instance web-3 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/web-3.user-data \
    file user.network-config files/web-3.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.12,host_name=ls78b7ba45-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls78b7ba45-1
