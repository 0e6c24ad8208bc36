# shellcheck shell=sh

step lxd-instance-box containers 'container box' box
resource lxd_instance box images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    config security.nesting true \
    file user.user-data files/box.user-data \
    file user.network-config files/box.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.11,host_name=ls70c67e32-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls70c67e32-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=ls70c67e32-2
