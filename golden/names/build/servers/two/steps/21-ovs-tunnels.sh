# shellcheck shell=sh

step ovs-tunnel-one network 'tunnel to one'
resource ovs_tunnel ls-ba2719ef bridge=br-lstacker type=vxlan remote_ip=192.0.2.1 key=15036815 protected=true dst_port=4789
