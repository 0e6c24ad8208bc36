# shellcheck shell=sh

step lxd-instance-base containers 'container base' base
resource lxd_instance base images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config limits.cpu 1 \
    config limits.memory 512MiB \
    config security.nesting true \
    config user.role base \
    file user.user-data files/base.user-data \
    file user.network-config files/base.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.20.0.10,host_name=ls3ddc94d8-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls3ddc94d8-1
