# shellcheck shell=sh

step lxd-instance-gate containers 'container gate' gate
resource lxd_instance gate ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/gate.user-data \
    file user.network-config files/gate.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.15,host_name=ls1660eb12-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls1660eb12-1
