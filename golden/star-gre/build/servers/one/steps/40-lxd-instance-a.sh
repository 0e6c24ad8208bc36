# shellcheck shell=sh

step lxd-instance-a containers 'container a' a
resource lxd_instance a ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/a.user-data \
    file user.network-config files/a.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.10,host_name=lse40c292c-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=9,mtu=1358,host_name=lse40c292c-1
