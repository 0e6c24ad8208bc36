#!/usr/bin/env bats
# Recipes on real containers: what Debian packages, one of the user's own, and ones that go wrong.
# The tests of this file follow one another.

bats_require_minimum_version 1.5.0
load helper

NAME=recipes
SECRET='s3cret of %s \ "q" '"it's"
SECRET2='another-pa$$word'
ONE=10.104.1.10
TWO=10.104.2.11
THREE=10.104.2.12

setup_file() {
    load helper
    write_stack
    on_stack "$NAME" sh -c 'umask 077; mkdir -p secrets; printf "%s\n" "$1" >secrets/password' sh "$SECRET"
    on_stack "$NAME" sh -c 'mkdir -p recipes; cat >recipes/motd' <<'SH'
# shellcheck shell=sh disable=SC2154
#: summary    Lines that greet, and a key that only root may read
#: platforms  debian ubuntu
#: param      lines list -- what is said
#: param      token secret -- of the key
#: port       ssh 22/tcp

wants() {
    file /etc/motd 0644 <<EOF
$param_lines
EOF
    file /etc/motd.key 0600 <<EOF
$param_token
EOF
}
SH
    for host in h20 h21; do
        snapshot "$host" >"$BATS_FILE_TMPDIR/$host.before"
    done
}

teardown_file() {
    load helper
    on_stack "$NAME" lstacker-run undo --yes || :
}

# write_stack [SED-SCRIPT]: the stack, edited; what was assigned stays
write_stack() {
    on master 'mkdir -p "/root/$1/keys" && cp /root/.ssh/id_ed25519.pub "/root/$1/keys/team.pub" &&
        cat >"/root/$1/lstacker.yaml"' "$NAME" < <(sed "${1-}" <<'YAML'
version: 1
name: recipes
ssh: {user: lab, authorized_keys: keys/team.pub}
networks:
  prod: {subnet: 10.104.0.0/16, domain: prod.example.com}
defaults:
  server: {platform: debian-12, datapath: netdev}
  container: {image: "local:lab/debian-12", networks: prod}
secrets:
  password: {file: secrets/password}
servers:
  h20: {address: 198.18.0.30, segment: 1}
  h21: {address: 198.18.0.31, segment: 2}
containers:
  one:
    server: h20
    suffix: 10
    recipes:
      - apache2: {port: 8080}
      - postgres: {database: shop, user: shop, password: !secret password}
      - npm
      - motd: {lines: ["first line", "it's \"second\" $(reboot)"], token: !secret password}
  two:
    server: h21
    suffix: 11
    recipes:
      - mariadb: {database: wiki, user: wiki, password: !secret password}
      - openldap: {password: !secret password}
      - etcd
      - openjdk
  three:
    server: h21
    suffix: 12
    recipes:
      - rabbit-mq: {user: shop, password: !secret password}
      - bind9
      - prometheus
      - haproxy: {listen: ["80 10.104.1.10:8080"]}
      - update
YAML
)
}

# what the events of a run say of each step: "STATE ID"
states() {
    jq -r 'select(.event == "step" and .state != "start" and .state != "ok") | .state + " " + .id' "$@" | sort -u
}

build() {
    on_stack "$NAME" lstackc build
}

# looks for the secrets in all that is kept and told: on the servers, in the containers, on the master
no_secret_in() { # HOST
    on "$1" '
        cat >/run/lab-patterns
        found=0
        for where in /var/lib/lstacker /run /var/log /tmp /root; do
            ! grep -rlFf /run/lab-patterns --exclude=lab-patterns "$where" 2>/dev/null || found=1
        done
        ! journalctl --no-pager -o cat | grep -Ff /run/lab-patterns || found=1
        ! { lxc list -f json; lxc config trust list; } 2>/dev/null | grep -Ff /run/lab-patterns || found=1
        for c in $(lxc list -f csv -c n); do
            ! lxc exec "$c" -- journalctl --no-pager -o cat | grep -Ff /run/lab-patterns || found=1
            lxc exec "$c" -- sh -c "cat >/run/lab-patterns; ! grep -rlFf /run/lab-patterns \
                --exclude=lab-patterns /var/log /tmp /run /root /var/lib/lstacker; s=\$?
                rm -f /run/lab-patterns; exit \$s" </run/lab-patterns || found=1
        done
        rm -f /run/lab-patterns
        exit $found' <<PATTERNS
$SECRET
$SECRET2
PATTERNS
}

@test "plan names every recipe, and changes nothing" {
    build
    run on_stack "$NAME" lstacker-run plan --json
    [ "$status" -eq 4 ]
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/plan.json"
    states "$BATS_FILE_TMPDIR/plan.json" | grep 'recipe-' >"$BATS_FILE_TMPDIR/planned"
    cat "$BATS_FILE_TMPDIR/planned"
    [ "$(wc -l <"$BATS_FILE_TMPDIR/planned")" -eq 14 ]
    for host in h20 h21; do
        snapshot "$host" | diff "$BATS_FILE_TMPDIR/$host.before" -
    done
}

@test "apply does just that, and shows no secret to who looks at processes" {
    for host in h20 h21; do
        on "$host" 'rm -f /run/lab-ps; setsid sh -c "while [ ! -e /run/lab-ps.end ]; do
            cat /proc/[0-9]*/cmdline 2>/dev/null | tr \"\\0\" \" \" >>/run/lab-ps; echo >>/run/lab-ps; sleep 0.2; done" \
            >/dev/null 2>&1 </dev/null &'
    done
    run on_stack "$NAME" lstacker-run apply --yes --json
    for host in h20 h21; do on "$host" ': >/run/lab-ps.end'; done
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/apply.json"
    jq -r 'select(.event == "log") | .line' "$BATS_FILE_TMPDIR/apply.json" | tail -n 20
    [ "$status" -eq 0 ]
    diff <(changed_ids "$BATS_FILE_TMPDIR/plan.json") <(changed_ids "$BATS_FILE_TMPDIR/apply.json")
    sleep 0.5
    for host in h20 h21; do
        [ "$(on "$host" 'wc -l </run/lab-ps')" -gt 20 ]
        run ! on "$host" 'grep -F -e "$1" -e "s3cret of" /run/lab-ps' "$SECRET"
        on "$host" 'rm -f /run/lab-ps /run/lab-ps.end'
    done
}

@test "each of them serves, also over the overlay" {
    [[ $(in_container h21 two curl -sS -m 10 "http://$ONE:8080/") == *Apache* ]]
    in_container h20 one env "PGPASSWORD=$SECRET" psql -h "$ONE" -U shop -c 'CREATE TABLE t (i int)' shop
    in_container h21 two env "MYSQL_PWD=$SECRET" mariadb -h "$TWO" -u wiki -e 'CREATE TABLE t (i int)' wiki
    in_container h21 two ldapsearch -x -H ldap://localhost -b dc=prod,dc=example,dc=com -LLL dn || false
    in_container h21 two etcdctl --endpoints "http://$TWO:2379" put key value
    in_container h21 two java -version
    in_container h20 one npm --version
    in_container h21 three rabbitmqctl authenticate_user shop "$SECRET"
    in_container h20 one curl -sS -m 10 "http://$THREE:9090/-/ready"
    in_container h20 one sh -c "dig +short +time=3 @$THREE localhost || getent ahosts localhost" || false
    [[ $(in_container h20 one curl -sS -m 10 "http://$THREE/") == *Apache* ]]
    [ "$(in_container h20 one cat /etc/motd)" = "first line
it's \"second\" \$(reboot)" ]
    [ "$(in_container h20 one cat /etc/motd.key)" = "$SECRET" ]
    [ "$(in_container h20 one stat -c '%a %U' /etc/motd.key)" = '600 root' ]
}

@test "a second apply changes nothing" {
    run on_stack "$NAME" lstacker-run plan --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/noop.json"
    states "$BATS_FILE_TMPDIR/noop.json"
    [ "$status" -eq 0 ]
    run on_stack "$NAME" lstacker-run apply --yes
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *"0 changed"* ]]
}

@test "what was stopped by hand is started again, and that alone" {
    in_container h20 one systemctl stop apache2
    run on_stack "$NAME" lstacker-run plan --json
    [ "$status" -eq 4 ]
    [ "$(printf '%s\n' "$output" | states)" = 'differs recipe-one--apache2' ]
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    [ "$(printf '%s\n' "$output" | states)" = 'changed recipe-one--apache2' ]
    in_container h20 one systemctl is-active apache2
}

@test "a parameter, a secret and an item of a list that change: their recipes are applied, no other" {
    write_stack 's/port: 8080/port: 8081/; s/1.10:8080/1.10:8081/'
    build
    run on_stack "$NAME" lstacker-run plan --json
    [ "$(printf '%s\n' "$output" | states | tr '\n' ' ')" = \
        'differs recipe-one--apache2 differs recipe-three--haproxy ' ]
    on_stack "$NAME" sh -c 'printf "%s\n" "$1" >secrets/password' sh "$SECRET2"
    run on_stack "$NAME" lstacker-run apply --yes --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/changed.json"
    jq -r 'select(.event == "log") | .line' "$BATS_FILE_TMPDIR/changed.json" | tail -n 20
    [ "$status" -eq 0 ]
    [ "$(states "$BATS_FILE_TMPDIR/changed.json" | sed 's/.*recipe-//' | tr '\n' ' ')" = \
        'one--apache2 one--motd one--postgres three--haproxy three--rabbit-mq two--mariadb two--openldap ' ]
    in_container h20 one env "PGPASSWORD=$SECRET2" psql -h "$ONE" -U shop -c 'SELECT * FROM t' shop
    in_container h21 two env "MYSQL_PWD=$SECRET2" mariadb -h "$TWO" -u wiki -e 'SELECT * FROM t' wiki
    # Debian's wrapper of rabbitmqctl expands `$` in arguments.
    in_container h21 three rabbitmqctl authenticate_user shop <<<"$SECRET2"
    [[ $(in_container h21 two curl -sS -m 10 "http://$THREE/") == *Apache* ]]
    run on_stack "$NAME" lstacker-run plan
    [ "$status" -eq 0 ]
}

@test "no secret is in a file, log, journal or build directory that it has no business in" {
    for host in h20 h21; do
        no_secret_in "$host"
    done
    run ! on_stack "$NAME" grep -rF -e "$SECRET" -e "$SECRET2" -e 's3cret of' build
    run ! grep -F -e 's3cret of' -e 'another-pa' "$BATS_FILE_TMPDIR"/*.json
}

@test "a recipe that fails, one that hangs, one that is not so afterwards: told at their lines, the rest goes on" {
    on_stack "$NAME" sh -c 'cat >recipes/fails' <<'SH'
#: summary    Fails
#: platforms  any
apply() { echo 'the last words'; false; }
probe() { differs 'never made'; }
SH
    on_stack "$NAME" sh -c 'cat >recipes/hangs' <<'SH'
#: summary    Hangs
#: platforms  any
#: timeout    3
apply() { echo 'begins to wait'; sleep 1000; }
probe() { differs 'never made'; }
SH
    on_stack "$NAME" sh -c 'cat >recipes/never' <<'SH'
#: summary    Never so
#: platforms  any
apply() { :; }
probe() { differs 'it is still so'; }
SH
    write_stack 's/port: 8080/port: 8082/; s/1.10:8080/1.10:8082/
        s/^      - npm/      - fails\n&/; s/^      - openjdk/      - hangs\n&/; s/^      - update/      - never\n&/'
    build
    run on_stack "$NAME" lstacker-run apply --yes
    echo "$output"
    [ "$status" -ne 0 ]
    [[ $output == *"recipe fails"* && $output == *"the last words"* ]]
    [[ $output == *"gave up after 3 seconds"* ]]
    [[ $output == *"it is still so"* ]]
    for recipe in fails hangs never; do
        line=$(on_stack "$NAME" grep -n "^      - $recipe" lstacker.yaml | cut -d: -f1)
        [[ $output == *"lstacker.yaml:$line:"* ]]
    done
    # what stands before it in the same container, and other containers, were done
    [[ $(in_container h21 three curl -sS -m 10 "http://$ONE:8082/") == *Apache* ]]
    run ! in_container h21 two pgrep -f 'sleep 1000'
}

@test "what is no longer listed is undone, and what holds data only with --prune" {
    write_stack 's/port: 8080/port: 8082/; s/1.10:8080/1.10:8082/; /- bind9/d; /- postgres:/d'
    build
    run on_stack "$NAME" lstacker-run apply --yes --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/less.json"
    [ "$status" -eq 0 ]
    states "$BATS_FILE_TMPDIR/less.json"
    states "$BATS_FILE_TMPDIR/less.json" | grep -x 'removed recipe-three--bind9'
    states "$BATS_FILE_TMPDIR/less.json" | grep -x 'held recipe-one--postgres'
    run ! in_container h21 three sh -c 'dpkg-query -W -f "\${Status}" bind9 | grep "ok installed"'
    in_container h20 one systemctl is-active postgresql
    run on_stack "$NAME" lstacker-run apply --yes --prune --json
    [ "$status" -eq 0 ]
    printf '%s\n' "$output" | states | grep -x 'removed recipe-one--postgres'
    run ! in_container h20 one test -e /var/lib/postgresql
}

@test "a container made anew has all its recipes again" {
    on h21 'lxc delete -f three'
    run on_stack "$NAME" lstacker-run plan --json
    printf '%s\n' "$output" >"$BATS_FILE_TMPDIR/anew.json"
    states "$BATS_FILE_TMPDIR/anew.json" | sed 's/.* //' | tr '\n' ' '
    [ "$(states "$BATS_FILE_TMPDIR/anew.json" | sed 's/.* //' | tr '\n' ' ')" = \
        'lxd-instance-three recipe-three--haproxy recipe-three--prometheus recipe-three--rabbit-mq recipe-three--update ' ]
    run on_stack "$NAME" lstacker-run apply --yes --json
    [ "$status" -eq 0 ]
    diff <(changed_ids "$BATS_FILE_TMPDIR/anew.json") <(printf '%s\n' "$output" | changed_ids)
}

@test "undo leaves nothing" {
    run on_stack "$NAME" lstacker-run undo --yes
    echo "$output"
    [ "$status" -eq 0 ]
    for host in h20 h21; do
        snapshot "$host" | diff "$BATS_FILE_TMPDIR/$host.before" -
    done
}
