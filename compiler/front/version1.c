/* The keys of the language, version 1: one table a section. */
#include <stddef.h>
#include <string.h>

#include "base/platform.h"
#include "front/table.h"

#define COUNT(array)    (sizeof(array) / sizeof *(array))
#define AT(type, field) .offset = offsetof(struct type, field)

static const char *const protocols[] = {"vxlan", "gre", NULL};
static const char *const topologies[] = {"mesh", "star", NULL};
const char *const ast_datapaths[] = {"system", "netdev", NULL};
static const char *const no_key[] = {"none", NULL};
const char *const ast_drivers[] = {"dir", "btrfs", "lvm", "zfs", NULL};

static const struct key ssh_keys[] = {
    {"user", &type_user, AT(ast_ssh, user), .doc = "the user on the servers and in the containers"},
    {"private_key", &type_identity, AT(ast_ssh, private_key),
     .doc = "the key file by which the master reaches the servers"},
    {"port", &type_number, AT(ast_ssh, port), 0, 1, 65535, .doc = "the servers' ssh port"},
    {"authorized_keys", &type_paths, AT(ast_ssh, authorized_keys),
     .doc = "files of public keys that may log in to every container and bootstrapped server"},
};
static const struct section ssh = {"`ssh`", sizeof(struct ast_ssh), ssh_keys, COUNT(ssh_keys)};

static const struct key overlay_keys[] = {
    {"protocol", &type_choice, AT(ast_overlay, protocol), .words = protocols,
     .doc = "how frames travel between servers: vxlan or gre"},
    {"topology", &type_choice, AT(ast_overlay, topology), .words = topologies,
     .doc = "a tunnel between any two servers (mesh), or all through one (star)"},
    {"hub", &type_name, AT(ast_overlay, hub), .doc = "the server in the middle of the star"},
    {"underlay_mtu", &type_number, AT(ast_overlay, underlay_mtu), 0, 576, 65535,
     .doc = "the MTU between the servers"},
    {"key", &type_tunnel_key, AT(ast_overlay, key), 0, 0, 16777215, .words = no_key,
     .doc = "the tunnels' key (VNI): a number, or `none` with gre"},
    {"dst_port", &type_number, AT(ast_overlay, dst_port), 0, 1, 65535,
     .doc = "the UDP port of VXLAN"},
};
static const struct section overlay = {"`overlay`", sizeof(struct ast_overlay), overlay_keys,
                                       COUNT(overlay_keys)};

static const struct key network_keys[] = {
    {"subnet", &type_subnet, AT(ast_network, subnet), KEY_REQUIRED,
     .doc = "its addresses, such as 10.100.0.0/16"},
    {"domain", &type_domain, AT(ast_network, domain), .doc = "the DNS domain of its containers"},
    {"vlan", &type_number, AT(ast_network, vlan), 0, 1, 4094,
     .doc = "its VLAN on the bridge; assigned when left out"},
};
static const struct section network = {"a network", sizeof(struct ast_network), network_keys,
                                       COUNT(network_keys)};

static const struct key storage_keys[] = {
    {"driver", &type_choice, AT(ast_storage, driver), .words = ast_drivers,
     .doc = "the driver of the storage pool that LStacker makes"},
    {"pool", &type_name, AT(ast_storage, pool),
     .doc = "an existing storage pool to use instead of making one"},
};
static const struct section storage = {"`storage`", sizeof(struct ast_storage), storage_keys,
                                       COUNT(storage_keys)};

static const struct key underlay_keys[] = {
    {"interface", &type_interface, AT(ast_underlay, interface),
     .doc = "the server's network card, such as eth0"},
    {"prefix", &type_number, AT(ast_underlay, prefix), 0, 1, 128,
     .doc = "length of the prefix of the server's own subnet; without it, DHCP is used"},
    {"gateway", &type_address, AT(ast_underlay, gateway), .doc = "the server's default gateway"},
    {"nameservers", &type_addresses, AT(ast_underlay, nameservers),
     .doc = "addresses of the server's name servers"},
};
static const struct section underlay = {"`underlay`", sizeof(struct ast_underlay), underlay_keys,
                                        COUNT(underlay_keys)};

static const struct key server_keys[] = {
    {"address", &type_address, AT(ast_server, address), KEY_REQUIRED | KEY_NO_DEFAULT,
     .doc = "its address, by which the master and the other servers reach it"},
    {"platform", &type_choice, AT(ast_server, platform), .words = platform_names,
     .doc = "its operating system"},
    {"segment", &type_number, AT(ast_server, segment), KEY_NO_DEFAULT, 0, 65535,
     .doc = "the third octet of its containers' addresses"},
    {"master", &type_bool, AT(ast_server, master), KEY_NO_DEFAULT,
     .doc = "this server is the machine that lstacker-run runs on: no ssh"},
    {"datapath", &type_choice, AT(ast_server, datapath), .words = ast_datapaths,
     .doc = "Open vSwitch in the kernel (system) or in a process (netdev)"},
    {"storage", &type_section, AT(ast_server, storage), .section = &storage,
     .doc = "where its containers are stored"},
    {"underlay", &type_section, AT(ast_server, underlay), .section = &underlay,
     .doc = "how a fresh machine configures its own network, for its cloud-init"},
    {"nat_subnet", &type_subnet, AT(ast_server, nat_subnet),
     .doc = "addresses of the NAT bridge; chosen apart from all networks when left out"},
    {"ssh", &type_section, AT(ast_server, ssh), .section = &ssh,
     .doc = "what differs from `ssh` at the top for this server"},
};
static const struct section server = {"a server", sizeof(struct ast_server), server_keys,
                                      COUNT(server_keys)};

static const struct key limit_keys[] = {
    {"memory", &type_memory, AT(ast_limits, memory), .doc = "such as 512MiB or 4GiB"},
    {"cpu", &type_cpu, AT(ast_limits, cpu), .doc = "how many processors, or which"},
    {"processes", &type_number, AT(ast_limits, processes), 0, 1, 10000000,
     .doc = "how many processes"},
};
static const struct section limits = {"`limits`", sizeof(struct ast_limits), limit_keys,
                                      COUNT(limit_keys)};

static const struct key container_keys[] = {
    {"server", &type_name, AT(ast_container, server), KEY_REQUIRED, .doc = "the server it runs on"},
    {"image", &type_image, AT(ast_container, image),
     .doc = "what it is made from: ubuntu/24.04, debian/12, or REMOTE:ALIAS"},
    {"networks", &type_nics, AT(ast_container, networks),
     .doc = "the networks it is on: the first is eth1, the next eth2"},
    {"suffix", &type_number, AT(ast_container, suffix), KEY_NO_DEFAULT, 0, 65535,
     .doc = "its number in the segment: the last octet of its addresses"},
    {"address", &type_address, AT(ast_container, address), KEY_NO_DEFAULT,
     .doc = "its address in that of its networks whose subnet holds it"},
    {"count", &type_number, AT(ast_container, count), KEY_NO_DEFAULT, 1, 1000,
     .doc = "how many of it: NAME-1, NAME-2, ..."},
    {"ports", &type_ports, AT(ast_container, ports), KEY_NO_DEFAULT,
     .doc = "ports of the server that lead to it"},
    {"limits", &type_section, AT(ast_container, limits), .section = &limits,
     .doc = "how much of the server it may use"},
    {"config", &type_config, AT(ast_container, config),
     .doc = "further settings, passed to the container manager as they are"},
    {"authorized_keys", &type_paths, AT(ast_container, authorized_keys),
     .doc = "files of public keys that may log in to it besides those of `ssh`"},
    {"jump_box", &type_later, .doc = "people reach the stack through it"},
    {"recipes", &type_later, .doc = "what runs in it"},
    {"docker", &type_later, .doc = "Docker runs in it"},
    {"compose", &type_later, .doc = "compose files deployed in it"},
};
static const struct section container = {"a container", sizeof(struct ast_container),
                                         container_keys, COUNT(container_keys)};

static const struct key default_keys[] = {
    {"container", &type_section, AT(ast_defaults, container), KEY_HOLDS_DEFAULTS,
     .section = &container, .doc = "for every container"},
    {"server", &type_section, AT(ast_defaults, server), KEY_HOLDS_DEFAULTS, .section = &server,
     .doc = "for every server"},
};
static const struct section defaults = {"`defaults`", sizeof(struct ast_defaults), default_keys,
                                        COUNT(default_keys)};

static const struct key root_keys[] = {
    {"version", &type_version, AT(ast, version), KEY_REQUIRED, 1, 1,
     .doc = "version of the language: 1"},
    {"name", &type_name, AT(ast, name), KEY_REQUIRED, .doc = "the name of the stack"},
    {"ssh", &type_section, AT(ast, ssh), .section = &ssh, .doc = "how servers are reached"},
    {"overlay", &type_section, AT(ast, overlay), .section = &overlay,
     .doc = "how the servers' containers are joined"},
    {"networks", &type_entries, AT(ast, networks), .section = &network,
     .doc = "virtual networks that span all servers, apart from one another"},
    {"servers", &type_entries, AT(ast, servers), KEY_REQUIRED, .section = &server,
     .doc = "the machines"},
    {"defaults", &type_section, AT(ast, defaults), .section = &defaults,
     .doc = "what applies where nothing else is written"},
    {"containers", &type_entries, AT(ast, containers), .section = &container,
     .doc = "the containers"},
    {"proxy", &type_later, .doc = "HTTP proxy"},
    {"include", &type_later, .doc = "further files"},
    {"expose", &type_later, .doc = "what the world reaches"},
    {"dns", &type_later, .doc = "name service"},
    {"monitoring", &type_later, .doc = "monitoring"},
    {"swarm", &type_later, .doc = "Docker Swarm"},
    {"secrets", &type_later, .doc = "secrets"},
    {"bootstrap", &type_later, .doc = "how servers start"},
};
static const struct section root = {"the file", sizeof(struct ast), root_keys, COUNT(root_keys)};

/* Is this a file of the alpha, which had all under one key? */
static bool is_version_0(const struct node *n)
{
    for (size_t i = 0; i < n->count; i++)
        if (strcmp(n->entries[i].key->text, "lstack") == 0)
            return true;
    return false;
}

static void require_keys(struct reader *r, const struct section *s, const struct ast_entries *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct ast_entry *item = (void *)((char *)all->items + i * s->size);

        section_require(r, s, item->at, item);
    }
}

static void inherit_defaults(struct reader *r, struct ast *ast)
{
    struct ast_server *servers = ast->servers.items;
    struct ast_container *containers = ast->containers.items;

    for (size_t i = 0; i < ast->servers.count; i++) {
        section_inherit(r, &server, &servers[i], &ast->defaults.server);
        section_inherit(r, &ssh, &servers[i].ssh, &ast->ssh);
    }
    for (size_t i = 0; i < ast->containers.count; i++)
        section_inherit(r, &container, &containers[i], &ast->defaults.container);
}

struct ast *ast_read(struct diags *diags, const struct node *n)
{
    struct reader r = {.arena = diags->arena, .diags = diags};
    struct ast *ast = arena_new(diags->arena, struct ast);

    if (n->kind != NODE_MAPPING) {
        diag_help(diag_report(diags, L0102, n->at, "the file must be a mapping, not %s",
                              node_describe(n)),
                  "begin with `version: 1`");
        return ast;
    }
    if (is_version_0(n)) {
        diag_help(diag_report(diags, L0124, n->at, "this is a file of LStacker 0 (`lstack:`)"),
                  "write it as version 1; docs/language.md shows the keys");
        return ast;
    }
    section_read(&r, &root, n, false, ast);
    section_require(&r, &root, n->at, ast);
    inherit_defaults(&r, ast);
    require_keys(&r, &network, &ast->networks);
    require_keys(&r, &server, &ast->servers);
    require_keys(&r, &container, &ast->containers);
    return ast;
}
