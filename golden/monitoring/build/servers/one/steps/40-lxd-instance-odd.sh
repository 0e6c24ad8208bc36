# shellcheck shell=sh

step lxd-instance-odd containers 'container odd' odd
resource lxd_instance odd images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config linux.sysctl.net.ipv4.ip_forward 0 \
    file user.user-data files/odd.user-data \
    file user.network-config files/odd.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.253.12,host_name=lsad409d5e-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsad409d5e-1 \
    nic eth2 nictype=bridged,parent=br-lstacker,vlan=102,mtu=1446,host_name=lsad409d5e-2
