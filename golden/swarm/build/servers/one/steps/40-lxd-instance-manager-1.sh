# shellcheck shell=sh

step lxd-instance-manager-1 containers 'container manager-1' manager-1
resource lxd_instance manager-1 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config security.nesting true \
    file user.user-data files/manager-1.user-data \
    file user.network-config files/manager-1.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.10,host_name=lsb829a826-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsb829a826-1
