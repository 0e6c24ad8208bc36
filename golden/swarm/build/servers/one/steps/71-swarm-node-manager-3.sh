# shellcheck shell=sh

step swarm-node-manager-3 join 'swarm manager manager-3' manager-3
resource swarm_node manager-3 manager-3 manager 10.104.1.11 manager=manager-1 manager=manager-2
