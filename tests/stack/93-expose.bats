#!/usr/bin/env bats
# What the world reaches, on the stack of 90-production: by name and by port, over TLS, and nothing else;
# while haproxy is told something new, too.
#
# EXPOSE_HOSTS names other hosts of the lab: the one in front, and where the world is.

bats_require_minimum_version 1.5.0
load helper

NAME=acme
read -r FRONT WORLD <<<"${EXPOSE_HOSTS:-h1 master}"

setup_file() {
    load helper
    read -r front world <<<"${EXPOSE_HOSTS:-h1 master}"
    FRONT_ADDRESS=$(on "$world" 'getent ahostsv4 "$1" || echo "198.18.0.$((10 + ${1#h}))"' "$front" | sed 's/ .*//;q')
    export FRONT_ADDRESS
}

# Also after a test that failed, those that follow find the stack as it was.
teardown_file() {
    load helper
    read -r front world <<<"${EXPOSE_HOSTS:-h1 master}"
    on "$world" 'cd /root/acme && [ ! -e before.yaml ] || mv before.yaml lstacker.yaml'
    in_container "$front" gate sh -c 'systemctl stop servers 2>/dev/null; rm -f /root/servers.py'
}

# world CMD... : from outside, where the names lead to the server in front
world() {
    on "$WORLD" 'export FRONT=$1; shift; exec "$@"' "$FRONT_ADDRESS" "$@"
}

# fetch URL [OPTION...] : what a client gets from outside: the status, and where he is sent to
fetch() {
    world curl -sk -m 10 -o /dev/null -w '%{http_code} %{redirect_url}' \
        --connect-to "::$FRONT_ADDRESS:" "${@:2}" "$1"
}

# here CMD... : in the directory of the stack, which the world has, too
here() {
    on "$WORLD" 'cd "/root/$1" && shift && exec "$@"' "$NAME" "$@"
}

gate() {
    in_container "$FRONT" gate "$@"
}

# address_in PREFIX : of the container in front, in the network that begins so
address_in() {
    gate hostname -I | tr ' ' '\n' | grep "^$1\."
}

@test "a name is sent to TLS, and answered there by HTTP/2 and 1.1" {
    [ "$(fetch http://www.example.com/a?b)" = '301 https://www.example.com/a?b' ]
    [ "$(fetch http://WWW.example.com:80/)" = '301 https://www.example.com/' ]
    [ "$(fetch https://www.example.com/)" = '200 ' ]
    [ "$(fetch https://www.example.com/ --http1.1)" = '200 ' ]
    run world curl -sk -m 10 -o /dev/null -w '%{http_version}' --connect-to "::$FRONT_ADDRESS:" https://www.example.com/
    [ "$output" = 2 ]
    run ! fetch https://www.example.com/ --tls-max 1.1
}

@test "the certificate is for the name, and its key is root's alone" {
    run world sh -c 'echo | openssl s_client -connect "$FRONT:443" -servername www.example.com 2>/dev/null |
        openssl x509 -noout -ext subjectAltName'
    [[ "$output" == *DNS:www.example.com* ]]
    run gate find /etc/haproxy/lstacker -name '*.pem' -printf '%f %m %u\n'
    [ "$output" = 'www.example.com.pem 600 root' ]
}

@test "both servers answer" {

    for _ in 1 2 3 4; do
        [ "$(fetch https://www.example.com/)" = '200 ' ]
    done
    run gate curl -sf "http://$(address_in 10.100):8404/metrics"
    [ "$(grep -c '^haproxy_server_http_responses_total{proxy="www.example.com",server="web-[12]",code="2xx"} [1-9]' <<<"$output")" = 2 ]
}

@test "a name that nobody knows reaches nobody" {
    [ "$(fetch http://other.example.com/)" = '404 ' ]
    [ "$(fetch https://other.example.com/)" = '404 ' ]
    [ "$(fetch https://www.example.com/ -H 'Host: other.example.com')" = '404 ' ]
    [ "$(fetch "http://$FRONT_ADDRESS/")" = '404 ' ]
}

@test "a port leads to the database" {
    # Its client asks for TLS; the database answers with one letter.
    run world python3 -c 'import os, socket
s = socket.create_connection((os.environ["FRONT"], 15432), 5)
s.sendall(b"\0\0\0\x08\x04\xd2\x16\x2f")
print(s.recv(1).decode())'
    [[ "$output" == [SN] ]]
}

@test "statistics are for the management alone" {
    local address
    address=$(address_in 10.100)
    run -0 in_container "$FRONT" web-1 curl -sf -m 5 "http://$address:8404/"
    [[ "$output" == *'Statistics Report'* ]]
    run ! world curl -s -m 2 "http://$FRONT_ADDRESS:8404/"
    # Another network of the same container, and another one that finds its way to the address.
    run ! gate curl -s -m 2 "http://$(address_in 10.101):8404/"
    [ "$(gate curl -s -o /dev/null -w '%{http_code}' --interface "$(address_in 10.101)" "http://$address:8404/metrics")" = 403 ]
}

# What is new for a while: a server that talks by websockets, and one that wants to know its client.
more() {
    cat <<'YAML'
  ws.example.com: {to: gate, port: 8090}
  told: {to: gate, port: 8091, mode: tcp, listen: 15433, proxy_protocol: true}
YAML
}

servers() {
    cat <<'PYTHON'
import base64, hashlib, socket, threading

def serve(port, answer):
    s = socket.create_server(("127.0.0.1", port))
    def accept():
        while True:
            c, _ = s.accept()
            threading.Thread(target=answer, args=(c,), daemon=True).start()
    threading.Thread(target=accept).start()

def websocket(c):
    head = b""
    while b"\r\n\r\n" not in head:
        got = c.recv(4096)
        if not got:
            return
        head += got
    keys = [l.split(b":", 1)[1].strip() for l in head.split(b"\r\n") if l.lower().startswith(b"sec-websocket-key:")]
    if not keys:
        c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(head), head))
        return c.close()
    accept = base64.b64encode(hashlib.sha1(keys[0] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest())
    c.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
              b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
    while True:
        got = c.recv(4096)
        if not got:
            return
        c.sendall(got[::-1])

def told(c):
    got = c.recv(16)
    if got:
        c.sendall(got.hex().encode())
    c.close()

serve(8090, websocket)
serve(8091, told)
PYTHON
}

# stream TIME : a stream of requests, at most 400 a second; says what it did
stream() {
    world sh -c 'printf "function delay() return 20 end\n" >/tmp/slow.lua
        exec wrk -t 1 -c 8 -d "$1" -s /tmp/slow.lua -H "Host: www.example.com" "https://$FRONT:443/"' sh "$1"
}

apply_change() {
    here lstackc build >/dev/null 2>&1 && here lstacker-run apply --yes --limit "$FRONT" 2>&1
}

@test "while haproxy is told something new, no request fails" {
    on "$WORLD" 'command -v wrk >/dev/null || { apt-get -qq update && apt-get -qq -y install wrk; } >/dev/null 2>&1'
    servers | gate sh -c 'cat >/root/servers.py; systemd-run -q --unit=servers python3 /root/servers.py'
    on "$WORLD" 'cp /root/acme/lstacker.yaml /root/acme/before.yaml'
    more | on "$WORLD" 'cat >/tmp/more; sed -i "/^expose:/r /tmp/more" /root/acme/lstacker.yaml'
    stream 14s >"$BATS_TEST_TMPDIR/wrk" 3>&- &
    local wrk=$!
    run -0 apply_change
    [[ "$output" == *'recipe expose in gate'* ]]
    for _ in 1 2 3; do
        gate systemctl reload haproxy
        sleep 1
    done
    wait "$wrk"
    cat "$BATS_TEST_TMPDIR/wrk"
    [ "$(sed -n 's/ requests in .*//p' "$BATS_TEST_TMPDIR/wrk")" -gt 500 ]
    run ! grep -E 'Socket errors|Non-2xx' "$BATS_TEST_TMPDIR/wrk"
}

@test "websockets stay open, and clients are who they are" {
    run -0 world python3 -c 'import os, socket
s = socket.create_connection((os.environ["FRONT"], 80), 5)
s.sendall(b"GET /x HTTP/1.1\r\nHost: ws.example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
head = b""
while b"\r\n\r\n" not in head:
    head += s.recv(4096)
print(head.split(b"\r\n")[0].decode())
s.sendall(b"olleh")
print(s.recv(100).decode())'
    [ "${lines[0]}" = 'HTTP/1.1 101 Switching Protocols' ]
    [ "${lines[1]}" = hello ]
    run -0 world curl -s -m 5 -H 'Host: ws.example.com' -H 'X-Forwarded-For: 192.0.2.99' -H 'X-Forwarded-Proto: https' \
        -H 'Forwarded: for=192.0.2.99' "http://$FRONT_ADDRESS/"
    [[ "$output" != *192.0.2.99* ]]
    [[ "${output,,}" == *'x-forwarded-for: '[0-9]* ]]
    [[ "${output,,}" == *'x-forwarded-proto: http'$'\r'* ]]
}

@test "the PROXY protocol arrives where it is wanted" {
    run -0 gate python3 -c 'import socket
s = socket.create_connection(("127.0.0.1", 15433), 5)
s.sendall(b"x")
print(s.recv(100).decode())'
    # Its signature, then version 2, PROXY, TCP over IPv4, 12 bytes.
    [ "$output" = 0d0a0d0a000d0a515549540a2111000c ]
}

@test "a configuration that was broken by hand is not taken, and mended" {
    gate sh -c 'echo nonsense >>/etc/haproxy/haproxy.cfg; ! systemctl reload haproxy 2>/dev/null'
    [ "$(fetch https://www.example.com/)" = '200 ' ]
    on "$WORLD" 'mv /root/acme/before.yaml /root/acme/lstacker.yaml'
    run -0 apply_change
    [[ "$output" == *'recipe expose in gate'* ]]
    gate sh -c '! grep nonsense /etc/haproxy/haproxy.cfg'
    [ "$(fetch https://www.example.com/)" = '200 ' ]
    [ "$(fetch http://ws.example.com/)" = '404 ' ]
    run -0 here lstacker-run apply --yes --limit "$FRONT" --json
    diff /dev/null <(printf '%s\n' "$output" | changed_ids)
}
