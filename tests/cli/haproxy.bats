#!/usr/bin/env bats
# What lstackc tells haproxy, given to haproxy: all of it is taken, and leads where it should.

bats_require_minimum_version 1.5.0
load helper

setup_file() {
    local stack
    haproxy=$("${root:?}/tests/cli/haproxy/fetch")/haproxy
    export haproxy
    # A build writes its lock beside the source: build copies.
    cp -R "$root"/tests/stacks "$BATS_FILE_TMPDIR/stacks"
    for stack in expose swarm; do
        (cd "$BATS_FILE_TMPDIR/stacks/$stack" && "$LSTACKC" build -o "$BATS_FILE_TMPDIR/$stack" >/dev/null 2>&1) || return 1
    done
    mkdir "$BATS_FILE_TMPDIR/given" "$BATS_FILE_TMPDIR/made"
    cd "$BATS_FILE_TMPDIR" || return 1
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj /CN=x \
        -addext 'subjectAltName=DNS:*.example.com' -keyout key -out certificate 2>/dev/null
    cat certificate key >given/db-tls.pem
    cp given/db-tls.pem given/shop.example.com.pem
    cp given/db-tls.pem made/www.example.com.pem
    printf '%s www.example.com\n' "$PWD/made/www.example.com.pem" >list
    printf '%s shop.example.com\n' "$PWD/given/shop.example.com.pem" >>list
}

# local_config FILE : with the certificates of this test, and users that every machine has
local_config() {
    sed -e "s,/etc/haproxy/lstacker,$BATS_FILE_TMPDIR,g" -e 's/^    user haproxy/    user nobody/' \
        -e 's/^    group haproxy/    group nogroup/' -e '/^    chroot /d' \
        -e "s,/run/haproxy/admin.sock,$BATS_TEST_TMPDIR/admin," "$1"
}

@test "haproxy takes all configurations, without a warning" {
    local file count=0
    for file in "$BATS_FILE_TMPDIR"/*/servers/*/files/recipes/expose*.config; do
        local_config "$file" >"$BATS_TEST_TMPDIR/cfg"
        run "$haproxy" -c -dW -f "$BATS_TEST_TMPDIR/cfg"
        echo "$file: $output"
        [ "$status" -eq 0 ]
        [[ $output != *WARNING* ]]
        count=$((count + 1))
    done
    [ "$count" -ge 3 ]
    # one that is refused shows that it looks
    echo '    nonsense' >>"$BATS_TEST_TMPDIR/cfg"
    run ! "$haproxy" -c -q -f "$BATS_TEST_TMPDIR/cfg"
}

# ask PORT HOST PATH [HEADER] : status, where to, and what a server answers
ask() {
    python3 - "$BATS_TEST_TMPDIR" "$@" <<'PY'
import socket, ssl, sys
where, port, host, path = sys.argv[1:5]
s = socket.socket(socket.AF_UNIX)
s.settimeout(10)
s.connect(f"{where}/{port}")
if port in ("443", "8443"):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    s = context.wrap_socket(s, server_hostname=host)
more = "".join(h + "\r\n" for h in sys.argv[5:])
s.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n".encode())
got = b""
while True:
    try:
        part = s.recv(65536)
    except (ConnectionResetError, ssl.SSLEOFError):
        break
    if not part:
        break
    got += part
head, _, body = got.decode().partition("\r\n\r\n")
lines = head.split("\r\n")
to = [l.split(": ", 1)[1] for l in lines if l.lower().startswith("location:")]
print(" ".join([lines[0].split()[1]] + to + ([body] if lines[0].split()[1] == "200" else [])))
PY
}

# A server that tells what it was asked.
answer() {
    cat <<'PY'
import http.server, os, socketserver, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def address_string(self): return "it"
    def do_GET(self):
        seen = [h.lower() + "=" + v for h, v in self.headers.items() if h.lower().startswith(("x-", "forw", "proxy"))]
        text = " ".join([self.headers["Host"], self.path] + sorted(seen)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
    def log_message(self, *_): pass
class Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    def get_request(self): return (self.socket.accept()[0], ("it", 0))
server = Server(sys.argv[1], Handler)
os.chmod(sys.argv[1], 0o777)
server.serve_forever()
PY
}

# run_haproxy : what `gate` has, listening at sockets that are named by its ports
run_haproxy() {
    chmod 755 "$BATS_RUN_TMPDIR" "$BATS_TEST_TMPDIR"
    answer >answer.py
    python3 answer.py "$BATS_TEST_TMPDIR/server" 3>&- &
    running=$!
    local_config "$BATS_FILE_TMPDIR/expose/servers/one/files/recipes/expose.config" |
        sed -e "s,^\(    bind\) [^ ]*:\([0-9]*\),\1 unix@$BATS_TEST_TMPDIR/\2," \
            -e "s,^\(    server [^ ]*\) [0-9.]*:[0-9]* check,\1 unix@$BATS_TEST_TMPDIR/server," >cfg
    "$haproxy" -db -f cfg >haproxy.log 2>&1 3>&- &
    running="$running $!"
    local tries=100
    until [ -S 443 ] && [ -S server ]; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || { cat haproxy.log && return 1; }
        sleep 0.1
    done
}

teardown() {
    # shellcheck disable=SC2086 # process ids
    [ -z "${running-}" ] || kill $running 2>/dev/null || :
}

@test "names and paths lead where they should, and nowhere else" {
    cd "$BATS_TEST_TMPDIR"
    run_haproxy
    # TLS, and the way there
    [ "$(ask 80 www.example.com '/a?b=c')" = '301 https://www.example.com/a?b=c' ]
    [ "$(ask 80 WWW.Example.com:80 /)" = '301 https://www.example.com/' ]
    [ "$(ask 80 far.example.com "/it's/\$(id)/%20/x")" = "301 https://far.example.com:8443/it's/\$(id)/%20/x" ]
    [ "$(ask 80 far.example.com /)" = 404 ]
    [[ "$(ask 8443 far.example.com "/it's/\$(id)/%20")" == "200 far.example.com /it's/\$(id)/%20 "* ]]
    [[ "$(ask 443 www.example.com /x)" == '200 www.example.com /x '*'x-forwarded-proto=https' ]]
    # what is below a path, and no way out of it
    [[ "$(ask 443 shop.example.com /shop)" == '200 '* ]]
    [[ "$(ask 443 shop.example.com /shop/a)" == '200 '* ]]
    [ "$(ask 443 shop.example.com /shopping)" = 404 ]
    [ "$(ask 443 shop.example.com /)" = 404 ]
    [ "$(ask 443 shop.example.com /shop/../admin)" = 400 ]
    [ "$(ask 443 shop.example.com /shop/%2e%2E/admin)" = 400 ]
    [ "$(ask 443 shop.example.com /shop/a/..)" = 400 ]
    # nobody else, and not at another port
    [ "$(ask 80 other.example.com /)" = 404 ]
    [ "$(ask 443 plain.example.com /)" = 404 ]
    [ "$(ask 8443 www.example.com /)" = 404 ]
}

@test "what clients say of themselves does not count" {
    cd "$BATS_TEST_TMPDIR"
    run_haproxy
    run -0 ask 80 plain.example.com / 'X-Forwarded-For: evil' 'X-Forwarded-For: evil' 'X-Forwarded-Proto: evil' \
        'X-Forwarded-Host: evil' 'X-Forwarded-Port: evil' 'Forwarded: for=evil' 'X-Real-IP: evil' 'Proxy: evil'
    [[ $output == '200 plain.example.com / '* ]]
    [[ $output != *evil* ]]
    [[ $output == *x-forwarded-host=plain.example.com* && $output == *x-forwarded-proto=http ]]
}
