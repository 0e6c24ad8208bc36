# shellcheck shell=sh

step server-recipe-update services 'recipe update'
resource recipe '-' update DIGEST files/recipes/update 'debian ubuntu rocky almalinux centos oracle fedora' 1800 \
    param max_age 24
