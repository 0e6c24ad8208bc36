# shellcheck shell=sh

step lxd-instance-b containers 'container b' b
resource lxd_instance b ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/b.user-data \
    file user.network-config files/b.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.10,host_name=lse70c2de5-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1426,host_name=lse70c2de5-1
