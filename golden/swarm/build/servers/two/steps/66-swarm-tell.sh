# shellcheck shell=sh

step swarm-tell-manager-2 services 'the swarm of manager-2'
resource swarm_tell manager-2 manager-2

step swarm-tell-worker-2 services 'the swarm of worker-2'
resource swarm_tell worker-2 worker-2

step swarm-tell-worker-4 services 'the swarm of worker-4'
resource swarm_tell worker-4 worker-4
