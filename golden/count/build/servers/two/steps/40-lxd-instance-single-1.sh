# shellcheck shell=sh

step lxd-instance-single-1 containers 'container single-1' single-1
resource lxd_instance single-1 ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/single-1.user-data \
    file user.network-config files/single-1.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.254.12,host_name=lscbb9bb87-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lscbb9bb87-1
