# shellcheck shell=sh disable=SC2034
# Facts about this bundle, for the runtime.
stack=odd-name-of-a-stack
server=two
lxc=lxc
protocol=1
