# shellcheck shell=sh

step recipe-gate--prometheus services 'recipe prometheus in gate' gate data
resource recipe gate prometheus DIGEST files/recipes/prometheus 'debian ubuntu' 600 \
    param port 9090 \
    param retention 15d \
    param interval 15s \
    list targets \
    file config files/recipes/prometheus.config \
    file rules files/recipes/prometheus.rules

step recipe-gate--node-exporter services 'recipe node-exporter in gate' gate
resource recipe gate node-exporter DIGEST files/recipes/node-exporter 'debian ubuntu' 600 \
    param listen 10.104.0.10 \
    param port 9100
