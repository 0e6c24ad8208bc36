# shellcheck shell=sh

step ovs-tunnel-three network 'tunnel to three'
resource ovs_tunnel ls-888603c3 bridge=br-lstacker type=vxlan remote_ip=192.0.2.3 key=632143 protected=true dst_port=4789

step ovs-tunnel-two network 'tunnel to two'
resource ovs_tunnel ls-be248829 bridge=br-lstacker type=vxlan remote_ip=192.0.2.2 key=632143 protected=true dst_port=4789
