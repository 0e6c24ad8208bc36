# shellcheck shell=sh

step lxd-instance-far containers 'container far' far
resource lxd_instance far images:alpine/3.20/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/far.user-data \
    file user.network-config files/far.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.252.2,host_name=lsbcf819ee-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=lsbcf819ee-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsbcf819ee-2
