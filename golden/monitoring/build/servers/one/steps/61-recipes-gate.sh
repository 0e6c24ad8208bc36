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

step recipe-gate--node-exporter services 'recipe node-exporter in gate' gate
resource recipe gate node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.100.1.10 \
    param port 9100
