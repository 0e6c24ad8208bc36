# shellcheck shell=sh

step lxd-instance-odd containers 'container odd' odd
resource lxd_instance odd ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/odd.user-data \
    file user.network-config files/odd.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.13,host_name=lsad409d5e-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsad409d5e-1
