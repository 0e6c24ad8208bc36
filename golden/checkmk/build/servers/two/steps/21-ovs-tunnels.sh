# shellcheck shell=sh

step ovs-tunnel-one network 'tunnel to one'
resource ovs_tunnel ls-ba2719ef bridge=br-lstacker type=vxlan remote_ip=2001:db8::1 key=13055463 protected=true dst_port=4789
