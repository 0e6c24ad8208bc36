# shellcheck shell=sh

step lxd-instance-apart containers 'container apart' apart
resource lxd_instance apart images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    file user.user-data files/apart.user-data \
    file user.network-config files/apart.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.12,host_name=ls6011bca9-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1426,host_name=ls6011bca9-1
