# shellcheck shell=sh

step lxd-instance-listed containers 'container listed' listed
resource lxd_instance listed local:mine profile lstacker \
    config boot.autostart true \
    config limits.cpu 1 \
    config limits.memory 512MiB \
    config security.nesting true \
    config user.role base \
    file user.user-data files/listed.user-data \
    file user.network-config files/listed.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.20.0.12,host_name=ls413b8018-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls413b8018-1
