/* The chains of nftables that lead the ports of a server to containers. */
#include <stdlib.h>
#include <string.h>

#include "backends/ports/ports.h"

/*
 * A port of the container's own server is turned (DNAT) to the container's address on the NAT
 * bridge. One of another server is turned to the container's server, same number, with the address
 * of the server that it came to; there it is taken from that server alone.
 */

/* Before the chains of Docker and LXD at -100: the ports of the stack win over theirs. */
#define PRIORITY "-110"

/* `8000-8010`, or one number. */
static void range(struct buf *b, int first, int last)
{
    buf_printf(b, first == last ? "%d" : "%d-%d", first, last);
}

static void match_port(struct buf *b, const struct ir_port *p)
{
    buf_printf(b, "%s dport ", p->udp ? "udp" : "tcp");
    range(b, p->first, p->last);
}

/* `dnat ip to ADDRESS`: a number stays as it is unless told otherwise. A range would be chosen
 * from, so each of its numbers is told. */
static void turn(struct buf *b, const struct ir_port *p, uint32_t address)
{
    int shift = p->target - p->first;

    buf_printf(b, " dnat ip to %s", ipv4_text(b->arena, address));
    if (shift == 0)
        return;
    if (p->first == p->last) {
        buf_printf(b, ":%d", p->target);
        return;
    }
    buf_printf(b, " : %s dport map { ", p->udp ? "udp" : "tcp");
    for (int n = p->first; n <= p->last; n++)
        buf_printf(b, "%s%d : %d", n == p->first ? "" : ", ", n, n + shift);
    buf_str(b, " }");
}

static void comment(struct buf *b, const struct ir_container *c)
{
    buf_printf(b, " comment \"%s\"\n", c->name);
}

/* What another server passes on to this one. */
static void relayed(struct buf *b, const struct ir_lead *l)
{
    buf_printf(b, "\t\tip saddr %s ", l->port->server->address.text);
    match_port(b, l->port);
    turn(b, l->port, l->to->nat_address);
    comment(b, l->to);
}

/* Larger subnets before those within. */
static int by_base(const void *a, const void *b)
{
    const struct subnet *x = a, *y = b;

    if (x->base != y->base)
        return x->base < y->base ? -1 : 1;
    return x->prefix - y->prefix;
}

/* Who may use the port. nft takes no set whose elements overlap, nor one of all addresses. */
static void match_source(struct buf *b, const struct ir_port *p)
{
    struct subnet *from = arena_alloc(b->arena, p->from_count * sizeof *from), *kept = NULL;

    if (p->from_count > 0)
        memcpy(from, p->from, p->from_count * sizeof *from);
    qsort(from, p->from_count, sizeof *from, by_base);
    if (p->from_count == 0 || from->prefix == 0)
        return;
    for (size_t i = 0; i < p->from_count; i++) {
        if (kept != NULL && subnet_holds(*kept, from[i].base))
            continue;
        buf_printf(b, "%s%s/%d", kept == NULL ? "ip saddr { " : ", ",
                   ipv4_text(b->arena, from[i].base), from[i].prefix);
        kept = &from[i];
    }
    buf_str(b, " } ");
}

static void own(struct buf *b, const struct ir_lead *l)
{
    const struct ir_port *p = l->port;
    bool here = p->server == l->to->server;

    buf_str(b, "\t\t");
    if (p->device != NULL)
        buf_printf(b, "iifname \"%s\" ", p->device);
    if (p->listen != NULL)
        buf_printf(b, "ip daddr %s ", p->listen);
    match_source(b, p);
    match_port(b, p);
    if (here)
        turn(b, p, l->to->nat_address);
    else
        buf_printf(b, " dnat ip to %s", l->to->server->address.text);
    comment(b, l->to);
}

static void chain_of_ports(struct buf *b, const struct ir_server *server)
{
    buf_str(b, "\t# Ports of this server, and the containers that they lead to.\n"
               "\tchain ports {\n");
    for (size_t i = 0; i < server->relayed.count; i++)
        relayed(b, &server->relayed.items[i]);
    for (size_t i = 0; i < server->ports.count; i++)
        own(b, &server->ports.items[i]);
    buf_str(b, "\t}\n\n"
               "\tchain prerouting {\n"
               "\t\ttype nat hook prerouting priority " PRIORITY "\n"
               "\t\tfib daddr type local jump ports\n"
               "\t}\n\n"
               "\t# From the server itself, by its own addresses; what 127.0.0.1 has is its own.\n"
               "\tchain output {\n"
               "\t\ttype nat hook output priority " PRIORITY "\n"
               "\t\tip daddr != 127.0.0.0/8 fib daddr type local jump ports\n"
               "\t}\n");
}

/* Answers must come back through the server: it takes its own address where the two would else
 * talk past it. */
static void postrouting(struct buf *b, const struct ir_server *server)
{
    buf_printf(b,
               "\n\tchain postrouting {\n"
               "\t\ttype nat hook postrouting priority 90\n"
               "\t\t# From a container of this server to another one.\n"
               "\t\toifname \"" IR_NAT_BRIDGE "\" ip saddr %s/%d ct status dnat masquerade\n",
               ipv4_text(b->arena, server->nat_subnet.base), server->nat_subnet.prefix);
    for (size_t i = 0; i < server->ports.count; i++) {
        const struct ir_lead *l = &server->ports.items[i];

        if (l->to->server == server)
            continue;
        buf_printf(b, "\t\tip daddr %s ", l->to->server->address.text);
        match_port(b, l->port);
        buf_str(b, " ct status dnat masquerade");
        comment(b, l->to);
    }
    buf_str(b, "\t}\n");
}

static bool is_limited(const struct ir_port *p)
{
    return p->from_count > 0 || p->listen != NULL || p->device != NULL;
}

/* Does the container's server lead the same port there itself, for all? */
static bool is_open_there(const struct ir_lead *l)
{
    const struct ir_leads *there = &l->to->server->ports;

    for (size_t i = 0; i < there->count; i++) {
        const struct ir_port *p = there->items[i].port;

        if (there->items[i].to == l->to && p->udp == l->port->udp && !is_limited(p) &&
            p->first <= l->port->first && l->port->last <= p->last)
            return true;
    }
    return false;
}

/* A port that is for some, and that leads to another server, is taken there from this server's
 * address, with which its containers leave, too: they must not go there past the port. */
static void limits(struct buf *b, const struct ir_server *server)
{
    bool any = false;

    for (size_t i = 0; i < server->ports.count; i++) {
        const struct ir_lead *l = &server->ports.items[i];

        if (l->to->server == server || !is_limited(l->port) || is_open_there(l))
            continue;
        if (!any)
            buf_str(b, "\n\t# Ports for some that other servers take from this one: not for its "
                       "containers.\n"
                       "\tchain limits {\n"
                       "\t\ttype filter hook forward priority -10\n"
                       "\t\tct status dnat accept\n");
        any = true;
        buf_printf(b, "\t\tiifname \"" IR_NAT_BRIDGE "\" ip daddr %s ",
                   l->to->server->address.text);
        match_port(b, l->port);
        buf_str(b, " drop");
        comment(b, l->to);
    }
    buf_str(b, any ? "\t}\n" : "");
}

void ports_chains(struct buf *b, const struct ir_server *server)
{
    if (server->ports.count + server->relayed.count == 0)
        return;
    chain_of_ports(b, server);
    postrouting(b, server);
    limits(b, server);
}
