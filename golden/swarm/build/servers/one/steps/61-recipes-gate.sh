# shellcheck shell=sh

step recipe-gate--jump-box services 'recipe jump-box in gate' gate
resource recipe gate jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false
