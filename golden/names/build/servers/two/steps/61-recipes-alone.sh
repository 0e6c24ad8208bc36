# shellcheck shell=sh

step recipe-alone--names services 'recipe names in alone' alone
resource recipe alone names DIGEST files/recipes/names any 120 \
    param server 192.168.7.200 \
    list fallback \
    item fallback 172.31.252.1 \
    list domains \
    item domains 0x1f \
    item domains half.example.com \
    list reverse \
    item reverse 113.0.203.in-addr.arpa \
    item reverse 7.168.192.in-addr.arpa \
    file hosts files/recipes/names.hosts.4
