# shellcheck shell=sh

step lxd-instance-app11610 containers 'container app11610' app11610
resource lxd_instance app11610 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/app11610.user-data \
    file user.network-config files/app11610.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.255.10,host_name=ls00672705-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls00672705-1
