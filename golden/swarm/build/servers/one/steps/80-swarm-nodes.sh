# shellcheck shell=sh

step swarm-nodes deploy 'nodes of the swarm' manager-1
resource swarm_nodes manager-1 \
    node manager-1 manager 10.104.1.10 label lstacker.server one \
    node manager-2 manager 10.104.2.10 label lstacker.server two \
    node manager-3 manager 10.104.1.11 label lstacker.server one \
    node worker-1 worker 10.104.1.12 label disk ssd label lstacker.server one label tier shop \
    node worker-2 worker 10.104.2.11 label lstacker.server two label tier shop \
    node worker-3 worker 10.104.1.13 label lstacker.server one label tier shop \
    node worker-4 worker 10.104.2.12 label lstacker.server two label tier shop \
    node worker-5 worker 10.104.1.14 label lstacker.server one label tier shop
