# shellcheck shell=sh

step lxd-instance-derived containers 'container derived' derived
resource lxd_instance derived images:alpine/3.19 profile lstacker \
    config boot.autostart true \
    config limits.cpu 1 \
    config limits.memory 512MiB \
    config security.nesting true \
    config user.role base \
    file user.user-data files/derived.user-data \
    file user.network-config files/derived.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=172.20.0.11,host_name=ls02240d16-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=101,mtu=1446,host_name=ls02240d16-1
