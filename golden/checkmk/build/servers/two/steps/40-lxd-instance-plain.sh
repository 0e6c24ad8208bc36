# shellcheck shell=sh

step lxd-instance-plain containers 'container plain' plain
resource lxd_instance plain images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/plain.user-data \
    file user.network-config files/plain.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.11,host_name=lsd3be3f67-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1426,host_name=lsd3be3f67-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1426,host_name=lsd3be3f67-2
