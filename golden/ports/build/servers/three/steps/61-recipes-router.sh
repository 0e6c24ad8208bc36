# shellcheck shell=sh

step recipe-router--node-exporter services 'recipe node-exporter in router' router
resource recipe router node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.104.0.12 \
    param port 9100
