# shellcheck shell=sh

step lxd-instance-app-1 containers 'container app-1' app-1
resource lxd_instance app-1 images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    file user.user-data files/app-1.user-data \
    file user.network-config files/app-1.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.11,host_name=lse0204d06-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lse0204d06-1
