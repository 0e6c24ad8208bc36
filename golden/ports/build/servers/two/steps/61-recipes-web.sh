# shellcheck shell=sh

step recipe-web--node-exporter services 'recipe node-exporter in web' web
resource recipe web node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.104.0.11 \
    param port 9100
