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
    param log_files 3
