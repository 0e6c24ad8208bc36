# shellcheck shell=sh

step docker-forward services 'packets of containers beside Docker'
resource docker_forward lstackerbr0 192.0.2.1
