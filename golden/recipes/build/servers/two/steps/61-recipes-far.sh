# shellcheck shell=sh

step recipe-far--store services 'recipe store in far' far data
resource recipe far store DIGEST files/recipes/store 'debian rocky' 1200 \
    secret password far_password \
    list names \
    param port 6000 \
    param home /var/lib/store
