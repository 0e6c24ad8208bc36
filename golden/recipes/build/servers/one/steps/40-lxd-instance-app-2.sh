# shellcheck shell=sh

step lxd-instance-app-2 containers 'container app-2' app-2
resource lxd_instance app-2 images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    file user.user-data files/app-2.user-data \
    file user.network-config files/app-2.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.12,host_name=lsdf204b73-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsdf204b73-1
