# shellcheck shell=sh

step lxd-instance-worker-1 containers 'container worker-1' worker-1
resource lxd_instance worker-1 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config limits.memory 4GiB \
    config security.nesting true \
    file user.user-data files/worker-1.user-data \
    file user.network-config files/worker-1.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.12,host_name=ls73f9322d-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls73f9322d-1
