# shellcheck shell=sh

step lxd-instance-c containers 'container c' c
resource lxd_instance c ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/c.user-data \
    file user.network-config files/c.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.12,host_name=lse60c2c52-0 \
    nic eth1 nictype=bridged,parent=br-lstacker,vlan=9,mtu=1358,host_name=lse60c2c52-1
