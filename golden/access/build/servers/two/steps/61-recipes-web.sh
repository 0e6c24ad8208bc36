# shellcheck shell=sh

step recipe-web--dns services 'recipe dns in web' web
resource recipe web dns DIGEST files/recipes/dns 'debian ubuntu' 600 \
    file named files/recipes/dns.named \
    file zones files/recipes/dns.zones

step recipe-web--names services 'recipe names in web' web
resource recipe web names DIGEST files/recipes/names any 120 \
    param server 10.108.2.11 \
    list fallback \
    item fallback 10.255.252.1 \
    list domains \
    item domains far \
    item domains dev.example.com \
    list reverse \
    item reverse 108.10.in-addr.arpa \
    item reverse 100.10.in-addr.arpa \
    file hosts files/recipes/names.hosts.2
