# shellcheck shell=sh

step ovs-tunnel-two network 'tunnel to two'
resource ovs_tunnel ls-be248829 bridge=br-lstacker type=vxlan remote_ip=192.0.2.2 key=15036815 protected=true dst_port=4789
