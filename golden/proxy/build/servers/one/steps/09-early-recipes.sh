# shellcheck shell=sh

step server-recipe-proxy base 'recipe proxy'
resource recipe_early '-' proxy DIGEST files/recipes/proxy any 600 \
    param http http://192.0.2.40:3128 \
    param https http://192.0.2.40:3128/ \
    list no_proxy \
    item no_proxy localhost \
    item no_proxy 127.0.0.1 \
    item no_proxy 10.101.0.0/16 \
    item no_proxy 10.102.0.0/16 \
    item no_proxy .dev.example.com \
    item no_proxy mirror.example.net
