# shellcheck shell=sh

step recipe-db--names services 'recipe names in db' db
resource recipe db names DIGEST files/recipes/names any 120 \
    param server 10.108.2.11 \
    list fallback \
    item fallback 10.255.252.1 \
    list domains \
    item domains far \
    list reverse \
    item reverse 108.10.in-addr.arpa \
    file hosts files/recipes/names.hosts.3
