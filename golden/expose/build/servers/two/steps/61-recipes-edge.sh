# shellcheck shell=sh

step recipe-edge--expose services 'recipe expose in edge' edge
resource recipe edge expose DIGEST files/recipes/expose 'debian-12 debian-13 debian-14 debian-sid ubuntu-22.04 ubuntu-24.04 ubuntu-25.04 ubuntu-25.10 ubuntu-26.04' 600 \
    file config files/recipes/expose.config \
    list certificates \
    list self_signed
