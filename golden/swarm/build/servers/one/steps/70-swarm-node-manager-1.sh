# shellcheck shell=sh

step swarm-node-manager-1 swarm 'swarm manager manager-1' manager-1
resource swarm_node manager-1 manager-1 manager 10.104.1.10 first pool=10.199.0.0/16 mtu=1446 manager=manager-2 manager=manager-3
