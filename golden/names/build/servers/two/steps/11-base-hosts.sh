# shellcheck shell=sh

step base-hosts base 'names of the servers in /etc/hosts'
resource hosts_block /etc/hosts files/hosts
