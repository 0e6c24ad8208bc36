# shellcheck shell=sh

step recipe-far--names services 'recipe names in far' far
resource recipe far names DIGEST files/recipes/names any 120 \
    param server 10.128.0.9 \
    list fallback \
    item fallback 172.31.252.1 \
    list domains \
    item domains wide.example.com \
    item domains office.example.com \
    list reverse \
    item reverse 10.in-addr.arpa \
    item reverse 100.10.in-addr.arpa \
    file hosts files/recipes/names.hosts.2
