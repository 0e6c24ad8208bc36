# shellcheck shell=sh

step lxd-proxy containers 'proxy for images'
resource lxd_proxy core.proxy_http=http://192.0.2.40:3128 core.proxy_https=http://192.0.2.40:3128/ core.proxy_ignore_hosts=localhost,127.0.0.1,10.101.0.0/16,10.102.0.0/16,.dev.example.com,mirror.example.net
