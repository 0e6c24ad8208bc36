/* The hosts of a Checkmk site: Python, as the site itself would write it. */
#include "backends/monitoring/monitoring.h"
#include "base/buf.h"

/* A host, as far as the file tells of it. All of these texts are names and addresses: letters,
 * digits, dashes, dots, colons. None of them needs more than quotes. */
struct host {
    const char *name, *address, *kind, *server;
    bool ipv6, agent;
};

struct hosts {
    const struct ir *ir;
    struct host *items;
    size_t count;
};

/* Containers of the network, with the agent or without: these are pinged. */
static void gather_containers(struct hosts *all, struct arena *a)
{
    const struct ir *ir = all->ir;

    for (size_t i = 0; i < ir->container_count; i++) {
        const struct ir_container *c = &ir->containers[i];
        const struct ir_nic *nic = monitoring_nic(ir, c);

        if (nic != NULL)
            all->items[all->count++] =
                (struct host){c->name,     ipv4_text(a, nic->address),
                              "container", c->server->name,
                              false,       monitoring_recipe(&c->recipes, "check-mk") != NULL};
    }
}

/* Servers are not on the network; those that have the agent are meant to be asked. */
static void gather_servers(struct hosts *all)
{
    for (size_t i = 0; i < all->ir->server_count; i++) {
        const struct ir_server *s = &all->ir->servers[i];

        if (s->address.text != NULL && monitoring_recipe(&s->recipes, "check-mk") != NULL)
            all->items[all->count++] =
                (struct host){s->name, s->address.text, "server", s->name, s->address.ipv6, true};
    }
}

/* Opens one of the dictionaries that Checkmk keeps of its hosts. */
static void update(struct buf *b, const char *name)
{
    buf_printf(b, "\n%s.update({\n", name);
}

static void add_names(struct buf *b, const struct hosts *all)
{
    buf_str(b, "\nall_hosts += [\n");
    for (size_t i = 0; i < all->count; i++)
        buf_printf(b, "    '%s',\n", all->items[i].name);
    buf_str(b, "]\n");
}

static void add_addresses(struct buf *b, const struct hosts *all, bool ipv6)
{
    bool any = false;

    for (size_t i = 0; i < all->count; i++)
        any = any || all->items[i].ipv6 == ipv6;
    if (!any)
        return;
    update(b, ipv6 ? "ipv6addresses" : "ipaddresses");
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].ipv6 == ipv6)
            buf_printf(b, "    '%s': '%s',\n", all->items[i].name, all->items[i].address);
    buf_str(b, "})\n");
}

/* All tags that a host has in Checkmk: it takes what is missing here from nowhere. */
static void add_tags(struct buf *b, const struct hosts *all)
{
    update(b, "host_tags");
    for (size_t i = 0; i < all->count; i++) {
        const struct host *h = &all->items[i];
        const char *ip = h->ipv6 ? "ip-v6" : "ip-v4";

        buf_printf(b, "    '%s': {'address_family': '%s-only', '%s': '%s', ", h->name, ip, ip, ip);
        buf_str(b, h->agent ? "'agent': 'cmk-agent', 'tcp': 'tcp'"
                            : "'agent': 'no-agent', 'ping': 'ping'");
        buf_printf(b,
                   ", 'piggyback': 'auto-piggyback', 'snmp_ds': 'no-snmp', 'criticality': 'prod', "
                   "'networking': 'lan', 'site': '%s'},\n",
                   all->ir->monitoring.site);
    }
    buf_str(b, "})\n");
}

static void add_labels(struct buf *b, const struct hosts *all)
{
    update(b, "host_labels");
    for (size_t i = 0; i < all->count; i++) {
        const struct host *h = &all->items[i];

        buf_printf(b,
                   "    '%s': {'lstacker/kind': '%s', 'lstacker/server': '%s', 'lstacker/stack': "
                   "'%s'},\n",
                   h->name, h->kind, h->server, all->ir->name);
    }
    buf_str(b, "})\n");
}

const char *checkmk_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct hosts all = {
        ir, arena_alloc(a, (ir->container_count + ir->server_count) * sizeof(struct host)), 0};
    struct buf b = buf_make(a);

    (void)c;
    gather_containers(&all, a);
    gather_servers(&all);
    buf_str(&b, "# by LStacker\n# encoding: utf-8\n");
    add_names(&b, &all);
    add_addresses(&b, &all, false);
    add_addresses(&b, &all, true);
    add_tags(&b, &all);
    add_labels(&b, &all);
    return b.data;
}
