# shellcheck shell=sh

step lxd-instance-manager-3 containers 'container manager-3' manager-3
resource lxd_instance manager-3 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config security.nesting true \
    file user.user-data files/manager-3.user-data \
    file user.network-config files/manager-3.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.11,host_name=lsb629a500-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsb629a500-1
