# shellcheck shell=sh

step packet-rules network 'packet rules: ports and isolation'
resource nft_tables files/rules.nft
