/* The keys of the language, version 1: one table a section. */
#include "front/version1.h"
#include "base/platform.h"

const char *const ast_protocols[] = {[PROTOCOL_VXLAN] = "vxlan", [PROTOCOL_GRE] = "gre", NULL};
const char *const ast_datapaths[] = {"system", "netdev", NULL};
const char *const ast_drivers[] = {"dir", "btrfs", "lvm", "zfs", NULL};
const char *const ast_monitoring_types[] = {
    [MONITORING_PROMETHEUS] = "prometheus", [MONITORING_CHECKMK] = "checkmk", NULL};
const char *const ast_balances[] = {"roundrobin", "leastconn", "source", NULL};
static const char *const topologies[] = {[TOPOLOGY_MESH] = "mesh", [TOPOLOGY_STAR] = "star", NULL};
static const char *const modes[] = {[EXPOSE_HTTP] = "http", [EXPOSE_TCP] = "tcp", NULL};
static const char *const no_key[] = {"none", NULL};

static const struct key ssh_keys[] = {
    {"user", &type_user, AT(ast_ssh, user), .doc = "the user on the servers and in the containers",
     .preset = "as your ssh says; `ubuntu` in containers"},
    {"private_key", &type_identity, AT(ast_ssh, private_key),
     .doc = "the key file by which the master reaches the servers", .preset = "as your ssh says"},
    {"port", &type_number, AT(ast_ssh, port), 0, 1, 65535, .doc = "the servers' ssh port",
     .preset = "as your ssh says"},
    {"authorized_keys", &type_list, AT(ast_ssh, authorized_keys), KEY_ONE_OR_MORE,
     .item = &type_path,
     .doc = "files of public keys that may log in to every container and bootstrapped server",
     .preset = "none"},
};
const struct section version1_ssh = {SECTION("`ssh`", ast_ssh, ssh_keys)};

static const struct key overlay_keys[] = {
    {"protocol", &type_choice, AT(ast_overlay, protocol), .words = ast_protocols,
     .doc = "how frames travel between servers: vxlan or gre", .preset = "`vxlan`"},
    {"topology", &type_choice, AT(ast_overlay, topology), .words = topologies,
     .doc = "a tunnel between any two servers (mesh), or all through one (star)",
     .preset = "`mesh`"},
    {"hub", &type_name, AT(ast_overlay, hub), .doc = "the server in the middle of the star",
     .preset = "required in a star"},
    {"underlay_mtu", &type_number, AT(ast_overlay, underlay_mtu), 0, 576, 65535,
     .doc = "the MTU between the servers", .preset = "1500"},
    {"key", &type_tunnel_key, AT(ast_overlay, key), 0, 0, 16777215, .words = no_key,
     .doc = "the tunnels' key (VNI): a number, or `none` with gre",
     .preset = "from the stack's name"},
    {"dst_port", &type_number, AT(ast_overlay, dst_port), 0, 1, 65535,
     .doc = "the UDP port of VXLAN", .preset = "4789"},
};
static const struct section overlay = {SECTION("`overlay`", ast_overlay, overlay_keys)};

static const struct key network_keys[] = {
    {"subnet", &type_subnet, AT(ast_network, subnet), KEY_REQUIRED,
     .doc = "its addresses, such as 10.100.0.0/16"},
    {"domain", &type_domain, AT(ast_network, domain), .doc = "the DNS domain of its containers",
     .preset = "none"},
    {"vlan", &type_number, AT(ast_network, vlan), 0, 1, 4094,
     .doc = "its VLAN on the bridge; assigned when left out", .preset = "assigned from 101 on"},
};
const struct section version1_network = {SECTION("a network", ast_network, network_keys)};

static const struct key storage_keys[] = {
    {"driver", &type_choice, AT(ast_storage, driver), .words = ast_drivers,
     .doc = "the driver of the storage pool that LStacker makes", .preset = "`dir`"},
    {"pool", &type_name, AT(ast_storage, pool),
     .doc = "an existing storage pool to use instead of making one", .preset = "one is made"},
};
static const struct section storage = {SECTION("`storage`", ast_storage, storage_keys)};

static const struct key underlay_keys[] = {
    {"interface", &type_interface, AT(ast_underlay, interface),
     .doc = "the server's network card, such as eth0", .preset = "whatever card there is"},
    {"prefix", &type_number, AT(ast_underlay, prefix), 0, 1, 128,
     .doc = "length of the prefix of the server's own subnet; without it, DHCP is used",
     .preset = "DHCP"},
    {"gateway", &type_address, AT(ast_underlay, gateway), .doc = "the server's default gateway",
     .preset = "none"},
    {"nameservers", &type_list, AT(ast_underlay, nameservers), .item = &type_address,
     .doc = "addresses of the server's name servers", .preset = "none"},
};
static const struct section underlay = {SECTION("`underlay`", ast_underlay, underlay_keys)};

static const struct key server_keys[] = {
    {"address", &type_address, AT(ast_server, address), KEY_REQUIRED | KEY_NO_DEFAULT,
     .doc = "its address, by which the master and the other servers reach it"},
    {"platform", &type_choice, AT(ast_server, platform), .words = platform_names,
     .doc = "its operating system", .preset = "`ubuntu-24.04`"},
    {"segment", &type_number, AT(ast_server, segment), KEY_NO_DEFAULT, 0, 65535,
     .doc = "the third octet of its containers' addresses", .preset = "0"},
    {"master", &type_bool, AT(ast_server, master), KEY_NO_DEFAULT,
     .doc = "this server is the machine that lstacker-run runs on: no ssh", .preset = "`false`"},
    {"datapath", &type_choice, AT(ast_server, datapath), .words = ast_datapaths,
     .doc = "Open vSwitch in the kernel (system) or in a process (netdev)", .preset = "`system`"},
    {"storage", &type_section, AT(ast_server, storage), .section = &storage,
     .doc = "where its containers are stored", .preset = "a pool of directories"},
    {"underlay", &type_section, AT(ast_server, underlay), .section = &underlay,
     .doc = "how a fresh machine configures its own network, for its cloud-init", .preset = "DHCP"},
    {"nat_subnet", &type_subnet, AT(ast_server, nat_subnet),
     .doc = "addresses of the NAT bridge; chosen apart from all networks when left out",
     .preset = "10.255.252.0/22, or another that meets nothing"},
    {"ssh", &type_section, AT(ast_server, ssh), .section = &version1_ssh,
     .doc = "what differs from `ssh` at the top for this server", .preset = "as `ssh` at the top"},
    {"docker", &type_bool, AT(ast_server, docker), .doc = "Docker runs on the server itself",
     .preset = "`false`"},
    {"recipes", &type_list, AT(ast_server, recipes), .item = &type_recipe,
     .doc = "what is installed on the server itself, in this order", .preset = "nothing"},
};
const struct section version1_server = {SECTION("a server", ast_server, server_keys)};

static const struct key limit_keys[] = {
    {"memory", &type_memory, AT(ast_limits, memory), .doc = "such as 512MiB or 4GiB",
     .preset = "none"},
    {"cpu", &type_cpu, AT(ast_limits, cpu), .doc = "how many processors, or which",
     .preset = "none"},
    {"processes", &type_number, AT(ast_limits, processes), 0, 1, 10000000,
     .doc = "how many processes", .preset = "none"},
};
static const struct section limits = {SECTION("`limits`", ast_limits, limit_keys)};

static const struct key container_keys[] = {
    {"server", &type_list, AT(ast_container, server), KEY_REQUIRED | KEY_ONE_OR_MORE,
     .item = &type_name, .doc = "the server it runs on; several share those of `count` in turn"},
    {"image", &type_image, AT(ast_container, image),
     .doc = "what it is made from: ubuntu/24.04, debian/12, or REMOTE:ALIAS",
     .preset = "`ubuntu/24.04`"},
    {"networks", &type_nics, AT(ast_container, networks),
     .doc = "the networks it is on: the first is eth1, the next eth2", .preset = "none"},
    {"suffix", &type_number, AT(ast_container, suffix), KEY_NO_DEFAULT, 0, 65535,
     .doc = "its number in the segment: the last octet of its addresses",
     .preset = "assigned: 10 to 254, then 1 to 9"},
    {"address", &type_address, AT(ast_container, address), KEY_NO_DEFAULT,
     .doc = "its address in that of its networks whose subnet holds it", .preset = "assigned"},
    {"count", &type_number, AT(ast_container, count), KEY_NO_DEFAULT, 1, 1000,
     .doc = "how many of it: NAME-1, NAME-2, ...", .preset = "one, without a number"},
    {"ports", &type_list, AT(ast_container, ports), KEY_NO_DEFAULT, .item = &type_port,
     .doc = "ports of the server that lead to it", .preset = "none"},
    {"limits", &type_section, AT(ast_container, limits), .section = &limits,
     .doc = "how much of the server it may use", .preset = "none"},
    {"config", &type_config, AT(ast_container, config),
     .doc = "further settings, passed to the container manager as they are", .preset = "none"},
    {"authorized_keys", &type_list, AT(ast_container, authorized_keys), KEY_ONE_OR_MORE,
     .item = &type_path, .doc = "files of public keys that may log in to it besides those of `ssh`",
     .preset = "none"},
    {"recipes", &type_list, AT(ast_container, recipes), .item = &type_recipe,
     .doc = "what is installed in it, in this order", .preset = "nothing"},
    {"docker", &type_bool, AT(ast_container, docker), .doc = "Docker runs in it",
     .preset = "`false`"},
    {"compose", &type_list, AT(ast_container, compose), KEY_ONE_OR_MORE, .item = &type_path,
     .doc = "compose files whose services run in it; needs `docker`", .preset = "none"},
    {"jump_box", &type_bool, AT(ast_container, jump_box), KEY_NO_DEFAULT,
     .doc = "people reach the stack through it", .preset = "`false`"},
};
const struct section version1_container = {SECTION("a container", ast_container, container_keys)};

static const struct key default_keys[] = {
    {"container", &type_section, AT(ast_defaults, container), KEY_HOLDS_DEFAULTS,
     .section = &version1_container, .doc = "for every container", .preset = "nothing"},
    {"server", &type_section, AT(ast_defaults, server), KEY_HOLDS_DEFAULTS,
     .section = &version1_server, .doc = "for every server", .preset = "nothing"},
};
static const struct section defaults = {SECTION("`defaults`", ast_defaults, default_keys)};

static const struct key proxy_keys[] = {
    {"http", &type_url, AT(ast_proxy, http), .doc = "for http://: http://10.0.0.4:3128",
     .preset = "none"},
    {"https", &type_url, AT(ast_proxy, https), .doc = "for https://", .preset = "none"},
    {"no_proxy", &type_list, AT(ast_proxy, no_proxy), .item = &type_unproxied,
     .doc = "hosts, domains and subnets besides the stack's own that are reached without it",
     .preset = "none"},
};
static const struct section proxy = {SECTION("`proxy`", ast_proxy, proxy_keys)};

static const struct key tls_keys[] = {
    {"certificate", &type_path, AT(ast_tls, certificate),
     .doc = "file of the certificate and those between it and the root, PEM",
     .preset = "required without `self_signed`"},
    {"key", &type_secret, AT(ast_tls, key), .doc = "the secret that holds its private key, PEM",
     .preset = "required with `certificate`"},
    {"self_signed", &type_bool, AT(ast_tls, self_signed),
     .doc = "make a certificate that nobody trusts, for a start", .preset = "`false`"},
};
static const struct section tls = {SECTION("`tls`", ast_tls, tls_keys)};

static const struct key expose_keys[] = {
    {"to", &type_target, AT(ast_expose, to), KEY_REQUIRED,
     .doc = "the container that answers, with `count` all of it; or STACK/SERVICE of the swarm"},
    {"port", &type_number, AT(ast_expose, port), 0, 1, 65535,
     .doc = "the port that it listens on; of a service, one that it publishes",
     .preset = "required; of a service, the only one that it publishes"},
    {"mode", &type_choice, AT(ast_expose, mode), .words = modes,
     .doc = "by host name and path (http), or all of a port (tcp)", .preset = "`http`"},
    {"listen", &type_number, AT(ast_expose, listen), 0, 1, 65535,
     .doc = "the port that the world uses", .preset = "80, 443 with `tls`; in mode tcp, `port`"},
    {"path", &type_url_path, AT(ast_expose, path), .doc = "only what is below this path",
     .preset = "`/`"},
    {"check", &type_url_path, AT(ast_expose, check),
     .doc = "a path whose answer tells that the container is well",
     .preset = "it takes connections"},
    {"on", &type_list, AT(ast_expose, on), KEY_ONE_OR_MORE, .item = &type_name,
     .doc = "the containers that haproxy runs in", .preset = "the jump-box"},
    {"tls", &type_section, AT(ast_expose, tls), .section = &tls, .doc = "encrypted, and how",
     .preset = "in clear"},
    {"redirect", &type_bool, AT(ast_expose, redirect), .doc = "send http:// to https://",
     .preset = "`true` with `tls`"},
    {"max_connections", &type_number, AT(ast_expose, max_connections), 0, 1, 1000000,
     .doc = "at most so many at a time to each container", .preset = "no limit"},
    {"weights", &type_weights, AT(ast_expose, weights),
     .doc = "how much of it each container of `to` gets, in proportion: `{web-1: 10, web-2: 90}`",
     .preset = "all alike; 1 for one that is left out"},
    {"balance", &type_choice, AT(ast_expose, balance), .words = ast_balances,
     .doc =
         "which container is next: in turn, the one with the fewest connections, by the client's "
         "address",
     .preset = "`roundrobin`"},
    {"proxy_protocol", &type_bool, AT(ast_expose, proxy_protocol),
     .doc = "tell the container the client's address by the PROXY protocol", .preset = "`false`"},
};
const struct section version1_expose = {SECTION("an entry of `expose`", ast_expose, expose_keys),
                                        .names = &type_domain};

static const struct key dns_keys[] = {
    {"on", &type_name, AT(ast_dns, on), KEY_REQUIRED, .doc = "the container that answers"},
    {"forward", &type_list, AT(ast_dns, forward), KEY_ONE_OR_MORE, .item = &type_address,
     .doc = "name servers for the rest of the world", .preset = "those of its server"},
};
static const struct section dns = {SECTION("`dns`", ast_dns, dns_keys)};

static const struct key monitoring_keys[] = {
    {"type", &type_choice, AT(ast_monitoring, type), KEY_REQUIRED, .words = ast_monitoring_types,
     .doc = "prometheus or checkmk"},
    {"on", &type_name, AT(ast_monitoring, on), KEY_REQUIRED, .doc = "the container that watches"},
    {"network", &type_name, AT(ast_monitoring, network), KEY_REQUIRED,
     .doc = "the network over which it watches the others"},
    {"site", &type_identifier, AT(ast_monitoring, site), .doc = "name of the Checkmk site",
     .preset = "the stack's name, as far as a site can have it"},
    {"retention", &type_duration, AT(ast_monitoring, retention),
     .doc = "how long Prometheus keeps what it measured", .preset = "`15d`"},
};
static const struct section monitoring = {SECTION("`monitoring`", ast_monitoring, monitoring_keys)};

static const struct key swarm_keys[] = {
    {"network", &type_name, AT(ast_swarm, network), .doc = "the network over which the nodes talk",
     .preset = "the only one that they share"},
    {"managers", &type_list, AT(ast_swarm, managers), KEY_REQUIRED | KEY_ONE_OR_MORE,
     .item = &type_name, .doc = "containers or servers that decide: an odd number"},
    {"workers", &type_list, AT(ast_swarm, workers), KEY_ONE_OR_MORE, .item = &type_name,
     .doc = "containers or servers that only work", .preset = "none"},
    {"labels", &type_labels, AT(ast_swarm, labels),
     .doc = "labels of nodes, by which services say where they want to run",
     .preset = "`lstacker.server`, the name of its server"},
    {"stacks", &type_files, AT(ast_swarm, stacks),
     .doc = "compose files that are deployed, by their names", .preset = "none"},
};
static const struct section swarm = {SECTION("`swarm`", ast_swarm, swarm_keys)};

static const struct key secret_keys[] = {
    {"file", &type_path, AT(ast_secret, file), .doc = "the file on the master that holds it",
     .preset = "one of the three"},
    {"env", &type_variable, AT(ast_secret, env),
     .doc = "the environment variable of lstacker-run that holds it", .preset = "one of the three"},
    {"command", &type_command, AT(ast_secret, command),
     .doc = "the command that prints it, run by sh on the master", .preset = "one of the three"},
};
const struct section version1_secret = {SECTION("a secret", ast_secret, secret_keys),
                                        .names = &type_identifier};

static const struct key root_keys[] = {
    {"version", &type_version, AT(ast, version), KEY_REQUIRED, 1, 1,
     .doc = "version of the language: 1"},
    {"name", &type_name, AT(ast, name), KEY_REQUIRED, .doc = "the name of the stack"},
    {"include", &type_list, AT(ast, include), KEY_ONE_OR_MORE, .item = &type_path,
     .doc = "further files of this stack, such as `servers.yaml`", .preset = "none"},
    {"ssh", &type_section, AT(ast, ssh), .section = &version1_ssh, .doc = "how servers are reached",
     .preset = "your own ssh configuration"},
    {"proxy", &type_section, AT(ast, proxy), .section = &proxy,
     .doc = "the HTTP proxy that containers and servers use", .preset = "none"},
    {"overlay", &type_section, AT(ast, overlay), .section = &overlay,
     .doc = "how the servers' containers are joined", .preset = "VXLAN, mesh"},
    {"networks", &type_entries, AT(ast, networks), .section = &version1_network,
     .doc = "virtual networks that span all servers, apart from one another", .preset = "none"},
    {"servers", &type_entries, AT(ast, servers), KEY_REQUIRED, .section = &version1_server,
     .doc = "the machines"},
    {"defaults", &type_section, AT(ast, defaults), .section = &defaults,
     .doc = "what applies where nothing else is written", .preset = "nothing"},
    {"containers", &type_entries, AT(ast, containers), .section = &version1_container,
     .doc = "the containers", .preset = "none"},
    {"expose", &type_entries, AT(ast, expose), .section = &version1_expose,
     .doc = "what the world reaches, by host name", .preset = "nothing"},
    {"dns", &type_section, AT(ast, dns), .section = &dns, .doc = "name service for the networks",
     .preset = "none"},
    {"monitoring", &type_section, AT(ast, monitoring), .section = &monitoring,
     .doc = "who watches over all", .preset = "none"},
    {"swarm", &type_section, AT(ast, swarm), .section = &swarm, .doc = "Docker Swarm",
     .preset = "none"},
    {"secrets", &type_entries, AT(ast, secrets), .section = &version1_secret,
     .doc = "where secrets come from; used as `!secret NAME`", .preset = "none"},
    {"bootstrap", &type_bootstrap, AT(ast, bootstrap), .doc = "how fresh servers get their bundles",
     .preset = "`push`"},
};
const struct section version1_root = {SECTION("the file", ast, root_keys)};
