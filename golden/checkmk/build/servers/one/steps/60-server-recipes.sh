# shellcheck shell=sh

step server-recipe-check-mk services 'recipe check-mk'
resource recipe '-' check-mk DIGEST files/recipes/check-mk 'debian ubuntu' 600 \
    param url http://192.0.2.9/agent.deb \
    param sha256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef \
    list from
