# shellcheck shell=sh

step lxd-instance-web containers 'container web' web
resource lxd_instance web ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/web.user-data \
    file user.network-config files/web.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.11,host_name=ls0fd9bc91-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls0fd9bc91-1
