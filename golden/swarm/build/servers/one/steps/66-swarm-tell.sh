# shellcheck shell=sh

step swarm-tell-manager-1 services 'the swarm of manager-1'
resource swarm_tell manager-1 manager-1

step swarm-tell-manager-3 services 'the swarm of manager-3'
resource swarm_tell manager-3 manager-3

step swarm-tell-worker-1 services 'the swarm of worker-1'
resource swarm_tell worker-1 worker-1

step swarm-tell-worker-3 services 'the swarm of worker-3'
resource swarm_tell worker-3 worker-3

step swarm-tell-worker-5 services 'the swarm of worker-5'
resource swarm_tell worker-5 worker-5
