# shellcheck shell=sh

step lxd-instance-worker-2 containers 'container worker-2' worker-2
resource lxd_instance worker-2 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/worker-2.user-data \
    file user.network-config files/worker-2.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.11,host_name=ls70f92d74-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls70f92d74-1
