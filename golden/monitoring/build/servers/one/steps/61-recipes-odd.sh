# shellcheck shell=sh

step recipe-odd--node-exporter services 'recipe node-exporter in odd' odd
resource recipe odd node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.100.1.12 \
    param port 9101
