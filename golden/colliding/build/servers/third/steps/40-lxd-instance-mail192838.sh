# shellcheck shell=sh

step lxd-instance-mail192838 containers 'container mail192838' mail192838
resource lxd_instance mail192838 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/mail192838.user-data \
    file user.network-config files/mail192838.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.255.11,host_name=ls0cf58bfc-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls0cf58bfc-1
