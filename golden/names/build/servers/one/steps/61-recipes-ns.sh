# shellcheck shell=sh

step recipe-ns--dns services 'recipe dns in ns' ns
resource recipe ns dns DIGEST files/recipes/dns 'debian ubuntu' 600 \
    file named files/recipes/dns.named \
    file zones files/recipes/dns.zones

step recipe-ns--names services 'recipe names in ns' ns
resource recipe ns names DIGEST files/recipes/names any 120 \
    param server 10.100.1.10 \
    list fallback \
    item fallback 172.31.252.1 \
    list domains \
    item domains office.example.com \
    item domains wide.example.com \
    item domains narrow.example.com \
    item domains half.example.com \
    item domains example.com \
    list reverse \
    item reverse 100.10.in-addr.arpa \
    item reverse 10.in-addr.arpa \
    item reverse 168.192.in-addr.arpa \
    item reverse 7.168.192.in-addr.arpa \
    item reverse 20.172.in-addr.arpa \
    file hosts files/recipes/names.hosts
