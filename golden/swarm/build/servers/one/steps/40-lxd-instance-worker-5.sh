# shellcheck shell=sh

step lxd-instance-worker-5 containers 'container worker-5' worker-5
resource lxd_instance worker-5 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config limits.memory 4GiB \
    config security.nesting true \
    file user.user-data files/worker-5.user-data \
    file user.network-config files/worker-5.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.14,host_name=ls6ff92be1-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls6ff92be1-1
