/* Zones of addresses, in-addr.arpa. */
#include <stdlib.h>
#include <string.h>

#include "backends/dns/dns.h"
#include "base/buf.h"

/* How many of the four numbers of an address its zone has in its name. What is longer than 24 bits
 * shares the rest with others: there each address is a zone. */
static int numbers(const struct ir_network *n)
{
    int prefix = n->subnet.prefix;

    return prefix <= 8 ? 1 : (prefix + 7) / 8;
}

/* The numbers `from` to `last` of the address, 0 being the first one, backwards, joined by dots. */
static void backwards(struct buf *b, uint32_t address, int from, int last)
{
    for (int i = last; i >= from; i--)
        buf_printf(b, "%s%u", i < last ? "." : "", (unsigned)(address >> (24 - 8 * i) & 0xff));
}

const char *dns_reverse_zone(const struct ir_network *n, uint32_t address, struct arena *a)
{
    struct buf b = buf_make(a);

    backwards(&b, address, 0, numbers(n) - 1);
    buf_str(&b, ".in-addr.arpa");
    return b.data;
}

const char *dns_reverse_label(const struct ir_network *n, uint32_t address, struct arena *a)
{
    struct buf b = buf_make(a);

    if (numbers(n) == 4)
        return "@";
    backwards(&b, address, numbers(n), 3);
    return b.data;
}

static int by_address(const void *a, const void *b)
{
    const struct ir_host *x = a, *y = b;

    return (x->nic->address > y->nic->address) - (x->nic->address < y->nic->address);
}

const struct ir_host *dns_sorted_hosts(const struct ir_network *n, struct arena *a)
{
    struct ir_host *sorted = arena_alloc(a, (n->members + 1) * sizeof *sorted);

    for (size_t i = 0; i < n->members; i++)
        sorted[i] = n->hosts[i];
    qsort(sorted, n->members, sizeof *sorted, by_address);
    return sorted;
}

struct ir_texts dns_reverse_zones(const struct ir_network *n, struct arena *a)
{
    const struct ir_host *hosts = dns_sorted_hosts(n, a);
    struct ir_texts zones = {0};

    for (size_t i = 0; i < n->members; i++) {
        const char *zone = dns_reverse_zone(n, hosts[i].nic->address, a);

        if (zones.count > 0 && strcmp(zones.items[zones.count - 1], zone) == 0)
            continue;
        zones.items = arena_extend(a, zones.items, zones.count, sizeof *zones.items);
        zones.items[zones.count++] = zone;
    }
    return zones;
}
