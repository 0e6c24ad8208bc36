#!/usr/bin/env bats
# A proxy for servers and containers, on the running stack: it is added, used, and taken away again.
# The tests of this file follow one another.

bats_require_minimum_version 1.5.0
load helper

NAME=acme
PORT=3128
THERE=http://deb.debian.org/debian/dists

setup_file() {
    load helper
    PROXY=$(on_stack "$NAME" lstackc show | jq -r .servers.h1.address):$PORT
    export PROXY
    for host in h1 h2; do
        state "$host" >"$BATS_FILE_TMPDIR/$host.before"
    done
    proxy_start
    on_stack "$NAME" sh -c 'cp lstacker.yaml before.yaml && cat >>lstacker.yaml' <<YAML
proxy: {http: "http://$PROXY", https: "http://$PROXY/", no_proxy: [nowhere.example.net]}
YAML
}

teardown_file() {
    load helper
    on_stack "$NAME" sh -c '[ ! -e before.yaml ] || mv before.yaml lstacker.yaml'
    on h1 'systemctl stop small-proxy; rm -f /run/small-proxy.py /run/small-proxy.log'
}

# proxy_start : on h1, of a few lines: it notes who asks for what, and asks the package proxy
proxy_start() {
    on h1 'cat >/run/small-proxy.py' <<PY
import http.server, urllib.request
urllib.request.install_opener(urllib.request.build_opener(
    urllib.request.ProxyHandler({"http": "http://198.18.0.1:3142"})))
class Proxy(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with open("/run/small-proxy.log", "a") as log:
            print(self.client_address[0], self.path, file=log)
        with urllib.request.urlopen(self.path) as answer:
            self.send_response(answer.status)
            self.end_headers()
            self.wfile.write(answer.read())
http.server.ThreadingHTTPServer(("", $PORT), Proxy).serve_forever()
PY
    on h1 ': >/run/small-proxy.log
        systemd-run --quiet --unit small-proxy python3 /run/small-proxy.py'
    wait_for 10 on h1 'ss -tln | grep -q ":$1 "' "$PORT"
}

# state HOST : of what the proxy is told to, on it and in its containers
state() {
    on "$1" '
        lxc config show
        systemctl show-environment | grep -i proxy
        files="cat /etc/environment; ls -a /etc/profile.d /etc/apt/apt.conf.d /etc/systemd; systemctl show-environment"
        for c in $(lxc list -f csv -c n); do
            lxc exec "$c" -- sh -c "$files"
        done
        sh -c "$files"' 2>&1
}

@test "the plan foretells it, the apply tells all, and a second one has nothing to do" {
    on_stack "$NAME" lstackc build
    run -4 --separate-stderr on_stack "$NAME" lstacker-run plan --json
    changed_ids - <<<"$output" >"$BATS_TEST_TMPDIR/planned"
    run -0 --separate-stderr on_stack "$NAME" lstacker-run apply --yes --json
    changed_ids - <<<"$output" | diff "$BATS_TEST_TMPDIR/planned" -
    for id in h1.server-recipe-proxy h2.server-recipe-proxy h1.lxd-proxy h1.recipe-gate--proxy h2.recipe-db--proxy; do
        grep -qx "${id/./ }" "$BATS_TEST_TMPDIR/planned"
    done
    run -0 --separate-stderr on_stack "$NAME" lstacker-run apply --yes --json
    [ -z "$(changed_ids - <<<"$output")" ]
}

@test "what fetches packages goes through it, on a server and in a container" {
    on h1 ': >/run/small-proxy.log'
    on h2 '/usr/lib/apt/apt-helper download-file "$1" /run/fetched && rm /run/fetched' "$THERE/bookworm/Release"
    in_container h2 db /usr/lib/apt/apt-helper download-file "$THERE/bookworm-updates/Release" /run/fetched
    run -0 on h1 'cat /run/small-proxy.log'
    [[ $output == *"$THERE/bookworm/Release"* ]]
    [[ $output == *"$THERE/bookworm-updates/Release"* ]]
}

@test "logins and services have it in their environment" {
    local want="http_proxy=http://$PROXY"
    on_stack "$NAME" ssh -F build/ssh_config -o BatchMode=yes db env | grep -qx "$want"
    in_container h2 db systemd-run --quiet --wait --pipe env | grep -qx "$want"
    in_container h2 db bash -lc env | grep -qx "HTTP_PROXY=http://$PROXY"
    on h2 'systemd-run --quiet --wait --pipe env' | grep -qx "$want"
}

@test "the stack's own hosts are reached without it" {
    on h1 ': >/run/small-proxy.log'
    in_container h2 db su -l lab -c "python3 -c '
import urllib.request
for host in \"db.prod.example.com\", \"nowhere.example.net\":
    assert urllib.request.proxy_bypass(host), host
assert not urllib.request.proxy_bypass(\"deb.debian.org\")'"
    address=$(address_of db prod)
    [ -n "$address" ]
    # Nobody listens there, and from the server there is no way: only the proxy would note it.
    run ! on h2 '. /etc/profile.d/lstacker-proxy.sh && curl --silent --max-time 2 "http://$1:9/"' "$address"
    run -0 on h1 'cat /run/small-proxy.log'
    [ -z "$output" ]
    run on h2 '. /etc/profile.d/lstacker-proxy.sh && curl --silent --max-time 2 "http://198.51.100.1:9/"'
    run -0 on h1 'cat /run/small-proxy.log'
    [[ $output == *http://198.51.100.1:9/* ]]
}

# address_of CONTAINER NETWORK
address_of() {
    on_stack "$NAME" lstackc show | jq -r --arg c "$1" --arg n "$2" \
        '.containers[$c].interfaces[] | select(.network == $n) | .address'
}

@test "LXD fetches images through it; what somebody else has set is in the way" {
    [ "$(on h1 'lxc config get core.proxy_http')" = "http://$PROXY" ]
    [ "$(on h2 'lxc config get core.proxy_https')" = "http://$PROXY/" ]
    [[ $(on h2 'lxc config get core.proxy_ignore_hosts') == localhost,*,nowhere.example.net ]]
    on h2 'lxc config set core.proxy_http http://198.51.100.1:1'
    run -1 on_stack "$NAME" lstacker-run plan --limit h2
    [[ $output == *"core.proxy_http is http://198.51.100.1:1, which is not ours"* ]]
    on h2 'lxc config set core.proxy_http "$1"' "http://$PROXY"
}

@test "without it, all is as it was before" {
    on_stack "$NAME" mv before.yaml lstacker.yaml
    on_stack "$NAME" lstackc build
    on_stack "$NAME" lstacker-run apply --yes
    for host in h1 h2; do
        state "$host" | diff "$BATS_FILE_TMPDIR/$host.before" -
    done
}
