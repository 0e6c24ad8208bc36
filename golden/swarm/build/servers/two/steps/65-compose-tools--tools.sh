# shellcheck shell=sh

step compose-tools--tools services 'project tools in tools' tools
resource compose tools tools d1bbdbc870b0149f298270a7173528705506fab8d16d8ac6c0126e60026e400f files/compose/tools--tools tools.yml
