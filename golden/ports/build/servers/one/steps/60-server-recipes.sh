# shellcheck shell=sh

step server-recipe-node-exporter services 'recipe node-exporter'
resource recipe '-' node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 192.0.2.1 \
    param port 9100
