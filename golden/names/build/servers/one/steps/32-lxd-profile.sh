# shellcheck shell=sh

step lxd-profile containers 'profile lstacker'
resource lxd_profile lstacker pool=lstacker bridge=lstackerbr0
