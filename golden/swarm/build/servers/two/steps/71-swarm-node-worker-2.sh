# shellcheck shell=sh

step swarm-node-worker-2 join 'swarm worker worker-2' worker-2
resource swarm_node worker-2 worker-2 worker 10.104.2.11
