# shellcheck shell=sh disable=SC2034
# Facts about this bundle, for the runtime.
stack=colliding
server=node-124506
lxc=lxc
protocol=1
