# shellcheck shell=sh

step base-modules base 'modules of the kernel for Docker'
resource kernel_modules overlay br_netfilter ip_vs vxlan nf_conntrack xt_conntrack
