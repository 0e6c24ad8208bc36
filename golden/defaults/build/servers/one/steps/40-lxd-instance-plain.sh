# shellcheck shell=sh

step lxd-instance-plain containers 'container plain' plain
resource lxd_instance plain images:debian/12/cloud profile lstacker \
    config boot.autostart true \
    config limits.cpu 1 \
    config limits.memory 512MiB \
    config security.nesting true \
    config user.role none \
    file user.user-data files/plain.user-data \
    file user.network-config files/plain.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.20.0.10,host_name=lsd3be3f67-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=lsd3be3f67-1
