# shellcheck shell=sh

step recipe-gate--names services 'recipe names in gate' gate
resource recipe gate names DIGEST files/recipes/names any 120 \
    param server 10.100.2.11 \
    list fallback \
    item fallback 10.255.252.1 \
    list domains \
    item domains dev.example.com \
    item domains prod \
    list reverse \
    item reverse 100.10.in-addr.arpa \
    item reverse 104.10.in-addr.arpa \
    file hosts files/recipes/names.hosts.2

step recipe-gate--jump-box services 'recipe jump-box in gate' gate
resource recipe gate jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false
