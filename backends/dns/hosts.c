/* Lines for /etc/hosts in containers, which count while nobody answers. */
#include "backends/dns/dns.h"
#include "base/buf.h"

static const struct ir_nic *nic_on(const struct ir_container *c, const struct ir_network *n)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network == n)
            return &c->nics[i];
    return NULL;
}

/* `other` in the network of nic `number` of `c`. The short name is that in the first network that
 * both are on, as a search through the domains would find it. */
static void host(struct buf *b, const struct ir_container *c, size_t number,
                 const struct ir_container *other, const struct ir_nic *nic)
{
    size_t first = 0;

    while (first < number && nic_on(other, c->nics[first].network) == NULL)
        first++;
    buf_printf(b, "%s %s.%s", ipv4_text(b->arena, nic->address), other->name, nic->network->zone);
    if (first == number)
        buf_printf(b, " %s", other->name);
    buf_char(b, '\n');
}

/* Those without which others get nowhere. */
static void few(struct buf *b, const struct ir *ir, const struct ir_container *c, size_t number)
{
    const struct ir_container *wanted[] = {ir->dns.on, ir->dns.jump_box, ir->monitoring.on};

    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const struct ir_nic *nic =
            wanted[i] != NULL ? nic_on(wanted[i], c->nics[number].network) : NULL;
        bool before = false;

        for (size_t k = 0; k < i; k++)
            before = before || wanted[k] == wanted[i];
        if (nic != NULL && !before)
            host(b, c, number, wanted[i], nic);
    }
}

const char *hosts_text(const struct ir *ir, const struct ir_container *c, struct arena *a)
{
    struct buf b = buf_make(a);
    size_t count = 0;

    for (size_t i = 0; i < c->nic_count; i++)
        count += c->nics[i].network->members;
    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_network *n = c->nics[i].network;

        if (count > DNS_HOSTS_MOST)
            few(&b, ir, c, i);
        for (size_t k = 0; count <= DNS_HOSTS_MOST && k < n->members; k++)
            host(&b, c, i, n->hosts[k].container, n->hosts[k].nic);
    }
    return b.data;
}
