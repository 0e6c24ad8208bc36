# shellcheck shell=sh

step lxd-instance-shut containers 'container shut' shut
resource lxd_instance shut ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/shut.user-data \
    file user.network-config files/shut.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.10,host_name=lsa838d61f-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsa838d61f-1
