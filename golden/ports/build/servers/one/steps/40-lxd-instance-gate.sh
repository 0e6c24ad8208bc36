# shellcheck shell=sh

step lxd-instance-gate containers 'container gate' gate
resource lxd_instance gate ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/gate.user-data \
    file user.network-config files/gate.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.10,host_name=ls1660eb12-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls1660eb12-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls1660eb12-2
