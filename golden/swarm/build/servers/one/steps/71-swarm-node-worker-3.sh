# shellcheck shell=sh

step swarm-node-worker-3 join 'swarm worker worker-3' worker-3
resource swarm_node worker-3 worker-3 worker 10.104.1.13
