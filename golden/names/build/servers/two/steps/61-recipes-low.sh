# shellcheck shell=sh

step recipe-low--names services 'recipe names in low' low
resource recipe low names DIGEST files/recipes/names any 120 \
    param server 192.168.20.9 \
    list fallback \
    item fallback 172.31.252.1 \
    list domains \
    item domains narrow.example.com \
    item domains half.example.com \
    list reverse \
    item reverse 168.192.in-addr.arpa \
    item reverse 7.168.192.in-addr.arpa \
    file hosts files/recipes/names.hosts.3
