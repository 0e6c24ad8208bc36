# shellcheck shell=sh

step recipe-db--store services 'recipe store in db' db data
resource recipe db store DIGEST files/recipes/store 'debian rocky' 1200 \
    secret password db_password \
    list names \
    item names b \
    item names a \
    item names 'c d' \
    param port 6000 \
    param home /var/lib/store
