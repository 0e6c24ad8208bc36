/* Who asks the name server, and what they are told of it. */
#include "base/buf.h"
#include "sema/implied.h"
#include "sema/parts.h"

/* The hosts of each network, in the order of the containers. */
static void list_hosts(struct sema *s)
{
    struct ir *ir = s->ir;
    struct ir_host **next = arena_alloc(s->arena, ir->network_count * sizeof *next);

    for (size_t i = 0; i < ir->network_count; i++) {
        next[i] = arena_alloc(s->arena, (ir->networks[i].members + 1) * sizeof **next);
        ir->networks[i].hosts = next[i];
    }
    for (size_t i = 0; i < ir->container_count; i++) {
        const struct ir_container *c = &ir->containers[i];

        for (size_t k = 0; k < c->nic_count; k++)
            *next[c->nics[k].network - ir->networks]++ = (struct ir_host){c, &c->nics[k]};
    }
}

/* The name server's interface in the first network that both are on, or NULL. */
static const struct ir_nic *server_for(const struct ir_container *c, const struct ir_container *on)
{
    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_nic *nic = sema_nic(on, c->nics[i].network);

        if (nic != NULL)
            return nic;
    }
    return NULL;
}

/* Below which the addresses of the subnet are looked up, some of others perhaps, too; NULL: all. */
static const char *reverse(struct sema *s, struct subnet subnet)
{
    uint32_t base = subnet.base;
    unsigned first = base >> 24, second = base >> 16 & 0xff, third = base >> 8 & 0xff;

    if (subnet.prefix < 8)
        return NULL;
    if (subnet.prefix < 16)
        return arena_printf(s->arena, "%u.in-addr.arpa", first);
    if (subnet.prefix < 24)
        return arena_printf(s->arena, "%u.%u.in-addr.arpa", second, first);
    return arena_printf(s->arena, "%u.%u.%u.in-addr.arpa", third, second, first);
}

static struct implied *names_for(struct sema *s, const struct ir_container *c,
                                 const struct ir_nic *server)
{
    struct implied *i = sema_implied(s, "names", s->ir->dns.at);
    /* Where systemd-resolved may ask the server as ever for all but these, as the name server does.
     */
    bool own_world = s->ir->dns.forward.count == 0;

    i->first = true;
    implied_value(s, i, "server", ipv4_text(s->arena, server->address));
    implied_value(s, i, "fallback", ipv4_text(s->arena, c->server->nat_address));
    for (size_t k = 0; k < c->nic_count; k++) {
        const struct ir_network *n = c->nics[k].network;
        const char *addresses = reverse(s, n->subnet);

        implied_item(s, i, "domains", n->zone);
        if (addresses != NULL && own_world)
            implied_item(s, i, "reverse", addresses);
    }
    implied_text(s, i, "hosts", IR_TEXT_HOSTS);
    return i;
}

/* Those on one server that are on the same networks are told the same. */
static const struct implied *shared_names(struct sema *s, struct map *known,
                                          const struct ir_container *c, const struct ir_nic *server)
{
    struct buf key = buf_make(s->arena);
    struct implied *i;

    buf_str(&key, c->server->name);
    for (size_t k = 0; k < c->nic_count; k++)
        buf_printf(&key, " %s", c->nics[k].network->name);
    i = map_get(known, key.data);
    if (i == NULL) {
        i = names_for(s, c, server);
        (void)map_add(known, key.data, i);
    }
    return i;
}

void sema_dns_clients(struct sema *s)
{
    struct map known = {.arena = s->arena};
    const struct ir_container *on = s->ir->dns.on;
    struct implied *dns = sema_implied(s, "dns", s->ir->dns.at);

    list_hosts(s);
    s->ir->dns.jump_box = s->jump_box;
    dns->first = true;
    implied_text(s, dns, "named", IR_TEXT_NAMED);
    implied_text(s, dns, "zones", IR_TEXT_ZONES);
    sema_imply(s, on, dns);
    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];
        const struct ir_nic *server = server_for(c, on);

        if (server != NULL)
            sema_imply(s, c, shared_names(s, &known, c, server));
    }
}
