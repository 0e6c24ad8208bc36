# shellcheck shell=sh

step lxd-instance-alone containers 'container alone' alone
resource lxd_instance alone ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/alone.user-data \
    file user.network-config files/alone.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.2,host_name=lsf29c5364-0
