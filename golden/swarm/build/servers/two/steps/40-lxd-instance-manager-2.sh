# shellcheck shell=sh

step lxd-instance-manager-2 containers 'container manager-2' manager-2
resource lxd_instance manager-2 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config security.nesting true \
    file user.user-data files/manager-2.user-data \
    file user.network-config files/manager-2.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.10,host_name=lsb729a693-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsb729a693-1
