/* NAT bridges: the subnet of each server's. */
#include "sema/parts.h"

static bool holds(struct subnet subnet, const struct ast_address *address)
{
    return address->at.line != 0 && !address->value.ipv6 &&
           subnet_holds(subnet, address_number(&address->value));
}

/* What meets the NAT subnet: a network's name, a server's name, or NULL for nothing. */
static const char *nat_conflict(struct sema *s, struct subnet subnet, struct span *where)
{
    const struct ast_network *networks = s->ast->networks.items;
    const struct ast_server *servers = s->ast->servers.items;

    for (size_t i = 0; i < s->ast->networks.count; i++)
        if (networks[i].subnet.at.line != 0 && subnets_overlap(networks[i].subnet.value, subnet)) {
            *where = networks[i].subnet.at;
            return arena_printf(s->arena, "network `%s`", networks[i].name.text);
        }
    for (size_t i = 0; i < s->ast->servers.count; i++)
        if (holds(subnet, &servers[i].address)) {
            *where = servers[i].address.at;
            return arena_printf(s->arena, "server `%s`", servers[i].name.text);
        }
    return NULL;
}

/* Would a NAT bridge with the subnet cut its own server off? Says from what, or NULL. */
static const char *way_conflict(struct sema *s, const struct ast_server *server,
                                struct subnet subnet, struct span *where)
{
    const struct ast_underlay *u = &server->underlay;
    const struct ast_address *nameservers = u->nameservers.items;

    if (holds(subnet, &u->gateway)) {
        *where = u->gateway.at;
        return arena_printf(s->arena, "gateway of `%s`", server->name.text);
    }
    for (size_t i = 0; i < u->nameservers.count; i++)
        if (holds(subnet, &nameservers[i])) {
            *where = nameservers[i].at;
            return arena_printf(s->arena, "name server of `%s`", server->name.text);
        }
    return NULL;
}

/* Does the subnet meet what is next to a server, or on its way to the world? Who writes such a one
 * may know that nobody there has these addresses. */
static bool is_near(struct sema *s, struct subnet subnet)
{
    const struct ast_server *from = s->ast->servers.items;
    struct span where;

    for (size_t i = 0; i < s->ast->servers.count; i++) {
        struct subnet own = {.prefix = (int)from[i].underlay.prefix.value};

        if (way_conflict(s, &from[i], subnet, &where) != NULL)
            return true;
        if (from[i].underlay.prefix.at.line == 0 || own.prefix > 32 ||
            from[i].address.at.line == 0 || from[i].address.value.ipv6)
            continue;
        own.base = address_number(&from[i].address.value) & subnet_mask(own);
        if (subnets_overlap(own, subnet))
            return true;
    }
    return false;
}

/* The first of some seldom used ranges that meets nothing of the stack. */
static bool choose_nat(struct sema *s, struct subnet *out)
{
    static const struct subnet candidates[] = {
        {0x0AFFFC00u, 22}, /* 10.255.252.0/22 */
        {0x0AFEFC00u, 22}, /* 10.254.252.0/22 */
        {0xAC1FFC00u, 22}, /* 172.31.252.0/22 */
        {0xC0A8FC00u, 22}, /* 192.168.252.0/22 */
        {0x647FFC00u, 22}, /* 100.127.252.0/22 */
    };
    struct span where;

    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (nat_conflict(s, candidates[i], &where) == NULL && !is_near(s, candidates[i])) {
            *out = candidates[i];
            return true;
        }
    return false;
}

/* What is said once for all servers, and what is the same for many of them. */
struct nat_subnets {
    struct sema *s;
    struct subnet chosen; /* for those that have none */
    bool found;
    const struct span *reported; /* of the last `nat_subnet` that is wrong */
    const struct span *other;    /* of the last one that the lock does not have */
    struct subnet checked;       /* the last one from the lock */
    const char *conflict;        /* of that */
    struct span where;
};

/* A default is one place for all servers: say it once. */
static bool is_said(const struct span *before, const struct span *at)
{
    return before != NULL && span_compare(*before, *at) == 0;
}

static void check_own(struct nat_subnets *n, const struct ast_server *from, struct lock_fact *fact)
{
    const struct ast_subnet *own = &from->nat_subnet;
    struct sema *s = n->s;
    const char *conflict;
    struct span where;
    struct diag *d;

    sema_check_subnet(s, own);
    if (fact != NULL && !is_said(n->other, &own->at) &&
        (fact->number != own->value.base || fact->prefix != own->value.prefix)) {
        n->other = &own->at;
        lock_report_other(s->lock, s->diags, fact, own->at);
    }
    if (is_said(n->reported, &own->at))
        return;
    conflict = nat_conflict(s, own->value, &where);
    if (conflict == NULL)
        conflict = way_conflict(s, from, own->value, &where);
    if (conflict == NULL)
        return;
    n->reported = &own->at;
    d = diag_report(s->diags, L0233, own->at, "the subnet of the NAT bridge meets the %s",
                    conflict);
    diag_note(d, where, "the same addresses");
    diag_help(d, "leave `nat_subnet` out to have one chosen");
}

/* Takes the subnet that the lock keeps. False if it cannot be. */
static bool take_locked(struct nat_subnets *n, const struct ast_server *from,
                        const struct lock_fact *fact, struct subnet *out)
{
    struct subnet kept = {fact->number, fact->prefix};
    const char *conflict;
    struct span where;

    if (n->checked.prefix != kept.prefix || n->checked.base != kept.base) {
        n->checked = kept;
        n->conflict = nat_conflict(n->s, kept, &n->where);
        if (n->conflict != NULL)
            lock_report_taken(n->s->lock, n->s->diags, fact, n->where,
                              arena_printf(n->s->arena, "the %s", n->conflict));
    }
    conflict = n->conflict == NULL ? way_conflict(n->s, from, kept, &where) : NULL;
    if (conflict != NULL)
        lock_report_taken(n->s->lock, n->s->diags, fact, where,
                          arena_printf(n->s->arena, "the %s", conflict));
    if ((conflict != NULL || n->conflict != NULL) && n->s->lock->relock)
        return false;
    *out = kept;
    return true;
}

static struct subnet assign_subnet(struct nat_subnets *n, const struct ast_server *from,
                                   const struct lock_fact *fact)
{
    struct sema *s = n->s;
    struct subnet subnet = n->chosen;

    if ((fact == NULL || !take_locked(n, from, fact, &subnet)) && !n->found &&
        n->reported == NULL) {
        n->reported = &from->at;
        diag_help(diag_report(s->diags, L0241, from->at,
                              "no subnet is left for the NAT bridge of `%s`", from->name.text),
                  "write `nat_subnet: ` and a range that the stack does not use, for example "
                  "below `defaults: {server: ...}`");
    }
    lock_keep(s->lock, LOCK_NAT_SUBNET, from->name.text, "", subnet.base, subnet.prefix);
    return subnet;
}

void sema_nat(struct sema *s)
{
    const struct ast_server *from = s->ast->servers.items;
    struct nat_subnets n = {.s = s};

    n.found = choose_nat(s, &n.chosen);
    for (size_t i = 0; i < s->ir->server_count; i++) {
        struct ir_server *to = &s->ir->servers[i];
        struct lock_fact *fact = lock_find(s->lock, LOCK_NAT_SUBNET, to->name, "");
        bool own = from[i].nat_subnet.at.line != 0;

        if (own)
            check_own(&n, &from[i], fact);
        to->nat_subnet = own ? from[i].nat_subnet.value : assign_subnet(&n, &from[i], fact);
        to->nat_address = to->nat_subnet.base + 1;
    }
}
