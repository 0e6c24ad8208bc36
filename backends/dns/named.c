/* BIND's named.conf: who is told what. */
#include <stdlib.h>
#include <string.h>

#include "backends/dns/dns.h"
#include "base/buf.h"
#include "base/map.h"

/* Containers that are on the same networks. */
struct set {
    const struct ir_network **networks; /* in the order of the file */
    size_t network_count;
    const struct ir_container **containers;
    size_t count;
};

struct named {
    struct arena *arena;
    struct buf *b;
    const struct ir *ir;
    const struct ir_container *server;
    struct ir_texts *zones; /* of each network of `ir` */
    struct set **sets;
    size_t set_count;
};

static int by_place(const void *a, const void *b)
{
    const struct ir_network *const *x = a, *const *y = b;

    return (*x > *y) - (*x < *y);
}

static const struct ir_network **networks_of(struct arena *a, const struct ir_container *c)
{
    const struct ir_network **all =
        arena_alloc(a, (c->nic_count + 1) * sizeof(struct ir_network *));

    for (size_t i = 0; i < c->nic_count; i++)
        all[i] = c->nics[i].network;
    qsort(all, c->nic_count, sizeof(struct ir_network *), by_place);
    return all;
}

/* The set of the container, a new one if it is the first in it. */
static struct set *set_of(struct named *d, struct map *sets, const struct ir_container *c)
{
    const struct ir_network **networks = networks_of(d->arena, c);
    struct buf key = buf_make(d->arena);
    struct set *set;

    for (size_t i = 0; i < c->nic_count; i++)
        buf_printf(&key, "%s ", networks[i]->name);
    set = map_get(sets, key.data);
    if (set != NULL)
        return set;
    set = arena_new(d->arena, struct set);
    set->networks = networks;
    set->network_count = c->nic_count;
    (void)map_add(sets, key.data, set);
    d->sets = arena_extend(d->arena, d->sets, d->set_count, sizeof(struct set *));
    d->sets[d->set_count++] = set;
    return set;
}

static void find_sets(struct named *d)
{
    struct map sets = {.arena = d->arena};

    for (size_t i = 0; i < d->ir->container_count; i++) {
        const struct ir_container *c = &d->ir->containers[i];
        struct set *set;

        if (c->nic_count == 0)
            continue;
        set = set_of(d, &sets, c);
        set->containers =
            arena_extend(d->arena, set->containers, set->count, sizeof(struct ir_container *));
        set->containers[set->count++] = c;
    }
}

static void find_zones(struct named *d)
{
    d->zones = arena_alloc(d->arena, d->ir->network_count * sizeof *d->zones);
    for (size_t i = 0; i < d->ir->network_count; i++)
        d->zones[i] = dns_reverse_zones(&d->ir->networks[i], d->arena);
}

/* --- the configuration --- */

static void forwarders(struct named *d)
{
    const struct ir_texts *forward = &d->ir->dns.forward;

    buf_str(d->b, "    forwarders {");
    for (size_t i = 0; i < forward->count; i++)
        buf_printf(d->b, " %s;", forward->items[i]);
    if (forward->count == 0)
        buf_printf(d->b, " %s;", ipv4_text(d->arena, d->server->server->nat_address));
    buf_str(d->b, " };\n");
}

static void options(struct named *d)
{
    buf_str(d->b, "options {\n"
                  "    directory \"/var/cache/bind\";\n"
                  "    listen-on { 127.0.0.1;");
    for (size_t i = 0; i < d->server->nic_count; i++)
        buf_printf(d->b, " %s;", ipv4_text(d->arena, d->server->nics[i].address));
    buf_str(d->b, " };\n"
                  "    listen-on-v6 { none; };\n"
                  "    version none;\n"
                  "    allow-transfer { none; };\n"
                  "    notify no;\n"
                  "    recursion no;\n"
                  "    // Who is forwarded to may not pass signatures on.\n"
                  "    dnssec-validation no;\n"
                  "    forward only;\n");
    forwarders(d);
    buf_str(d->b, "    // What the world says is the same for all.\n"
                  "    attach-cache \"world\";\n"
                  "    max-cache-size 64m;\n"
                  "};\n");
}

static void zone(struct named *d, const char *name, const char *file)
{
    buf_printf(d->b, "    zone \"%s\" { type master; file \"" DNS_ZONES "/%s\"; };\n", name, file);
}

static void own_zone(struct named *d, const char *name)
{
    zone(d, name, arena_printf(d->arena, "db.%s", name));
}

/* Two views that answer nobody have all zones once; the others refer to these. */
static void zones(struct named *d)
{
    buf_str(d->b, "\n// The zones of each network. Other views refer to these.\n"
                  "view \"networks\" {\n"
                  "    match-clients { none; };\n");
    for (size_t i = 0; i < d->ir->network_count; i++) {
        own_zone(d, d->ir->networks[i].zone);
        for (size_t k = 0; k < d->zones[i].count; k++)
            own_zone(d, d->zones[i].items[k]);
    }
    buf_str(d->b, "};\n\n// What nobody else may be asked for.\n"
                  "view \"private\" {\n"
                  "    match-clients { none; };\n");
    for (size_t i = 0; i < DNS_PRIVATE_ZONES; i++)
        zone(d, dns_private_zones[i], i == 0 ? "localhost" : "empty");
    buf_str(d->b, "};\n");
}

static void refer(struct named *d, const char *name, const char *view)
{
    buf_printf(d->b, "    zone \"%s\" { in-view \"%s\"; };\n", name, view);
}

/* The private zones. One that is a network's, as 168.192.in-addr.arpa may be, is no private one
 * then. */
static void private_zones(struct named *d, const struct map *own)
{
    bool all = true;

    for (size_t i = 0; i < DNS_PRIVATE_ZONES; i++)
        all = all && map_get(own, dns_private_zones[i]) == NULL;
    if (all)
        buf_str(d->b, "    include \"" DNS_ZONES "/private.conf\";\n");
    for (size_t i = 0; !all && i < DNS_PRIVATE_ZONES; i++)
        if (map_get(own, dns_private_zones[i]) == NULL)
            refer(d, dns_private_zones[i], "private");
}

/* The rest of a view: the zones of `count` networks. What is in none of them is asked of the world.
 */
static void sees(struct named *d, const struct ir_network *const *networks, size_t count)
{
    struct map own = {.arena = d->arena};

    buf_str(d->b, "    };\n"
                  "    recursion yes;\n"
                  "    allow-query { any; };\n");
    for (size_t i = 0; i < count; i++) {
        const struct ir_texts *reverse = &d->zones[networks[i] - d->ir->networks];

        (void)map_add(&own, networks[i]->zone, d);
        refer(d, networks[i]->zone, "networks");
        for (size_t k = 0; k < reverse->count; k++) {
            (void)map_add(&own, reverse->items[k], d);
            refer(d, reverse->items[k], "networks");
        }
    }
    private_zones(d, &own);
    buf_str(d->b, "};\n");
}

static void set_view(struct named *d, const struct set *set, size_t number)
{
    buf_str(d->b, "\n// Containers on");
    for (size_t i = 0; i < set->network_count; i++)
        buf_printf(d->b, " %s", set->networks[i]->name);
    buf_printf(d->b, ".\nview \"containers-%zu\" {\n    match-clients {\n", number);
    for (size_t i = 0; i < set->count; i++) {
        const struct ir_container *c = set->containers[i];

        buf_str(d->b, "       ");
        if (c == d->server)
            buf_str(d->b, " 127.0.0.1;");
        for (size_t k = 0; k < c->nic_count; k++)
            buf_printf(d->b, " %s;", ipv4_text(d->arena, c->nics[k].address));
        buf_printf(d->b, " // %s\n", c->name);
    }
    sees(d, set->networks, set->network_count);
}

static void network_view(struct named *d, const struct ir_network *n)
{
    buf_printf(d->b,
               "\n// Others on %s.\nview \"network-%s\" {\n    match-clients {\n        %s;\n",
               n->name, n->name, subnet_text(d->arena, n->subnet));
    sees(d, &n, 1);
}

const char *named_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct buf b = buf_make(a);
    struct named d = {.arena = a, .b = &b, .ir = ir, .server = c};

    find_sets(&d);
    find_zones(&d);
    buf_printf(
        &b,
        "// Name service of stack %s, made by lstackc. Each client is told what is on its own\n"
        "// networks, and what the world says.\n",
        ir->name);
    options(&d);
    zones(&d);
    for (size_t i = 0; i < d.set_count; i++)
        set_view(&d, d.sets[i], i + 1);
    for (size_t i = 0; i < ir->network_count; i++)
        network_view(&d, &ir->networks[i]);
    buf_str(&b, "\nview \"strangers\" {\n"
                "    match-clients { any; };\n"
                "    allow-query { none; };\n"
                "};\n");
    return b.data;
}
