# shellcheck shell=sh

step lxd-instance-bare containers 'container bare' bare
resource lxd_instance bare images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    file user.user-data files/bare.user-data \
    file user.network-config files/bare.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.11,host_name=ls61da8eed-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls61da8eed-1
