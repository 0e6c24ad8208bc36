/* Ports that are passed on from one server to another: each takes its number on both. */
#include <string.h>

#include "sema/ports.h"

void relays_add(struct relays *relays, const struct ir_port *port, const struct ir_container *to)
{
    struct relay *new = arena_new(relays->arena, struct relay);

    *new = (struct relay){port, to, NULL};
    if (relays->first == NULL)
        relays->first = new;
    else
        relays->last->next = new;
    relays->last = new;
}

static bool is_address_known(struct sema *s, const struct ir_server *server)
{
    return sema_written_server(s, server)->address.at.line != 0;
}

/* Packets are passed on by IPv4, as ports are mapped for IPv4 only. That the servers have addresses
 * of one family is checked elsewhere. */
static bool check_family(struct sema *s, const struct relay *r)
{
    const struct ir_server *from = r->port->server, *to = r->to->server;
    struct diag *d;

    if (!is_address_known(s, from) || !is_address_known(s, to) ||
        from->address.ipv6 != to->address.ipv6)
        return false;
    if (!from->address.ipv6)
        return true;
    d = diag_report(s->diags, L0502, r->port->at,
                    "ports of `%s` cannot be passed on to `%s`, where `%s` is, by IPv6", from->name,
                    to->name, r->to->name);
    diag_note(d, sema_written_server(s, to)->address.at, "the address");
    diag_help(d, "map a port of `%s`", to->name);
    return false;
}

static void report_taken(struct sema *s, const struct relay *r, int number,
                         const struct port_owner *other)
{
    const char *from = r->port->server->name, *to = r->to->server->name;
    struct diag *d = diag_report(
        s->diags, L0500, r->port->at,
        "port %d of `%s` reaches `%s` by way of that port of `%s`, which leads to %s`%s`", number,
        from, r->to->name, to, other->container == r->to ? "another port of " : "",
        other->container->name);

    diag_note(d, other->at, "mapped here");
    diag_help(d, "choose a port of `%s` that is free on `%s`, too", from, to);
}

static bool is_same(const struct port_owner *one, const struct port_owner *other)
{
    return one->container == other->container && one->shift == other->shift;
}

/* Who else has the port on the container's server? Another relay is in the way only if it comes
 * from the same server: by that they are told apart. */
static const struct port_owner *taken_by(struct sema *s, const struct relay *r, int number,
                                         struct port_owner *mine)
{
    const char *key = port_key(s, r->to->server, number, r->port->udp);
    const struct port_owner *other = map_get(&s->ports, key);

    if (other != NULL && (!other->whole || !is_same(mine, other)))
        return other;
    other =
        map_add(&s->ports, arena_printf(s->arena, "%s from %s", key, r->port->server->name), mine);
    return other != NULL && !is_same(mine, other) ? other : NULL;
}

/* What the container's server needs itself. */
static bool check_own(struct sema *s, const struct relay *r)
{
    struct ir_port there = *r->port;
    struct diag *d;

    there.server = r->to->server;
    there.listen = there.device = NULL;
    d = port_of_server(s, &there);
    if (d != NULL)
        diag_label(d, "passed on by way of `%s`, by the same number", r->to->server->name);
    return d == NULL;
}

static void check(struct sema *s, const struct relay *r)
{
    struct port_owner *mine = arena_new(s->arena, struct port_owner);

    *mine = (struct port_owner){r->to, r->port->at, true, r->port->target - r->port->first};
    if (!check_family(s, r) || !check_own(s, r))
        return;
    for (int number = r->port->first; number <= r->port->last; number++) {
        const struct port_owner *other = taken_by(s, r, number, mine);

        if (other == NULL)
            continue;
        report_taken(s, r, number, other);
        return;
    }
}

void relays_check(struct sema *s, const struct relays *relays)
{
    for (const struct relay *r = relays->first; r != NULL; r = r->next)
        check(s, r);
}
