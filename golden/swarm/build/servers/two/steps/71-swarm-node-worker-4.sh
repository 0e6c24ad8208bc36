# shellcheck shell=sh

step swarm-node-worker-4 join 'swarm worker worker-4' worker-4
resource swarm_node worker-4 worker-4 worker 10.104.2.12
