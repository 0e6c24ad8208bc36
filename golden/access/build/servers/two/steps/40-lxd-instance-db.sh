# shellcheck shell=sh

step lxd-instance-db containers 'container db' db
resource lxd_instance db ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/db.user-data \
    file user.network-config files/db.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.12,host_name=ls571cc6c3-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=103,mtu=1446,host_name=ls571cc6c3-1
