/* The keys of version 0: one table a section, and the types that only it has. */
#include "version0/keys.h"

#include <string.h>

#include "base/ascii.h"

/* Any text of one line. */
static void read_text0(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "text") || !clean_text(r, n))
        return;
    if (strpbrk(n->text, "\n\t") != NULL)
        diag_help(
            diag_report(r->diags, L0115, n->at, "`%s` cannot hold a newline or a tab", key->name),
            "write it on one line");
    else if (*n->text == '\0')
        diag_help(diag_report(r->diags, L0114, n->at, "`%s` has no value", key->name), "%s: %s",
                  key->name, key->doc);
    else
        *(struct ast_text *)to = (struct ast_text){n->at, n->text};
}

/* Text that no message may show, not even one about something else on its line. */
static void read_password(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (n->kind == NODE_SCALAR)
        diags_veil(r->diags, n->at);
    read_text0(r, key, n, to);
}

/* Reads an octet at `*p` and moves on. -1 if there is none. */
static int read_octet(const char **p)
{
    size_t digits = strspn(*p, DIGIT);
    int value = 0;

    if (digits < 1 || digits > 3 || (**p == '0' && digits > 1))
        return -1;
    for (; digits > 0; digits--)
        value = value * 10 + *(*p)++ - '0';
    return value <= 255 ? value : -1;
}

/* 10.100: the network 10.100.0.0/16. */
static void read_octets(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_text *subnet = to;
    const char *p = n->text;
    int first, second = -1;

    if (!want_scalar(r, key, n, "the first two octets of addresses"))
        return;
    first = read_octet(&p);
    if (first >= 0 && *p == '.') {
        p++;
        second = read_octet(&p);
    }
    if (second >= 0 && *p == '\0') {
        subnet->at = n->at;
        subnet->text = arena_printf(r->arena, "%d.%d.0.0/16", first, second);
    } else if (second >= 0 && *p == '.') {
        diag_help(diag_report(r->diags, L0134, n->at, "`%s` is more than two octets", n->text),
                  "write `%d.%d`: the network is %d.%d.0.0/16", first, second, first, second);
    } else {
        diag_help(diag_report(r->diags, L0134, n->at, "`%s` is not two octets", n->text),
                  "write the first two octets of the network's addresses, such as `10.100`, each "
                  "from 0 to 255");
    }
}

/* 16.04, 7, 6.5 */
static void read_release(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t digits, more;

    if (!want_scalar(r, key, n, "the number of a release"))
        return;
    digits = strspn(n->text, DIGIT);
    more = n->text[digits] == '.' ? strspn(n->text + digits + 1, DIGIT) : 0;
    if (digits >= 1 && digits <= 4 && more <= 4 &&
        n->text[digits + (more > 0 ? more + 1 : 0)] == '\0')
        *(struct ast_text *)to = (struct ast_text){n->at, n->text};
    else
        diag_help(
            diag_report(r->diags, L0135, n->at, "`%s` is not the number of a release", n->text),
            "write such as `16.04` with ubuntu, `7` with centos");
}

static void read_networks0(struct reader *r, const struct key *key, const struct node *n, void *to);
static void read_servers0(struct reader *r, const struct key *key, const struct node *n, void *to);

static const struct key_type type_text0 = {"text", sizeof(struct ast_text), read_text0, NULL,
                                           .pattern = NULL};
static const struct key_type type_password = {"password", sizeof(struct ast_text), read_password,
                                              NULL, .pattern = NULL};
static const struct key_type type_octets = {"two octets", sizeof(struct ast_text), read_octets,
                                            NULL, .pattern = NULL};
static const struct key_type type_release = {"release", sizeof(struct ast_text), read_release, NULL,
                                             .pattern = NULL};
static const struct key_type type_networks0 = {"networks", sizeof(struct networks0), read_networks0,
                                               NULL, .pattern = NULL};
static const struct key_type type_servers0 = {"servers", sizeof(struct servers0), read_servers0,
                                              NULL, .pattern = NULL};

static const char *const lxd_word[] = {"lxd", NULL};
static const char *const omd_word[] = {"omd", NULL};
static const char *const distros[] = {"ubuntu", "centos", NULL};

static const struct key ssh_keys[] = {
    {"public_keys", &type_list, AT(ssh0, public_keys), KEY_ONE_OR_MORE, .item = &type_path,
     .doc = "a file or a list of files of public keys, installed in every container"},
    {"private_key_file", &type_identity, AT(ssh0, private_key_file),
     .doc = "the key file by which the master reaches the servers"},
    {"username", &type_user, AT(ssh0, username), .doc = "the user on the servers"},
};
static const struct section ssh = {SECTION("`ssh`", ssh0, ssh_keys)};

static const struct key proxy_keys[] = {
    {"state", &type_bool, AT(proxy0, state), KEY_REQUIRED, .doc = "yes or no"},
    {"http_url", &type_url, AT(proxy0, http_url), .doc = "the proxy for http"},
    {"https_url", &type_url, AT(proxy0, https_url), .doc = "the proxy for https"},
};
static const struct section proxy = {SECTION("`proxy`", proxy0, proxy_keys)};

static const struct key lxd_keys[] = {
    {"password", &type_password, AT(lxd0, password), .doc = "LXD's trust password"},
};
static const struct section lxd = {SECTION("`lxd`", lxd0, lxd_keys)};

static const struct key monitoring_keys[] = {
    {"type", &type_choice, AT(monitoring0, type), KEY_REQUIRED, .words = omd_word, .doc = "omd"},
    {"server", &type_text0, AT(monitoring0, server), KEY_REQUIRED,
     .doc = "the server of the container that monitors"},
    {"container", &type_text0, AT(monitoring0, container), KEY_REQUIRED,
     .doc = "the container that monitors"},
    {"network", &type_text0, AT(monitoring0, network), KEY_REQUIRED,
     .doc = "the network whose hosts are monitored"},
    {"name", &type_identifier, AT(monitoring0, name), .doc = "the site"},
};
static const struct section monitoring = {SECTION("`monitoring`", monitoring0, monitoring_keys)};

static const struct key ldap_keys[] = {
    {"password", &type_password, AT(ldap0, password), .doc = "the administrator's password"},
    {"domain", &type_domain, AT(ldap0, domain), .doc = "the directory's domain"},
    {"organisation", &type_text0, AT(ldap0, organisation), .doc = "the directory's organisation"},
};
static const struct section ldap = {SECTION("`ldap`", ldap0, ldap_keys)};

static const struct key salt_keys[] = {
    {"master", &type_text0, AT(salt0, master), .doc = "host name of the Salt master"},
};
static const struct section salt = {SECTION("`salt`", salt0, salt_keys)};

static const struct key centos_keys[] = {
    {"root_password_default", &type_password, AT(centos0, root_password_default),
     .doc = "root's password in centos containers"},
};
static const struct section centos = {SECTION("`centos`", centos0, centos_keys)};

static const struct key network_keys[] = {
    {"network", &type_octets, AT(network0, network), KEY_REQUIRED,
     .doc = "the first two octets of its addresses, such as 10.100"},
    {"domain", &type_domain, AT(network0, domain), .doc = "the DNS domain of its containers"},
};
static const struct section network = {SECTION("a network", network0, network_keys)};

static const struct key networks_keys[] = {
    {"names", &type_list0, AT(networks0, names), KEY_REQUIRED, .doc = "the list of networks"},
    {"master_switch_server", &type_text0, AT(networks0, master_switch_server), KEY_REQUIRED,
     .doc = "the server in the middle of the star of tunnels"},
};
static const struct section networks = {SECTION("`networks`", networks0, networks_keys)};

static const struct key server_keys[] = {
    {"type", &type_choice, AT(server0, type), .words = lxd_word, .doc = "lxd"},
    {"name", &type_text0, AT(server0, name),
     .doc = "`local` for the master itself, else the name of the LXD remote"},
    {"ip", &type_address, AT(server0, ip), KEY_REQUIRED,
     .doc = "its address, by which the master and the other servers reach it"},
    {"ip_segment", &type_number, AT(server0, ip_segment), KEY_REQUIRED, 0, 255,
     .doc = "the third octet of its containers' addresses"},
};
static const struct section server = {SECTION("a server", server0, server_keys)};

static const struct key servers_keys[] = {
    {"names", &type_list0, AT(servers0, names), KEY_REQUIRED, .doc = "the list of servers"},
};
static const struct section servers = {SECTION("`servers`", servers0, servers_keys)};

static const struct key container_keys[] = {
    {"host", &type_text0, AT(container0, host), .doc = "its host name"},
    {"networks", &type_list0, AT(container0, networks),
     .doc = "the networks it is on: the first is eth1, the next eth2"},
    {"ip_suffix", &type_number, AT(container0, ip_suffix), KEY_REQUIRED, 0, 255,
     .doc = "the last octet of its addresses"},
    {"linux_distro", &type_choice, AT(container0, linux_distro), KEY_REQUIRED, .words = distros,
     .doc = "ubuntu or centos"},
    {"distro_version", &type_release, AT(container0, distro_version), KEY_REQUIRED,
     .doc = "its release, such as 16.04"},
    {"lxd_profiles", &type_list0, AT(container0, lxd_profiles), .doc = "a list of LXD profiles"},
    {"recipies", &type_list0, AT(container0, recipies), .doc = "the list of what runs in it"},
};
static const struct section container = {SECTION("a container", container0, container_keys)};

static const struct key port_keys[] = {
    {"container", &type_text0, AT(port0, container), KEY_REQUIRED,
     .doc = "the container that the port leads to"},
    {"source_port", &type_number, AT(port0, source_port), KEY_REQUIRED, 1, 65535,
     .doc = "the server's port"},
    {"target_port", &type_number, AT(port0, target_port), KEY_REQUIRED, 1, 65535,
     .doc = "the container's port"},
    {"source_dev", &type_interface, AT(port0, source_dev),
     .doc = "the server's network card, such as eth0"},
};
static const struct section port = {SECTION("a port", port0, port_keys)};

static const struct key hosting_keys[] = {
    {"ports", &type_list0, AT(hosting0, ports), .doc = "the list of ports that lead to containers"},
    {"hosts", &type_list0, AT(hosting0, hosts), .doc = "the list of its containers"},
};
static const struct section hosting = {SECTION("a server's section", hosting0, hosting_keys)};

static const struct key root_keys[] = {
    {"ssh", &type_section, AT(stack0, ssh), .section = &ssh, .doc = "how servers are reached"},
    {"proxy", &type_section, AT(stack0, proxy), .section = &proxy, .doc = "the HTTP proxy"},
    {"lxd", &type_section, AT(stack0, lxd), .section = &lxd, .doc = "LXD's settings"},
    {"monitoring", &type_section, AT(stack0, monitoring), .section = &monitoring,
     .doc = "the host that monitors"},
    {"ldap", &type_section, AT(stack0, ldap), .section = &ldap, .doc = "for openldap"},
    {"salt", &type_section, AT(stack0, salt), .section = &salt, .doc = "for salt-minion"},
    {"centos", &type_section, AT(stack0, centos), .section = &centos, .doc = "for centos"},
    {"networks", &type_networks0, AT(stack0, networks),
     .doc = "`names:` and a section for each network"},
    {"servers", &type_servers0, AT(stack0, servers), KEY_REQUIRED,
     .doc = "`names:` and a section for each server"},
};
static const struct section root = {SECTION("`lstack`", stack0, root_keys)};

/* Nothing is no section. Other things than mappings are reported. */
static bool want_mapping(struct reader *r, const struct key *key, const struct node *n)
{
    if (n->kind != NODE_MAPPING && !node_is_null(n))
        wrong_type(r, key, n, "a mapping");
    return n->kind == NODE_MAPPING;
}

static void read_networks0(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct networks0 *all = to;
    struct mixed m;

    if (!want_mapping(r, key, n))
        return;
    m = mixed_open(r, &networks, n, all);
    all->items = arena_alloc(r->arena, all->names.count * sizeof *all->items);
    for (size_t i = 0; i < all->names.count && !diags_full(r->diags); i++)
        mixed_read(&m, &network, "names", &all->names.items[i], false, &all->items[i].entry);
    mixed_close(&m, "`names`", NULL);
}

static void read_servers0(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct servers0 *all = to;
    struct mixed m;

    if (node_is_null(n))
        (void)want_scalar(r, key, n, "a mapping");
    if (node_is_null(n) || !want_mapping(r, key, n))
        return;
    m = mixed_open(r, &servers, n, all);
    all->items = arena_alloc(r->arena, all->names.count * sizeof *all->items);
    for (size_t i = 0; i < all->names.count && !diags_full(r->diags); i++)
        mixed_read(&m, &server, "names", &all->names.items[i], false, &all->items[i].entry);
    if (all->names.at.line != 0 && all->names.count == 0 && !all->names.incomplete) {
        all->names.incomplete = true;
        diag_help(diag_report(r->diags, L0103, all->names.at, "`names` is empty"),
                  "a stack has at least one server");
    }
    mixed_close(&m, "`names`", NULL);
}

/* The containers and ports of a server. */
static void read_hosting(struct reader *r, const struct node *n, struct server0 *to)
{
    const struct list0 *hosts = &to->hosting.hosts, *ports = &to->hosting.ports;
    struct mixed m = mixed_open(r, &hosting, n, &to->hosting);

    to->containers = arena_alloc(r->arena, hosts->count * sizeof *to->containers);
    for (size_t i = 0; i < hosts->count && !diags_full(r->diags); i++) {
        to->containers[i].server = to;
        mixed_read(&m, &container, "hosts", &hosts->items[i], true, &to->containers[i].entry);
    }
    to->ports = arena_alloc(r->arena, ports->count * sizeof *to->ports);
    for (size_t i = 0; i < ports->count && !diags_full(r->diags); i++) {
        to->ports[i].server = to;
        mixed_read(&m, &port, "ports", &ports->items[i], false, &to->ports[i].entry);
    }
    mixed_close(&m, "`hosts` (or `ports`)", NULL);
}

void stack0_read(struct reader *r, const struct node *n, struct stack0 *to)
{
    static const struct list0 unknown = {.incomplete = true};
    struct mixed m = mixed_open(r, &root, n, to);
    const struct list0 *names = &to->servers.names;

    for (size_t i = 0; i < names->count && !diags_full(r->diags); i++) {
        const struct node *section = mixed_take(&m, &names->items[i]);
        const struct key row = {.name = names->items[i].text,
                                .doc = "a mapping with `hosts` and `ports`"};

        if (section != NULL && want_mapping(r, &row, section))
            read_hosting(r, section, &to->servers.items[i]);
        else if (section != NULL && !node_is_null(section))
            to->servers.items[i].hosting.hosts.incomplete = true;
    }
    mixed_close(&m, "`servers.names`", names->at.line == 0 ? &unknown : names);
}
