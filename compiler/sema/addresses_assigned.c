/* Addresses of containers: those that are left. */
#include "sema/addresses.h"

/* The same suffix in all networks that have none yet, as people expect. */
static bool claim_free(struct addresses *a, struct ir_container *c, long long suffix, bool reuse)
{
    size_t wanted = 0;

    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_network *n = c->nics[i].network;

        if (c->nics[i].address != 0)
            continue;
        if (!addresses_is_free(a, n, addresses_composed(c, n, suffix), reuse))
            return false;
        wanted++;
    }
    for (size_t i = 0; i < c->nic_count && wanted > 0; i++) {
        struct ir_nic *nic = &c->nics[i];

        if (nic->address != 0)
            continue;
        addresses_claim(a, c, nic, addresses_composed(c, nic->network, suffix), nic->at);
        lock_keep(a->s->lock, LOCK_ADDRESS, c->name, nic->network->name, nic->address, 0);
    }
    return true;
}

/* No suffix is free in all of the networks at once: why? */
static void report_none_left(struct addresses *a, const struct ir_container *c,
                             const struct origin *o)
{
    const struct ir_network *small = NULL;
    struct diag *d;

    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_network *n = c->nics[i].network;

        if (c->nics[i].address != 0)
            continue;
        if (!addresses_check_segment(a, c, n))
            return;
        if (n->subnet.prefix > 24 && (small == NULL || n->subnet.prefix > small->subnet.prefix))
            small = n;
    }
    d = diag_report(a->s->diags, L0226, c->at, "no address is left for `%s`", o->from->name.text);
    if (small != NULL)
        diag_help(d, "`%s` (%s) has %u addresses: give it a larger subnet", small->name,
                  subnet_text(a->s->arena, small->subnet),
                  subnet_last(small->subnet) - small->subnet.base - 1);
    else
        diag_help(d,
                  "`%s` gives its containers the suffixes 1 to 254 in segment %d; give some an "
                  "`address`, or move some to another server",
                  c->server->name, c->server->segment);
}

/* From `first` to `last`; returns the suffix, or -1 if none of them is free. */
static long long claim_one_of(struct addresses *a, struct ir_container *c, long long first,
                              long long last, bool reuse)
{
    for (long long suffix = first; suffix <= last; suffix++)
        if (claim_free(a, c, suffix, reuse))
            return suffix;
    return -1;
}

/* `*next` is where the search on this server goes on: most suffixes below are taken. */
static bool claim_next(struct addresses *a, struct ir_container *c, long long *next, bool reuse)
{
    long long suffix = claim_one_of(a, c, *next, LAST_SUFFIX, reuse);

    if (suffix >= 0) {
        *next = c->nic_count > 0 && !reuse ? suffix : *next;
        return true;
    }
    return claim_one_of(a, c, 1, FIRST_SUFFIX - 1, reuse) >= 0 ||
           claim_one_of(a, c, FIRST_SUFFIX, *next - 1, reuse) >= 0;
}

static bool is_addressed(const struct ir_container *c)
{
    size_t i = 0;

    while (i < c->nic_count && c->nics[i].address != 0)
        i++;
    return i == c->nic_count;
}

bool addresses_claim_assigned(struct addresses *a, struct ir_container *c, const struct origin *o,
                              long long *next)
{
    long long suffix;

    if (o->from->suffix.at.line != 0 || is_addressed(c))
        return true;
    suffix = addresses_locked_suffix(a, c);
    if ((suffix >= 0 && claim_free(a, c, suffix, false)) || claim_next(a, c, next, false) ||
        (a->freed.used > 0 && claim_next(a, c, next, true)))
        return true;
    report_none_left(a, c, o);
    return false;
}
