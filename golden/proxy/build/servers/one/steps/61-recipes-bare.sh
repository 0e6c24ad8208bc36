# shellcheck shell=sh

step recipe-bare--proxy services 'recipe proxy in bare' bare
resource recipe bare proxy DIGEST files/recipes/proxy any 600 \
    param http http://192.0.2.40:3128 \
    param https '' \
    list no_proxy \
    item no_proxy localhost \
    item no_proxy 127.0.0.1 \
    item no_proxy 10.101.0.0/16 \
    item no_proxy 10.102.0.0/16 \
    item no_proxy .dev.example.com \
    item no_proxy mirror.example.net

step recipe-bare--update services 'recipe update in bare' bare
resource recipe bare update DIGEST files/recipes/update 'debian ubuntu rocky almalinux centos oracle fedora' 1800 \
    param max_age 24
