# shellcheck shell=sh

step recipe-web-1--apache2 services 'recipe apache2 in web-1' web-1
resource recipe web-1 apache2 DIGEST files/recipes/apache2 'debian ubuntu' 600 \
    param port 80 \
    list ports \
    param server_name '' \
    list modules

step recipe-web-1--node-exporter services 'recipe node-exporter in web-1' web-1
resource recipe web-1 node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.100.1.11 \
    param port 9100
