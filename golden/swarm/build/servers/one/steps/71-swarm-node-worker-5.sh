# shellcheck shell=sh

step swarm-node-worker-5 join 'swarm worker worker-5' worker-5
resource swarm_node worker-5 worker-5 worker 10.104.1.14
