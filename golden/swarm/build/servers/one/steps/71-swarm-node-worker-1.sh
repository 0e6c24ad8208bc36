# shellcheck shell=sh

step swarm-node-worker-1 join 'swarm worker worker-1' worker-1
resource swarm_node worker-1 worker-1 worker 10.104.1.12
