#!/usr/bin/env bats
# What lstackc tells Prometheus and Checkmk, given to the programs that read it.

bats_require_minimum_version 1.5.0
load helper

setup_file() {
    local stack
    promtool=$("${root:?}/tests/cli/promtool/fetch")
    export promtool
    # A build writes its lock beside the source: build copies.
    cp -R "$root"/tests/stacks "$BATS_FILE_TMPDIR/stacks"
    for stack in monitoring checkmk; do
        (cd "$BATS_FILE_TMPDIR/stacks/$stack" && "$LSTACKC" build -o "$BATS_FILE_TMPDIR/$stack" >/dev/null 2>&1 &&
            "$LSTACKC" show >"$BATS_FILE_TMPDIR/$stack.json" 2>/dev/null) || return 1
    done
    mkdir "$BATS_FILE_TMPDIR/prometheus"
    # Its rules stand beside it here.
    sed 's|/etc/prometheus/||' "$BATS_FILE_TMPDIR/monitoring/servers/one/files/recipes/prometheus.config" \
        >"$BATS_FILE_TMPDIR/prometheus/prometheus.yml"
    cp "$BATS_FILE_TMPDIR/monitoring/servers/one/files/recipes/prometheus.rules" "$BATS_FILE_TMPDIR/prometheus/lstacker-rules.yml"
}

setup() {
    cd "$BATS_FILE_TMPDIR/prometheus" || return 1
}

# build_small YAML : what a container `a` and a server `one` get with this monitoring and more
build_small() {
    enter_small_stack
    printf '%s\n' "$1" >>lstacker.yaml
    "$LSTACKC" build >out 2>&1 || { cat out && return 1; }
}

@test "promtool takes prometheus.yml and its rules" {
    run "$promtool" check config prometheus.yml
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *'1 rule files found'* && $output == *' rules found'* ]]
    # the one that is refused shows that it looks
    sed 's/up == 0/up ==/' lstacker-rules.yml >"$BATS_TEST_TMPDIR/bad.yml"
    run ! "$promtool" check rules "$BATS_TEST_TMPDIR/bad.yml"
}

@test "Prometheus asks each one at its own address, by its own name, and nobody else" {
    python3 - ../monitoring.json <<'PY'
import json, sys, yaml
ir = json.load(open(sys.argv[1]))
config = yaml.safe_load(open("prometheus.yml"))
jobs = {j["job_name"]: [(t, s["labels"]) for s in j["static_configs"] for t in s["targets"]]
        for j in config["scrape_configs"]}
assert config["global"]["scrape_interval"] == "30s"
assert list(jobs) == ["prometheus", "node", "haproxy", "docker"], list(jobs)

def addresses():
    for name, c in ir["containers"].items():
        for i in c["interfaces"]:
            if i["network"] == "management":
                yield name, i["address"], "container", c["server"]
    for name, s in ir["servers"].items():
        yield name, s["address"], "server", name
def targets(names, port):
    return [(f"{address}:{port.get(name, port[None])}", dict(instance=name, kind=kind, server=server, stack="watched"))
            for name, address, kind, server in addresses() if name in names]
assert jobs["prometheus"] == [("localhost:9090", dict(instance="gate", kind="container", server="one", stack="watched"))]
assert jobs["node"] == targets(["gate", "web-1", "web-2", "box", "odd", "one", "two"], {None: 9100, "odd": 9101}), jobs["node"]
assert jobs["haproxy"] == targets(["gate"], {None: 8404})
assert jobs["docker"] == targets(["box", "two"], {None: 9323})
PY
}

@test "who is asked listens where he is asked" {
    local steps=$BATS_FILE_TMPDIR/monitoring/servers
    grep -A 2 'resource recipe odd node-exporter' "$steps"/one/steps/61-recipes-odd.sh | grep 'param listen 10.100.1.12'
    grep 'param port 9101' "$steps"/one/steps/61-recipes-odd.sh
    grep -A 2 "resource recipe '-' node-exporter" "$steps"/two/steps/60-server-recipes.sh | grep 'param listen 192.0.2.2'
    grep 'param metrics_address 10.100.2.11' "$steps"/two/steps/61-recipes-box.sh
    run ! grep -l node-exporter "$steps"/*/steps/61-recipes-far.sh "$steps"/*/steps/61-recipes-apart.sh
}

# alert NAME EXPECTED SERIES : SERIES, lines of NAME VALUES, in an hour of which an alert is told at the end, or not
alert() {
    local series values
    {
        printf 'rule_files: [%s]\nevaluation_interval: 15s\ntests:\n- interval: 15s\n  input_series:\n' \
            "$PWD/lstacker-rules.yml"
        while read -r series values; do
            printf '  - series: %s\n    values: "%s"\n' "'$series'" "$values"
        done <<<"$3"
        printf '  alert_rule_test:\n  - eval_time: %s\n    alertname: %s\n    exp_alerts: %s\n' "${4-30m}" "$1" "$2"
    } >"$BATS_TEST_TMPDIR/test.yml"
    "$promtool" test rules "$BATS_TEST_TMPDIR/test.yml" || { cat "$BATS_TEST_TMPDIR/test.yml" && false; }
}

@test "InstanceDown is told after 30 seconds, by the names of the stack, and ends when it is back" {
    local web='up{instance="web-2",job="node",kind="container",server="h2"}'
    local told='[{exp_labels: {severity: critical, instance: web-2, job: node, kind: container, server: h2},
        exp_annotations: {summary: web-2 does not answer,
        description: node of the container web-2 on h2 has not answered for 30 seconds.}}]'
    alert InstanceDown '[]' "$web 1 1 0 0 1" 45s
    alert InstanceDown "$told" "$web 1 1 0 0 0 0 1 1" 60s
    alert InstanceDown "$told" "$web 1 1 0 0 0 0 1 1" 75s
    alert InstanceDown '[]' "$web 1 1 0 0 0 0 1 1" 90s
    alert InstanceDown '[]' "$web 1x200"
}

@test "a disk is nearly full, unless it cannot be written or is none" {
    local labels='{instance="one",kind="server",server="one",mountpoint="/",device="/dev/vda1",fstype="ext4"}' file=node_filesystem_
    local full="${file}avail_bytes$labels 5x200
${file}size_bytes$labels 100x200
${file}readonly$labels 0x200"
    alert DiskNearlyFull '[{exp_labels: {severity: warning, instance: one, kind: server, server: one, mountpoint: /, device: /dev/vda1, fstype: ext4},
        exp_annotations: {summary: / of one is nearly full,
        description: 5% of / (/dev/vda1) are left in the server one on one.}}]' "$full"
    alert DiskNearlyFull '[]' "${full/5x200/11x200}"
    alert DiskNearlyFull '[]' "${full/ 0x200/ 1x200}"
    alert DiskNearlyFull '[]' "${full//ext4/tmpfs}"
    alert DiskNearlyFull '[]' "${full/5x200/50x190 5x10}" 49m
}

@test "memory, load of servers, their clocks" {
    local of='instance="one",kind="server",server="one"'
    alert MemoryNearlyFull '[{exp_labels: {severity: warning, instance: one, kind: server, server: one},
        exp_annotations: {summary: one has hardly any memory left,
        description: 4% of its memory are available in the server one on one.}}]' \
        "node_memory_MemAvailable_bytes{$of} 4x200
node_memory_MemTotal_bytes{$of} 100x200"
    alert MemoryNearlyFull '[]' "node_memory_MemAvailable_bytes{$of} 6x200
node_memory_MemTotal_bytes{$of} 100x200"
    local two="node_cpu_seconds_total{$of,cpu=\"0\",mode=\"idle\"} 0+1x200
node_cpu_seconds_total{$of,cpu=\"0\",mode=\"user\"} 0+1x200
node_cpu_seconds_total{$of,cpu=\"1\",mode=\"idle\"} 0+1x200"
    alert LoadHigh '[{exp_labels: {severity: warning, instance: one, kind: server, server: one},
        exp_annotations: {summary: one has more to do than it can,
        description: "For 15 minutes, 3 tasks have waited for each processor of the server one."}}]' \
        "node_load5{$of} 6x200
$two"
    alert LoadHigh '[]' "node_load5{$of} 3x200
$two"
    alert LoadHigh '[]' "node_load5{${of//\"server\"/\"container\"}} 6x200
${two//\"server\"/\"container\"}"
    alert ClockSkew '[{exp_labels: {severity: warning, instance: one, kind: server, server: one},
        exp_annotations: {summary: The clock of one is wrong,
        description: The clock of the server one is 10s off the one that watches it.}}]' \
        "node_time_seconds{$of} -10+15x200"
    alert ClockSkew '[]' "node_time_seconds{$of} 1+15x200"
}

@test "a name that haproxy serves has no server left; a page of statistics never had one" {
    local of='{instance="gate",proxy="www"}'
    local down="haproxy_backend_active_servers$of 0x200
haproxy_backend_backup_servers$of 0x200
haproxy_server_weight{instance=\"gate\",proxy=\"www\",server=\"web-1\"} 1x200
haproxy_server_weight{instance=\"gate\",proxy=\"www\",server=\"web-2\"} 1x200"
    alert BackendDown '[{exp_labels: {severity: critical, instance: gate, proxy: www},
        exp_annotations: {summary: www has no server left,
        description: None of the servers of www in haproxy of gate is up.}}]' "$down"
    alert BackendDown '[]' "${down/_backup_servers$of 0/_backup_servers$of 1}"
    alert BackendDown '[]' "${down/_active_servers$of 0/_active_servers$of 1}"
    alert BackendDown '[]' "$(head -n 2 <<<"$down")"
}

@test "without Docker, haproxy or servers of another kind there is no empty job" {
    build_small 'monitoring: {type: prometheus, on: a, network: dev}'
    run grep job_name build/servers/one/files/recipes/prometheus.config
    [ "$output" = '- job_name: prometheus
- job_name: node' ]
    grep -q 'scrape_interval: 15s' build/servers/one/files/recipes/prometheus.config
    grep -q 'param retention 15d' build/servers/one/steps/61-recipes-a.sh
}

@test "what the user tells Prometheus goes before what is implied" {
    build_small 'defaults: {container: {recipes: [{prometheus: {port: 9999, retention: 1d, rules: "groups: []"}}]}}
monitoring: {type: prometheus, on: a, network: dev, retention: 30d}'
    grep -q 'localhost:9999' build/servers/one/files/recipes/prometheus.config
    grep -q 'param retention 1d' build/servers/one/steps/61-recipes-a.sh
    grep -q "param rules 'groups: \[\]'" build/servers/one/steps/61-recipes-a.sh
    # b lists it, too, and is not the one that watches
    grep -q "param config ''" build/servers/two/steps/61-recipes-b.sh
}

@test "a node exporter of one's own, for another platform, is taken and asked" {
    enter_small_stack
    mkdir recipes
    printf '#: summary    Mine\n#: platforms  any\n#: port       node-exporter 9999/tcp\nwants() { :; }\n' >recipes/node-exporter
    sed -i 's/  b: {/  b: {image: images:rockylinux\/9\/cloud, /' lstacker.yaml
    echo 'monitoring: {type: prometheus, on: a, network: dev}' >>lstacker.yaml
    run "$LSTACKC" build
    [[ $output != *warning* ]]
    grep -q "10.100.2.10:9999" build/servers/one/files/recipes/prometheus.config
}

@test "Checkmk's hosts are Python that says who is where, and has an agent" {
    python3 - ../checkmk.json "$BATS_FILE_TMPDIR/checkmk/servers/one/files/recipes/checkmk-hosts.hosts" <<'PY'
import json, sys
ir = json.load(open(sys.argv[1]))
# As a site finds them, with what others have written.
site = dict(all_hosts=["other"], ipaddresses={"other": "192.0.2.7"}, ipv6addresses={}, host_tags={}, host_labels={})
exec(compile(open(sys.argv[2], encoding="utf-8").read(), "lstacker.mk", "exec"), site)
assert site["all_hosts"] == ["other", "watch", "web-1", "web-2", "plain", "one"], site["all_hosts"]
want = {"other": "192.0.2.7"}
for name, c in ir["containers"].items():
    for i in c["interfaces"]:
        if i["network"] == "management":
            want[name] = i["address"]
assert site["ipaddresses"] == want
assert site["ipv6addresses"] == {"one": "2001:db8::1"}
assert {h: t["agent"] for h, t in site["host_tags"].items()} == {
    "watch": "no-agent", "web-1": "cmk-agent", "web-2": "cmk-agent", "plain": "no-agent", "one": "cmk-agent"}
assert {t["site"] for t in site["host_tags"].values()} == {ir["monitoring"]["site"]} == {"odd_name_of_a_st"}
assert site["host_labels"]["web-2"] == {"lstacker/kind": "container", "lstacker/server": "two", "lstacker/stack": ir["name"]}
PY
}

@test "omd and the hosts have one name for the site, whoever says it" {
    local omd='omd: {version: 2.4.0p18, sha256: 0, password: !secret x'
    local rest='secrets: {x: {env: X}}'
    for row in "site: one_name}|}|one_name" "}|, site: other_name}|other_name" "site: same}|, site: same}|same"; do
        IFS='|' read -r of_section of_recipe name <<<"$row"
        rm -rf "$BATS_TEST_TMPDIR/stack"
        build_small "$rest
defaults: {container: {recipes: [{$omd$of_recipe}]}}
monitoring: {type: checkmk, on: a, network: dev, ${of_section/#\}/\}}"
        [ "$(grep -c "param site $name " build/servers/one/steps/61-recipes-a.sh)" -eq 2 ]
    done
}
