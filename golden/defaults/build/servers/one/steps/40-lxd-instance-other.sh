# shellcheck shell=sh

step lxd-instance-other containers 'container other' other
resource lxd_instance other ubuntu:22.04 profile lstacker \
    config boot.autostart true \
    config limits.cpu 0-1 \
    config limits.memory 512MiB \
    config security.nesting true \
    config user.role other \
    file user.user-data files/other.user-data \
    file user.network-config files/other.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.20.0.2,host_name=lsc87d8df5-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=lsc87d8df5-1
