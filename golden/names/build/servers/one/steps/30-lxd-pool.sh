# shellcheck shell=sh

step lxd-pool containers 'storage pool'
resource lxd_pool lstacker driver=dir
