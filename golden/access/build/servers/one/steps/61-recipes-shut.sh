# shellcheck shell=sh

step recipe-shut--names services 'recipe names in shut' shut
resource recipe shut names DIGEST files/recipes/names any 120 \
    param server 10.100.2.11 \
    list fallback \
    item fallback 10.255.252.1 \
    list domains \
    item domains dev.example.com \
    list reverse \
    item reverse 100.10.in-addr.arpa \
    file hosts files/recipes/names.hosts

step recipe-shut--jump-box services 'recipe jump-box in shut' shut
resource recipe shut jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false
