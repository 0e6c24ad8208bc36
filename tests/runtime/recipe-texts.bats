#!/usr/bin/env bats
# What shipped recipes write, and what they refuse: their functions under the guest library, called by a probe,
# which changes nothing.

bats_require_minimum_version 1.5.0

setup() {
    T=$BATS_TEST_TMPDIR
    source=$BATS_TEST_DIRNAME/../../runtime-scripts
    printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n' >"$T/os-release"
    export T LSTACKER_STATE=$T/state LSTACKER_RUN=$T LSTACKER_OS_RELEASE=$T/os-release
}

quoted() {
    printf "'%s'" "${1//\'/\'\\\'\'}"
}

# probe RECIPE PARAMETERS [CODE] : what CODE, or the recipe itself, says
probe() {
    local text
    text=$(cat "$source/recipes/$1")
    [ $# -lt 3 ] || text+=$'\nprobe() { '$3$'\n}'
    { cat "$source"/guest/*.sh && printf '( %s\nguest_recipe probe %s %s any 20 )\n' "$2" "$1" "$(quoted "$text")"; } >"$T/script"
    said=$("${SHELL_UNDER_TEST:-dash}" <"$T/script" 2>"$T/log" | sed '1d;$d')
}

# says TEXT : is all that was said
says() {
    [ "$said" = "$1" ] || { printf 'said: %s\nnot: %s\n' "$said" "$1"; cat "$T/log"; return 1; }
}

# lines ITEM... : a list as a recipe gets it
lines() {
    local IFS=$'\n'
    quoted "$*"
}

@test "postgres: addresses it listens on" {
    local rows=(
        '*|*'
        '10.0.0.1|127.0.0.1, 10.0.0.1'
        '10.0.0.1 fd00::1|127.0.0.1, 10.0.0.1, fd00::1'
        '10.0.0.1 127.0.0.1|10.0.0.1, 127.0.0.1'
        'localhost|localhost'
        '0.0.0.0 ::|0.0.0.0, ::'
        '10.0.0.1 *|*'
        '|127.0.0.1'
    )
    for row in "${rows[@]}"; do
        read -ra items <<<"${row%|*}"
        probe postgres "param_address=$(lines "${items[@]}")" 'differs "$(addresses)"'
        says "differs ${row##*|}"
    done
    probe postgres "param_address=\"x' y\"" 'differs "$(addresses)"'
    says "failed address: \`x' y\` is not an address"
}

@test "postgres: a database that is there gets the owner that is named now" {
    for there in 1 ''; do
        export THERE=$there
        probe postgres 'param_database="sh\"op" param_user=new param_password=x' 'sql() {
                case $* in
                *--tuples-only*) cat >/dev/null && echo "$THERE" ;;
                *) text=$(cat) && differs "$text" ;;
                esac
            }
            user_make'
        [[ $said == *'differs '"$([ -n "$there" ] && echo 'ALTER DATABASE "sh""op" OWNER TO "new";' || echo 'CREATE DATABASE "sh""op" OWNER "new";')" ]]
    done
}

@test "postgres: who may come" {
    probe postgres 'param_clients="::/0"' 'differs "$(client_line "$param_clients")"'
    says 'differs host    all  all       ::/0  scram-sha-256'
    for clients in '0.0.0.0/0 trust #' all 10.0.0.1; do
        probe postgres "param_clients='$clients'" 'differs "$(client_line "$param_clients")"'
        says "failed clients: \`$clients\` is not a subnet"
    done
}

@test "a database is not wanted, or wanted with all it needs" {
    local common='param_port=1 param_address="*" param_clients=0.0.0.0/0'
    for name in postgres mariadb mysql; do
        probe "$name" "$common param_database= param_user="
        [[ $said == *'differs '* && $said != *failed* && $said != *' user '* ]]
        probe "$name" "$common param_database=shop param_user="
        says 'failed password: is wanted with database'
        probe "$name" "$common param_database= param_user=shop param_password=x"
        says 'failed database: is wanted with user'
        probe "$name" "$common param_database=shop param_user= param_password=x"
        [[ $said == *'differs '* && $said != *failed* ]]
    done
    probe postgres "$common param_database=shop param_user=postgres param_password=x"
    says 'failed user: PostgreSQL keeps that name for itself: choose another'
    probe postgres "$common param_database=template1 param_user=shop param_password=x"
    says 'failed database: PostgreSQL keeps template1 for itself: choose another'
    probe postgres "$common param_database=shop param_user=pg_x param_password=x"
    says 'failed user: PostgreSQL keeps names that begin with pg_ for itself: choose another'
    common='param_port=1 param_management=false'
    probe rabbit-mq "$common param_user="
    [[ $said != *failed* && $said != *user* ]]
    probe rabbit-mq "$common param_user=shop"
    says 'failed password: is wanted with user'
    probe rabbit-mq "$common param_user=-x param_password=x"
    says 'failed user: a name that begins with - would be an option'
}

@test "values that would say more than they are for are refused" {
    probe bind9 'param_clients="any; }; zone"' 'differs "$(listed "$param_clients")"'
    says 'failed forwarders, listen, clients: `any; }; zone` is neither an address nor a subnet'
    probe apache2 'param_server_name="x
y" param_port=80 param_ports= param_modules='
    says 'failed server_name: one line is wanted'
    probe apache2 'param_ports="80
443 https"' 'differs "$(each listen_line "$param_ports")"'
    says 'failed ports: `443 https` is not a port'
    probe apache2 'param_port=80 param_ports="443
80"' 'differs "$(each listen_line "$(apache_listens)")"'
    says 'differs Listen 80\nListen 443'
    probe docker 'param_http_proxy= param_https_proxy="x
y" param_no_proxy='
    says 'failed https_proxy: one line is wanted'
    probe npm 'param_packages="x;y" param_registry='
    [[ $said == *'failed packages: `x;y` is neither NAME nor NAME@VERSION' ]]
    probe haproxy 'param_check="/
x"'
    says 'failed check: one line is wanted'
}

@test "numbers and sizes that are none are refused" {
    local common='param_http_proxy= param_https_proxy= param_no_proxy='
    for size in '' 0 m 10mb -1 1.5g '1
0'; do
        probe docker "$common param_log_size='$size' param_log_files=3 param_mtu=1400"
        says 'failed log_size: a size such as 10m is wanted'
    done
    for files in -3 0 1001 ''; do
        probe docker "$common param_log_size=10m param_log_files='$files' param_mtu=1400"
        says "failed log_files: a number from 1 to 1000 is wanted, not \`$files\`"
    done
    for mtu in -1 0 67 65536; do
        probe docker "$common param_log_size=10m param_log_files=3 param_mtu='$mtu'"
        says "failed mtu: a number from 68 to 65535 is wanted, not \`$mtu\`"
    done
    for age in -5 09; do
        probe update "param_max_age=$age"
        says "failed max_age: a number of hours is wanted, not \`$age\`"
    done
    probe update param_max_age=0 'upgrades() { :; }; wants'
    says 'differs a list of packages of the last 0 hours is missing'
}

@test "docker: a proxy's password is quoted for systemd" {
    probe docker '' 'differs "$(value "http://u:a\"b\\c\$d%e@p:1")"'
    says 'differs "http://u:a\\"b\\\\c\\$d%e@p:1"'
}

@test "npm: a version, the beginning of one, or a tag" {
    probe npm '' 'for package in x x@1 x@1.2 x@1.2.3 x@latest x@1x2 x@1.2.30 x@2 @s/x @s/x@1.2 @s/x@3; do
            package_name
            package_version=1.2.3
            ! package_matches || differs "$package"
        done'
    says 'differs x
differs x@1
differs x@1.2
differs x@1.2.3
differs x@latest
differs @s/x
differs @s/x@1.2'
}

@test "openldap: the password is in a file that nobody else finds" {
    mkdir "$T/tmp"
    export TMPDIR=$T/tmp
    probe openldap "export param_password='a b'" 'look() { differs "$(cat "$1") $(ls -A "$TMPDIR") $(stat -L -c %a "$1")"; }
        with_password look'
    says 'differs a b  600'
}

@test "npm and yeoman: packages that are named otherwise, and ranges, are refused" {
    local pretend='pkg() { :; }; data() { :; }; ensure() { :; }; wants'
    for package in left@17 left@17.3.1 @s/left@1.0.0-rc.1 left@latest left @s/left l.e_ft; do
        probe npm "param_registry= param_packages='$package'" "$pretend"
        says ''
    done
    for range in 'left@^1' 'left@~1.2' 'left@1.x' 'left@>=1' 'left@*' left@v1 left@ left@1.; do
        probe npm "param_registry= param_packages='$range'" "$pretend"
        says "failed packages: \`$range\`: a version such as 1.2.3, the beginning of one (1.2) or a tag is wanted, not a range"
        probe yeoman "param_version=5 param_generators='generator-$range'" "$pretend"
        says 'failed generators: a version, the beginning of one or a tag is wanted'
    done
    for package in -x 'a b' a/b ./a @s/a/b @s/..; do
        probe npm "param_registry= param_packages='$package'" "$pretend"
        says "failed packages: \`$package\` is neither NAME nor NAME@VERSION"
    done
    probe yeoman 'param_version=1.x param_generators=' "$pretend"
    says 'failed version: a version, the beginning of one or a tag is wanted'
}

@test "npm: what is there has the version that is wanted, or begins so" {
    mkdir -p "$T/modules/left" "$T/modules/generator-a"
    printf '{\n  "version": "17.3.1",\n  "x": {\n  "version": "1"\n  }\n}\n' | tee "$T/modules/left/package.json" >"$T/modules/generator-a/package.json"
    for row in '17 0' '17.3 0' '17.3.1 0' '1 1' '17.3.10 1' '18 1' 'latest 0'; do
        export WANTED=${row% *}
        probe yeoman '' 'yeoman_modules=$T/modules; yeoman_generator_split "generator-a@$WANTED"
            yeoman_generator_there; differs "$?"'
        says "differs ${row#* }"
    done
}

@test "haproxy: the page of statistics is not for everybody" {
    probe haproxy 'param_stats=8404 param_stats_address=127.0.0.1' 'differs "$(stats_part)"'
    says 'differs \nlisten stats\n    mode http\n    stats enable\n    stats uri /\n    bind 127.0.0.1:8404'
    probe haproxy 'param_stats=8404 param_stats_address="x y"' 'differs "$(stats_part)"'
    says 'failed stats_address: `x y` is not an address'
    probe haproxy 'param_stats=0' 'differs "$(stats_part)"'
    says 'differs '
}

# written RECIPE PARAMETERS PATH : what the recipe would write there, in $T/written
written() {
    export WRITTEN=$3
    probe "$1" "$2" 'pkg() { :; }
        service() { :; }
        listens() { :; }
        ensure() { :; }
        block() { :; }
        file() { [ "$1" != "$WRITTEN" ] || cat >"$T/written"; }
        wants'
    says ''
}

@test "haproxy: names that are not known at first are found later; several addresses for its statistics" {
    written haproxy "param_mode=http param_listen='80 web-1:8080,web-2.example.com:8080
443 10.0.0.1:443' param_check='/it is \"up\"' param_balance=first param_max_connections=9
        param_stats=8404 param_stats_address='127.0.0.1
::1'" /etc/haproxy/haproxy.cfg
    grep -q 'init-addr last,libc,none resolvers system resolve-prefer ipv4$' "$T/written"
    grep -A 1 '^resolvers system$' "$T/written" | grep -q parse-resolv-conf
    grep -q 'bind ::1:8404' "$T/written"
}

@test "proxy: a URL that others must not read, or that says more than they understand, is refused" {
    local rows=(
        'http://u:geheim@p:1|failed http: others would read the user and the password in the URL'
        '10.0.0.4:3128|failed http: `10.0.0.4:3128` is not http://HOST:PORT'
        'http://p:1/$(x)|failed http: `http://p:1/$(x)` has more than a host and a port'
        'http://p:1/"|failed http: `http://p:1/"` has more than a host and a port'
        'http://[fd00::4]:3128/|differs http://[fd00::4]:3128/'
        '|differs '
    )
    for row in "${rows[@]}"; do
        probe proxy "param_http=$(quoted "${row%%|*}")" 'url http "$param_http"; differs "$param_http"'
        says "${row#*|}"
    done
    probe proxy "param_no_proxy=$(lines a.example.com '10.0.0.0/8"')" 'each host "$param_no_proxy"'
    says 'failed no_proxy: `10.0.0.0/8"` is no host, domain or subnet'
    probe proxy "param_http='http://p:1
x' param_https= param_no_proxy="
    says 'failed http: one line is wanted'
}

@test "proxy: what is written, and where one of the URLs is missing" {
    local params
    params="param_http=http://p:1 param_https= param_no_proxy=$(lines localhost .example.com 10.0.0.0/8)"
    written proxy "$params" /etc/profile.d/lstacker-proxy.sh
    grep -qx "export HTTP_PROXY='http://p:1'" "$T/written"
    grep -qx "export no_proxy='localhost,.example.com,10.0.0.0/8'" "$T/written"
    run ! grep -i https_ "$T/written"
    written proxy "$params" /etc/apt/apt.conf.d/zz-lstacker-proxy
    diff "$T/written" - <<'APT'
// by LStacker
Acquire::http::Proxy "http://p:1";
Acquire::http::Proxy::localhost "DIRECT";
APT
    written proxy "param_http= param_https= param_no_proxy=" /etc/profile.d/lstacker-proxy.sh
    diff "$T/written" - <<<$'# by LStacker\n'
}

@test "docker: what a proxy is told is root's alone to read" {
    local params="param_mtu=1400 param_pools=10.0.0.0/16:24 param_mirrors= param_insecure_registries= param_log_size=10m
        param_log_files=3 param_http_proxy=http://u:geheim@p:1 param_https_proxy= param_no_proxy= param_metrics="
    written docker "$params" /etc/systemd/system/docker.service.d/lstacker.conf
    run ! grep geheim "$T/written"
    written docker "$params" /etc/docker/lstacker.env
    grep -qx 'HTTP_PROXY="http://u:geheim@p:1"' "$T/written"
}

@test "docker: metrics at an address that the machine has, at all if it is known by another, or none" {
    local params="param_mtu=1400 param_pools=10.0.0.0/16:24 param_mirrors= param_insecure_registries= param_log_size=10m
        param_log_files=3 param_http_proxy= param_https_proxy= param_no_proxy="
    for row in 127.0.0.1=127.0.0.1 203.0.113.77=0.0.0.0 =0.0.0.0 2001:db8::77=0.0.0.0; do
        written docker "$params param_metrics=9323 param_metrics_address=${row%=*}" /etc/docker/daemon.json
        [ "$(jq -r '."metrics-addr"' "$T/written")" = "${row#*=}:9323" ]
    done
    written docker "$params param_metrics= param_metrics_address=127.0.0.1" /etc/docker/daemon.json
    [ "$(jq 'has("metrics-addr")' "$T/written")" = false ]
    probe docker "$params param_metrics=9323 param_metrics_address='127.0.0.1\", \"x'" 'differs "$(metrics)"'
    [[ $said == 'failed metrics_address: '*' is not an address' ]]
}

@test "node-exporter: at its address, at all if the machine is known by another; in containers without their server's collectors" {
    mkdir "$T/bin"
    printf '#!/bin/sh\n[ -n "$IN_CONTAINER" ]\n' >"$T/bin/systemd-detect-virt"
    printf '#!/bin/sh\necho "  --[no-]collector.cpu  x\n  --collector.hwmon  x\n  --collector.xfs2 x\n  --collector.zfs x"\n' >"$T/bin/prometheus-node-exporter"
    chmod 755 "$T"/bin/*
    export PATH=$T/bin:$PATH
    for row in 127.0.0.1=127.0.0.1 203.0.113.77= =; do
        IN_CONTAINER='' written node-exporter "param_port=9100 param_listen=${row%=*}" /etc/default/prometheus-node-exporter
        grep -qx "ARGS=\"--web.listen-address=${row#*=}:9100\"" "$T/written"
    done
    IN_CONTAINER=yes written node-exporter "param_port=9100 param_listen=" /etc/default/prometheus-node-exporter
    grep -qx 'ARGS="--web.listen-address=:9100 --no-collector.hwmon --no-collector.zfs"' "$T/written"
    probe node-exporter 'param_port=9100 param_listen="x y"'
    [[ $said == *'failed listen: `x y` is not an address' ]]
}

@test "prometheus: a whole configuration and the targets besides; rules only if there are some" {
    local params='param_port=9090 param_retention=15d param_interval=15s'
    written prometheus "$params param_config= param_rules= param_targets=a:1" /etc/prometheus/prometheus.yml
    python3 - "$T/written" <<'PY'
import sys, yaml
c = yaml.safe_load(open(sys.argv[1]))
assert c["global"] == {"scrape_interval": "15s"} and "rule_files" not in c
assert [j["job_name"] for j in c["scrape_configs"]] == ["prometheus", "a:1"]
PY
    written prometheus "$params param_config='scrape_configs:
- job_name: \"\$(id)\"
' param_rules='groups: []
' param_targets=\"b=it's:1,c:2\"" /etc/prometheus/prometheus.yml
    cat "$T/written"
    [ "$(cat "$T/written")" = "scrape_configs:
- job_name: \"\$(id)\"
- job_name: 'b'
  static_configs:
  - targets:
    - 'it''s:1'
    - 'c:2'" ]
    written prometheus "$params param_config=x param_rules='groups: []
' param_targets=" /etc/prometheus/lstacker-rules.yml
    [ "$(cat "$T/written")" = 'groups: []' ]
    rm "$T/written"
    written prometheus "$params param_config= param_rules= param_targets=" /etc/prometheus/lstacker-rules.yml
    [ ! -e "$T/written" ]
}

# pem NAME... : $T/NAME.key and $T/NAME.crt
pem() {
    for each; do
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 9 -subj "/CN=$each" \
            -keyout "$T/$each.key" -out "$T/$each.crt" 2>/dev/null
    done
}

@test "expose: a certificate comes with its own key, and haproxy takes both" {
    PATH=$("$BATS_TEST_DIRNAME/../cli/haproxy/fetch"):$PATH
    pem a b
    cat "$T/a.crt" "$T/a.key" >"$T/good.pem"
    cat "$T/a.crt" "$T/b.key" >"$T/other.pem"
    openssl pkey -in "$T/a.key" -aes128 -passout pass:x -out "$T/locked.key"
    cat "$T/a.crt" "$T/locked.key" >"$T/locked.pem"
    { echo nothing && cat "$T/a.key"; } >"$T/no.pem"
    local check='name=www; given_good "$T/$WHICH.pem" && differs good'
    export WHICH
    for row in 'good|differs good' 'other|failed the key of www is not the one of its certificate' \
        'no|failed the certificate of www cannot be read' \
        'locked|failed the key of www is none that can be read: a private key is wanted, PEM, without a password'; do
        WHICH=${row%%|*}
        probe expose '' "$check"
        says "${row#*|}"
    done
}

@test "expose: a certificate that is made stays, unless it is for another name or ends soon" {
    mkdir -p "$T/made"
    probe expose '' 'files=$T; name=www.example.com; ! made_is || differs early
        made_make >/dev/null 2>&1; made_is && differs made
        name=example.com; ! made_is || differs other
        name=www.example.com; renewed=99999999; ! made_is || differs old
        renewed=1; chmod 640 "$T/made/www.example.com.pem"; ! made_is || differs open'
    says 'differs made'
    run -0 find "$T/made" -type f
    [ "$output" = "$T/made/www.example.com.pem" ]
    probe expose '' 'files=$T; made_drop "the certificate of www.example.com"'
    [ -z "$(ls "$T/made")" ]
}

@test "expose: what no name has any more is dropped, and nothing else" {
    mkdir -p "$T/given" "$T/made"
    touch "$T/given/a.pem" "$T/given/b.pem" "$T/made/c.pem" "$T/made/a.pem"
    probe expose "param_certificates=$(lines a x) param_self_signed=c" 'files=$T; ! gone || differs none; drop_strays; gone && differs gone'
    says 'differs gone'
    [ "$(cd "$T" && echo given/* made/*)" = 'given/a.pem made/c.pem' ]
}

@test "expose: a configuration that haproxy refuses is not taken" {
    PATH=$("$BATS_TEST_DIRNAME/../cli/haproxy/fetch"):$PATH
    printf 'frontend a\n    mode http\n    timeout client 1s\n    bind :80\n' >"$T/good.cfg"
    { cat "$T/good.cfg" && echo '    nonsense'; } >"$T/bad.cfg"
    probe expose '' 'config_good "$T/good.cfg" && differs good; config_good "$T/bad.cfg" || differs bad'
    says 'differs good
differs bad'
}

@test "names: who is asked, in which order, and not by a C library that asks all at once" {
    local common='param_server=10.1.0.9 param_fallback=10.255.252.1 param_domains="one.example.com
two.example.com" param_reverse=1.10.in-addr.arpa param_hosts='
    local all='differs # by LStacker\nsearch one.example.com two.example.com\nnameserver 10.1.0.9\n'
    probe names "$common" 'asks_all() { false; }; differs "$(resolv_conf)"'
    says "$all"'nameserver 10.255.252.1\noptions timeout:1 attempts:2'
    probe names "$common" 'asks_all() { true; }; differs "$(resolv_conf)"'
    says "$all"'options timeout:1 attempts:2'
    probe names "$common param_server='1.2.3.4 evil'"
    says 'failed server, fallback: `1.2.3.4 evil` is neither a name nor an address'
    probe names "$common param_domains='x
-y'"
    says 'failed domains, reverse: `-y` is neither a name nor an address'
}

@test "dns: tells which files of zones differ, are missing, or are for none" {
    mkdir "$T/zones"
    printf 'a\nb\n' >"$T/zones/db.same"
    printf 'a\n' >"$T/zones/db.short"
    printf 'a\nb\nc\n' >"$T/zones/db.long"
    printf 'a\n' >"$T/zones/db.gone"
    local text=$'; all of them\n;; db.same\na\nb\n;; db.short\na\nb\n;; db.long\na\nb\n;; db.missing\na\n'
    probe dns "param_named= param_zones=$(quoted "$text")" "zones=$T/zones; wants_zones"
    [ "$(sort <<<"$said")" = "$(printf '%s\n' "differs $T/zones/db.gone is for no zone" \
        "differs $T/zones/db."{long,missing,short}" has other content")" ]
}
