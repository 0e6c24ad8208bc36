# shellcheck shell=sh disable=SC2034
# Facts about this bundle, for the runtime.
stack=ports
server=two
lxc=lxc
protocol=1
