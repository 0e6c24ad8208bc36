# shellcheck shell=sh

step swarm-node-manager-2 join 'swarm manager manager-2' manager-2
resource swarm_node manager-2 manager-2 manager 10.104.2.10 manager=manager-1 manager=manager-3
