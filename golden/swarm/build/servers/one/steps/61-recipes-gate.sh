# shellcheck shell=sh

step recipe-gate--jump-box services 'recipe jump-box in gate' gate
resource recipe gate jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false

step recipe-gate--expose services 'recipe expose in gate' gate
resource recipe gate expose DIGEST files/recipes/expose 'debian-12 debian-13 debian-14 debian-sid ubuntu-22.04 ubuntu-24.04 ubuntu-25.04 ubuntu-25.10 ubuntu-26.04' 600 \
    file config files/recipes/expose.config \
    list certificates \
    list self_signed
