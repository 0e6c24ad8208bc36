/* Addresses of containers: what is written first, then what the lock keeps, then what is left. */
#include "sema/addresses.h"

#include <stdio.h>

const char *addresses_key(struct claim_key *key, const struct ir_network *n, uint32_t address)
{
    (void)snprintf(key->text, sizeof key->text, "%s %x", n->name, address);
    return key->text;
}

bool addresses_is_host(const struct ir_network *n, uint32_t address)
{
    return subnet_holds(n->subnet, address) && address != n->subnet.base &&
           address != subnet_last(n->subnet);
}

bool addresses_is_free(const struct addresses *a, const struct ir_network *n, uint32_t address,
                       bool reuse)
{
    struct claim_key key = {{0}};

    return addresses_is_host(n, address) &&
           map_get(&a->taken, addresses_key(&key, n, address)) == NULL &&
           (reuse || a->freed.used == 0 || map_get(&a->freed, key.text) == NULL);
}

uint32_t addresses_composed(const struct ir_container *c, const struct ir_network *n,
                            long long suffix)
{
    return n->subnet.base + (uint32_t)c->server->segment * 256u + (uint32_t)suffix;
}

static long long free_suffix(const struct addresses *a, const struct ir_container *c,
                             const struct ir_network *n)
{
    for (long long suffix = FIRST_SUFFIX; suffix <= LAST_SUFFIX; suffix++)
        if (addresses_is_free(a, n, addresses_composed(c, n, suffix), false))
            return suffix;
    return -1;
}

void addresses_claim(struct addresses *a, struct ir_container *c, struct ir_nic *nic,
                     uint32_t address, struct span at)
{
    const struct ir_network *n = nic->network;
    struct claim *mine = arena_new(a->s->arena, struct claim), *other;
    const char *text = ipv4_text(a->s->arena, address);
    struct claim_key key = {{0}};
    long long suffix;
    struct diag *d;

    if (address == n->subnet.base || address == subnet_last(n->subnet)) {
        diag_help(diag_report(a->s->diags, L0223, at, "%s is the %s address of `%s`", text,
                              address == n->subnet.base ? "first" : "broadcast", n->name),
                  "choose one between the two ends of %s", subnet_text(a->s->arena, n->subnet));
        return;
    }
    *mine = (struct claim){c, at, NULL};
    other = map_add(&a->taken, arena_strdup(a->s->arena, addresses_key(&key, n, address)), mine);
    nic->address = address;
    if (other == NULL)
        return;
    d = diag_report(a->s->diags, L0231, at, "`%s` and `%s` both get the address %s",
                    other->container->name, c->name, text);
    diag_label(d, "taken on network `%s`", n->name);
    diag_note(d, other->at, "`%s` has it here", other->container->name);
    if (diags_full(a->s->diags))
        return; /* the search below is long */
    suffix = free_suffix(a, c, n);
    if (suffix >= 0)
        diag_help(d, "the next free suffix on `%s` is %lld", c->server->name, suffix);
    else
        diag_help(d, "no suffix is free on `%s`: give it another `segment`", c->server->name);
}

bool addresses_check_segment(struct addresses *a, const struct ir_container *c,
                             const struct ir_network *n)
{
    unsigned most = (subnet_last(n->subnet) - n->subnet.base) / 256;

    if ((unsigned)c->server->segment <= most)
        return true;
    diag_help(diag_report(a->s->diags, L0222, sema_written_server(a->s, c->server)->segment.at,
                          "segment %d of `%s` lies outside of `%s` (%s)", c->server->segment,
                          c->server->name, n->name, subnet_text(a->s->arena, n->subnet)),
              "%s, or give `%s` a larger subnet",
              most == 0 ? "leave it out"
                        : arena_printf(a->s->arena, "choose one from 0 to %u", most),
              n->name);
    return false;
}

/* Is all that an address is made of known? */
static bool can_be_addressed(const struct sema *s, const struct ir_container *c)
{
    if (ast_is_faulty(sema_written_server(s, c->server)->segment.at))
        return false;
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network->subnet.prefix == 0)
            return false;
    return true;
}

/* Can the container, the first of its entry, have addresses? */
static bool is_good(struct sema *s, size_t i)
{
    const struct ast_container *from = s->origins[i].from;
    const struct ir_container *c = &s->ir->containers[i];

    addresses_check_places(s, from, c);
    return can_be_addressed(s, c) && addresses_check_combination(s, from);
}

void sema_addresses(struct sema *s)
{
    struct addresses a = {.s = s, .taken = {.arena = s->arena}, .freed = {.arena = s->arena}};
    size_t n = s->ir->container_count;
    long long *next = arena_alloc(s->arena, s->ir->server_count * sizeof *next);
    bool *good = arena_alloc(s->arena, n);

    a.outside = arena_alloc(s->arena, s->ir->network_count * sizeof *a.outside);
    for (size_t i = 0; i < s->ir->server_count; i++)
        next[i] = FIRST_SUFFIX;
    for (size_t i = 0; i < n; i++) {
        good[i] = s->origins[i].number > 1
                      ? good[i - 1] && can_be_addressed(s, &s->ir->containers[i])
                      : is_good(s, i);
        if (good[i])
            addresses_claim_written(&a, &s->ir->containers[i], &s->origins[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (good[i])
            addresses_claim_locked(&a, &s->ir->containers[i], &s->origins[i]);
    addresses_report_outside(&a);
    addresses_note_freed(&a);
    for (size_t i = 0; i < n && !diags_full(s->diags); i++) {
        /* Of several, one without an address is enough to say. */
        if (s->origins[i].number > 1)
            good[i] = good[i - 1];
        if (good[i])
            good[i] = addresses_claim_assigned(&a, &s->ir->containers[i], &s->origins[i],
                                               &next[s->ir->containers[i].server - s->ir->servers]);
    }
    addresses_forget_taken(&a);
}
