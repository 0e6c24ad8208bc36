# shellcheck shell=sh

step lxd-instance-worker-3 containers 'container worker-3' worker-3
resource lxd_instance worker-3 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config limits.memory 4GiB \
    config security.nesting true \
    file user.user-data files/worker-3.user-data \
    file user.network-config files/worker-3.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.13,host_name=ls71f92f07-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls71f92f07-1
