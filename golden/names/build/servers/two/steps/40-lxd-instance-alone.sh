# shellcheck shell=sh

step lxd-instance-alone containers 'container alone' alone
resource lxd_instance alone images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/alone.user-data \
    file user.network-config files/alone.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.31.253.7,host_name=lsf29c5364-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=106,mtu=1446,host_name=lsf29c5364-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=104,mtu=1446,host_name=lsf29c5364-2
