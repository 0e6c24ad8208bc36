# shellcheck shell=sh

step ovs-tunnel-one network 'tunnel to one'
resource ovs_tunnel ls-ba2719ef bridge=br-lstacker type=gre remote_ip=192.0.2.1 key=- protected=false

step ovs-tunnel-three network 'tunnel to three'
resource ovs_tunnel ls-888603c3 bridge=br-lstacker type=gre remote_ip=192.0.2.3 key=- protected=false
