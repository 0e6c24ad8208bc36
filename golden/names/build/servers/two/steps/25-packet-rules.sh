# shellcheck shell=sh

step packet-rules network 'packet rules: ports and isolation'
resource nft_table files/rules.nft
