# shellcheck shell=sh

step lxd-instance-lonely containers 'container lonely' lonely
resource lxd_instance lonely ubuntu:24.04 profile lstacker \
    config boot.autostart true \
    file user.user-data files/lonely.user-data \
    file user.network-config files/lonely.network-config \
    nic eth0 network=lstackerbr0,ipv4.address=10.255.252.2,host_name=lsf2115ec2-0
