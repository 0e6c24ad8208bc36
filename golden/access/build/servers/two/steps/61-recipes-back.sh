# shellcheck shell=sh

step recipe-back--names services 'recipe names in back' back
resource recipe back names DIGEST files/recipes/names any 120 \
    param server 10.108.2.11 \
    list fallback \
    item fallback 10.255.252.1 \
    list domains \
    item domains prod \
    item domains far \
    list reverse \
    item reverse 104.10.in-addr.arpa \
    item reverse 108.10.in-addr.arpa \
    file hosts files/recipes/names.hosts

step recipe-back--jump-box services 'recipe jump-box in back' back
resource recipe back jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false
