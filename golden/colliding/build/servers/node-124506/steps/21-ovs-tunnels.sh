# shellcheck shell=sh

step ovs-tunnel-third network 'tunnel to third'
resource ovs_tunnel ls-69f9493e bridge=br-lstacker type=vxlan remote_ip=192.0.2.3 key=5827926 protected=true dst_port=4789

step ovs-tunnel-web33809 network 'tunnel to web33809'
resource ovs_tunnel ls-88e179d2 bridge=br-lstacker type=vxlan remote_ip=192.0.2.1 key=5827926 protected=true dst_port=4789
