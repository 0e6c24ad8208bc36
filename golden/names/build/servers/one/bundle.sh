# shellcheck shell=sh disable=SC2034
# Facts about this bundle, for the runtime.
stack=names
server=one
lxc=lxc
protocol=1
