# shellcheck shell=sh

step lxd-instance-shut containers 'container shut' shut
resource lxd_instance shut images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    file user.user-data files/shut.user-data \
    file user.network-config files/shut.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.253.8,host_name=lsa838d61f-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=106,mtu=1446,host_name=lsa838d61f-1
