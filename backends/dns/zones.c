/* The files of BIND's zones. */
#include <string.h>

#include "backends/dns/dns.h"
#include "base/buf.h"

/* A minute: whoever has asked knows of a change soon. The serial number never changes: there is one
 * server, and the same stack gives the same bytes. */
#define TTL         "60"
#define SOA_NUMBERS "1 3600 600 86400 " TTL

/* RFC 6303. BIND would have these by itself, but where all else is forwarded. */
const char *const dns_private_zones[DNS_PRIVATE_ZONES] = {
    "localhost", /* first: it has addresses, the others are empty */
    "127.in-addr.arpa",    "10.in-addr.arpa",     "16.172.in-addr.arpa",  "17.172.in-addr.arpa",
    "18.172.in-addr.arpa", "19.172.in-addr.arpa", "20.172.in-addr.arpa",  "21.172.in-addr.arpa",
    "22.172.in-addr.arpa", "23.172.in-addr.arpa", "24.172.in-addr.arpa",  "25.172.in-addr.arpa",
    "26.172.in-addr.arpa", "27.172.in-addr.arpa", "28.172.in-addr.arpa",  "29.172.in-addr.arpa",
    "30.172.in-addr.arpa", "31.172.in-addr.arpa", "168.192.in-addr.arpa", "254.169.in-addr.arpa",
    "d.f.ip6.arpa",
};

struct zones {
    struct buf *b;
    const struct ir_container *server;
};

/* Begins the file of a zone. Its name server is called by its name in the network; where it is on
 * others only, nobody asks for it. */
static void begin(const struct zones *z, const char *zone, const struct ir_network *n)
{
    const char *domain = n->zone, *server = "localhost.";

    for (size_t i = 0; i < z->server->nic_count; i++)
        if (z->server->nics[i].network == n)
            server = arena_printf(z->b->arena, "%s.%s.", z->server->name, domain);
    buf_printf(z->b,
               ";; db.%s\n"
               "$TTL " TTL "\n"
               "@ IN SOA %s hostmaster.%s. " SOA_NUMBERS "\n"
               "@ IN NS %s\n",
               zone, server, domain, server);
}

static void forward(const struct zones *z, const struct ir_network *n)
{
    begin(z, n->zone, n);
    for (size_t i = 0; i < n->members; i++)
        buf_printf(z->b, "%s IN A %s\n", n->hosts[i].container->name,
                   ipv4_text(z->b->arena, n->hosts[i].nic->address));
}

static void reverse(const struct zones *z, const struct ir_network *n)
{
    const struct ir_host *hosts = dns_sorted_hosts(n, z->b->arena);
    const char *last = "";

    for (size_t i = 0; i < n->members; i++) {
        uint32_t address = hosts[i].nic->address;
        const char *zone = dns_reverse_zone(n, address, z->b->arena);

        if (strcmp(zone, last) != 0)
            begin(z, zone, n);
        last = zone;
        buf_printf(z->b, "%s IN PTR %s.%s.\n", dns_reverse_label(n, address, z->b->arena),
                   hosts[i].container->name, n->zone);
    }
}

/* What is no network's own: the files for the private zones, and how a view refers to them. */
static void private_zones(struct buf *b)
{
    buf_str(b, ";; empty\n"
               "$TTL " TTL "\n"
               "@ IN SOA localhost. root.localhost. " SOA_NUMBERS "\n"
               "@ IN NS localhost.\n"
               ";; localhost\n"
               "$TTL " TTL "\n"
               "@ IN SOA localhost. root.localhost. " SOA_NUMBERS "\n"
               "@ IN NS localhost.\n"
               "@ IN A 127.0.0.1\n"
               "@ IN AAAA ::1\n"
               ";; private.conf\n");
    for (size_t i = 0; i < DNS_PRIVATE_ZONES; i++)
        buf_printf(b, "zone \"%s\" { in-view \"private\"; };\n", dns_private_zones[i]);
}

const char *zones_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct buf b = buf_make(a);
    struct zones z = {&b, c};

    buf_printf(&b,
               "; Zones of stack %s, made by lstackc. A line `;; NAME` begins the file NAME in\n"
               "; " DNS_ZONES ".\n",
               ir->name);
    private_zones(&b);
    for (size_t i = 0; i < ir->network_count; i++) {
        forward(&z, &ir->networks[i]);
        reverse(&z, &ir->networks[i]);
    }
    return b.data;
}
