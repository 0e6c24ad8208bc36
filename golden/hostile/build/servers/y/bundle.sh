# shellcheck shell=sh disable=SC2034
# Facts about this bundle, for the runtime.
stack=hostile
server=y
lxc=lxc
protocol=1
