# shellcheck shell=sh

step recipe-web-2--apache2 services 'recipe apache2 in web-2' web-2
resource recipe web-2 apache2 DIGEST files/recipes/apache2 'debian ubuntu' 600 \
    param port 80 \
    list ports \
    param server_name '' \
    list modules

step recipe-web-2--node-exporter services 'recipe node-exporter in web-2' web-2
resource recipe web-2 node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.100.2.10 \
    param port 9100
