# shellcheck shell=sh

step recipe-gate--prometheus services 'recipe prometheus in gate' gate data
# shellcheck disable=SC1003 # values: meant as they are
resource recipe gate prometheus DIGEST files/recipes/prometheus 'debian ubuntu' 600 \
    param port 9090 \
    param retention 30d \
    param interval 30s \
    list targets \
    item targets router=192.0.2.254:9100,192.0.2.253:9100 \
    item targets 'it'\''s:80' \
    file config files/recipes/prometheus.config \
    file rules files/recipes/prometheus.rules

step recipe-gate--jump-box services 'recipe jump-box in gate' gate
resource recipe gate jump-box DIGEST files/recipes/jump-box 'debian ubuntu rocky almalinux centos oracle fedora' 600 \
    param root false

step recipe-gate--expose services 'recipe expose in gate' gate
resource recipe gate expose DIGEST files/recipes/expose 'debian-12 debian-13 debian-14 debian-sid ubuntu-22.04 ubuntu-24.04 ubuntu-25.04 ubuntu-25.10 ubuntu-26.04' 600 \
    file config files/recipes/expose.config \
    list certificates \
    list self_signed

step recipe-gate--node-exporter services 'recipe node-exporter in gate' gate
resource recipe gate node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.100.1.10 \
    param port 9100
