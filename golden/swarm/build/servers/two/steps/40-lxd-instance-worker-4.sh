# shellcheck shell=sh

step lxd-instance-worker-4 containers 'container worker-4' worker-4
resource lxd_instance worker-4 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config limits.memory 4GiB \
    config security.nesting true \
    file user.user-data files/worker-4.user-data \
    file user.network-config files/worker-4.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.12,host_name=ls6ef92a4e-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls6ef92a4e-1
