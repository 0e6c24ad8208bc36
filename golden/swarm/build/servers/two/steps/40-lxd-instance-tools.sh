# shellcheck shell=sh

step lxd-instance-tools containers 'container tools' tools
resource lxd_instance tools ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config security.nesting true \
    file user.user-data files/tools.user-data \
    file user.network-config files/tools.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.13,host_name=lsef46255c-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsef46255c-1
