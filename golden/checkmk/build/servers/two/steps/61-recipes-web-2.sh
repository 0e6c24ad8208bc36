# shellcheck shell=sh

step recipe-web-2--check-mk services 'recipe check-mk in web-2' web-2
resource recipe web-2 check-mk DIGEST files/recipes/check-mk 'debian ubuntu' 600 \
    param url http://192.0.2.9/agent.deb \
    param sha256 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef \
    list from
