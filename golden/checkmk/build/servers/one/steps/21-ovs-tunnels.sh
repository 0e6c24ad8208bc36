# shellcheck shell=sh

step ovs-tunnel-two network 'tunnel to two'
resource ovs_tunnel ls-be248829 bridge=br-lstacker type=vxlan remote_ip=2001:db8::2 key=13055463 protected=true dst_port=4789
