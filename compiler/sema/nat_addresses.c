/* Addresses of containers on the NAT bridges: what the lock keeps, then what is left. */
#include "sema/parts.h"

enum host_state { HOST_FREE, HOST_TAKEN, HOST_FREED };

struct nat_addresses {
    struct sema *s;
    unsigned char *hosts;      /* enum host_state of each number; all free between servers */
    struct lock_fact **facts;  /* of the containers, in their order; NULL: none */
    struct lock_fact **former; /* lists, by server: lines of containers that are not there */
};

/* Of its NAT subnet; 0 if there is none. */
static uint32_t size_of(const struct ir_server *server)
{
    return server->nat_subnet.prefix == 0
               ? 0
               : subnet_last(server->nat_subnet) - server->nat_subnet.base;
}

/* Has the fact's address a number that a container may have there? The first is the server's. */
static bool is_host(const struct ir_server *server, const struct lock_fact *fact)
{
    return subnet_holds(server->nat_subnet, fact->number) &&
           fact->number >= server->nat_subnet.base + 2 &&
           fact->number < subnet_last(server->nat_subnet);
}

static void take_host(struct nat_addresses *n, struct ir_container *c, uint32_t host)
{
    n->hosts[host] = HOST_TAKEN;
    c->nat_address = c->server->nat_subnet.base + host;
}

/* Two lines with one number: finds the other one. */
static void report_twins(const struct nat_addresses *n, const struct ir_server *server,
                         const struct lock_fact *fact)
{
    if (n->s->lock->relock || diags_full(n->s->diags))
        return; /* the search is long */
    for (size_t i = 0; i < server->container_count; i++) {
        const struct ir_container *c = server->containers[i];

        if (c->nat_address == fact->number)
            lock_report_twins(n->s->lock, n->s->diags, n->facts[c - n->s->ir->containers], fact);
    }
}

/* Reports addresses outside, unless it has been said already that the subnet is another. */
static void report_outside(const struct nat_addresses *n, const struct ir_server *server,
                           const struct lock_fact *first, size_t count)
{
    const struct ast_server *from = sema_written_server(n->s, server);
    const struct lock_fact *kept = lock_find(n->s->lock, LOCK_NAT_SUBNET, server->name, "");
    struct span at = from->nat_subnet.at.line != 0 ? from->nat_subnet.at : server->at;

    if (kept != NULL &&
        (kept->number != server->nat_subnet.base || kept->prefix != server->nat_subnet.prefix))
        return;
    if (!ast_is_faulty(from->nat_subnet.at))
        lock_report_outside(n->s->lock, n->s->diags, first, count, at,
                            arena_printf(n->s->arena, "the NAT subnet of `%s`", server->name),
                            server->nat_subnet);
}

/* Gives the containers what the lock keeps for them. */
static void claim_locked(struct nat_addresses *n, const struct ir_server *server)
{
    const struct lock_fact *outside = NULL;
    size_t count = 0;

    for (size_t i = 0; i < server->container_count; i++) {
        struct ir_container *c = server->containers[i];
        const struct lock_fact *fact = n->facts[c - n->s->ir->containers];

        if (fact == NULL)
            continue;
        if (!is_host(server, fact)) {
            outside = outside == NULL ? fact : outside;
            count++;
        } else if (n->hosts[fact->number - server->nat_subnet.base] == HOST_TAKEN) {
            report_twins(n, server, fact);
        } else {
            take_host(n, c, fact->number - server->nat_subnet.base);
        }
    }
    if (count > 0)
        report_outside(n, server, outside, count);
}

static void note_former(struct nat_addresses *n, const struct ir_server *server)
{
    for (struct lock_fact *f = n->former[server - n->s->ir->servers]; f != NULL; f = f->next) {
        f->gone = !is_host(server, f);
        if (!f->gone)
            n->hosts[f->number - server->nat_subnet.base] = HOST_FREED;
    }
}

/* The number of the first network's address if it is free, so that people recognise it, else the
 * next one; those of containers that are gone come last. There are enough. */
static void claim_left(struct nat_addresses *n, const struct ir_server *server)
{
    uint32_t size = size_of(server), next = 2, reused = 2;

    for (size_t i = 0; i < server->container_count; i++) {
        struct ir_container *c = server->containers[i];
        uint32_t host = c->nic_count > 0 ? c->nics[0].address & size : 0;

        if (c->nat_address == 0 && host >= 2 && host < size && n->hosts[host] == HOST_FREE)
            take_host(n, c, host);
    }
    for (size_t i = 0; i < server->container_count; i++) {
        if (server->containers[i]->nat_address != 0)
            continue;
        while (next < size && n->hosts[next] != HOST_FREE)
            next++;
        while (next == size && n->hosts[reused] != HOST_FREED)
            reused++;
        take_host(n, server->containers[i], next < size ? next : reused);
    }
}

/* Tells the lock, and leaves no trace in `hosts`. */
static void finish(struct nat_addresses *n, const struct ir_server *server)
{
    uint32_t base = server->nat_subnet.base;

    for (struct lock_fact *f = n->former[server - n->s->ir->servers]; f != NULL; f = f->next) {
        f->gone = f->gone || n->hosts[f->number - base] == HOST_TAKEN;
        if (is_host(server, f) && n->hosts[f->number - base] == HOST_FREED)
            n->hosts[f->number - base] = HOST_FREE;
    }
    for (size_t i = 0; i < server->container_count; i++) {
        const struct ir_container *c = server->containers[i];

        n->hosts[c->nat_address - base] = HOST_FREE;
        lock_keep(n->s->lock, LOCK_NAT, c->name, server->name, c->nat_address, 0);
    }
}

static void assign(struct nat_addresses *n, const struct ir_server *server)
{
    const struct ast_server *from = sema_written_server(n->s, server);
    uint32_t size = size_of(server);

    if (size == 0)
        return;
    if (server->container_count + 2 > size) {
        diag_help(diag_report(n->s->diags, L0240,
                              from->nat_subnet.at.line != 0 ? from->nat_subnet.at : server->at,
                              "`%s` has %zu containers, its NAT bridge %u addresses", server->name,
                              server->container_count, size < 2 ? 0 : size - 2),
                  "give it a larger `nat_subnet`, or move containers to other servers");
        return;
    }
    note_former(n, server);
    claim_locked(n, server);
    claim_left(n, server);
    finish(n, server);
}

/* Finds the lines of the containers that are there, and sorts the others by server. */
static void find_facts(struct nat_addresses *n)
{
    struct sema *s = n->s;

    for (size_t i = 0; i < s->ir->container_count; i++)
        n->facts[i] = lock_find(s->lock, LOCK_NAT, s->ir->containers[i].name,
                                s->ir->containers[i].server->name);
    for (size_t i = s->lock->count; i-- > 0;) {
        struct lock_fact *f = &s->lock->lines[i];
        const struct ir_server *server;

        if (f->kind != LOCK_NAT || f->living)
            continue;
        server = map_get(&s->servers, f->place);
        if (server == NULL)
            continue;
        f->next = n->former[server - s->ir->servers];
        n->former[server - s->ir->servers] = f;
    }
}

void sema_nat_addresses(struct sema *s)
{
    struct nat_addresses n = {.s = s};
    uint32_t most = 0;

    for (size_t i = 0; i < s->ir->server_count; i++)
        most = size_of(&s->ir->servers[i]) > most ? size_of(&s->ir->servers[i]) : most;
    n.hosts = arena_alloc(s->arena, (size_t)most + 1);
    n.facts = arena_alloc(s->arena, s->ir->container_count * sizeof(struct lock_fact *));
    n.former = arena_alloc(s->arena, s->ir->server_count * sizeof(struct lock_fact *));
    find_facts(&n);
    for (size_t i = 0; i < s->ir->server_count; i++)
        assign(&n, &s->ir->servers[i]);
}
