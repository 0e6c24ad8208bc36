# shellcheck shell=sh

step recipe-web-2--names services 'recipe names in web-2' web-2
resource recipe web-2 names DIGEST files/recipes/names any 120 \
    param server 10.100.1.10 \
    list fallback \
    item fallback 172.31.252.1 \
    list domains \
    item domains office.example.com \
    item domains wide.example.com \
    list reverse \
    item reverse 100.10.in-addr.arpa \
    item reverse 10.in-addr.arpa \
    file hosts files/recipes/names.hosts
