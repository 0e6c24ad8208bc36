# shellcheck shell=sh

step ovs-tunnel-node-124506 network 'tunnel to node-124506'
resource ovs_tunnel ls-d4990735 bridge=br-lstacker type=vxlan remote_ip=192.0.2.2 key=5827926 protected=true dst_port=4789

step ovs-tunnel-third network 'tunnel to third'
resource ovs_tunnel ls-69f9493e bridge=br-lstacker type=vxlan remote_ip=192.0.2.3 key=5827926 protected=true dst_port=4789
