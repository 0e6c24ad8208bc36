# shellcheck shell=sh

step ovs-bridge network 'bridge br-lstacker'
resource ovs_bridge br-lstacker datapath=system stp=false
