# shellcheck shell=sh

step server-recipe-docker services 'recipe docker' '' data
resource recipe '-' docker DIGEST files/recipes/docker 'debian ubuntu' 900 \
    param mtu 1446 \
    list pools \
    item pools 172.17.0.0/16:24 \
    item pools 172.18.0.0/16:24 \
    list mirrors \
    list insecure_registries \
    param http_proxy '' \
    param https_proxy '' \
    param no_proxy '' \
    param log_size 10m \
    param log_files 3 \
    param metrics 9323 \
    param metrics_address 192.0.2.2

step server-recipe-node-exporter services 'recipe node-exporter'
resource recipe '-' node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 192.0.2.2 \
    param port 9100
