/* Networks: subnets apart from one another, a VLAN each. */
#include <stdlib.h>

#include "sema/parts.h"

/* Assigned VLANs begin here: low numbers are common on real switches. */
enum { FIRST_VLAN = 101, LAST_VLAN = 4094 };

struct claim {
    struct subnet subnet;
    const struct ast_network *by;
};

static int by_base(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;

    if (x->subnet.base != y->subnet.base)
        return x->subnet.base < y->subnet.base ? -1 : 1;
    if (x->subnet.prefix != y->subnet.prefix)
        return x->subnet.prefix - y->subnet.prefix;
    return (x->by > y->by) - (x->by < y->by);
}

/* Sorted by base, a subnet can only overlap with the one before that reaches farthest. */
static void check_overlaps(struct sema *s, const struct ast_network *networks, size_t count)
{
    struct claim *claims = arena_alloc(s->arena, (count + 1) * sizeof *claims);
    const struct claim *widest = NULL;
    size_t n = 0;

    for (size_t i = 0; i < count; i++)
        if (networks[i].subnet.at.line != 0)
            claims[n++] = (struct claim){networks[i].subnet.value, &networks[i]};
    qsort(claims, n, sizeof *claims, by_base);
    for (size_t i = 0; i < n; i++) {
        if (widest != NULL && subnets_overlap(widest->subnet, claims[i].subnet)) {
            const struct ast_network *a = widest->by, *b = claims[i].by;
            const struct ast_network *first = a < b ? a : b, *second = a < b ? b : a;
            struct diag *d = diag_report(s->diags, L0232, second->subnet.at,
                                         "the subnet of `%s` overlaps with that of `%s`",
                                         second->name.text, first->name.text);

            diag_note(d, first->subnet.at, "`%s` has these addresses", first->name.text);
            diag_help(d, "give each network a range of its own, such as 10.%zu.0.0/16",
                      100 + count);
        }
        if (widest == NULL || subnet_last(claims[i].subnet) > subnet_last(widest->subnet))
            widest = &claims[i];
    }
}

/* Who has which VLAN. */
struct vlans {
    struct {
        const struct ast_network *by; /* NULL: free */
        struct lock_fact *fact;       /* if it has it by the lock */
        bool freed;                   /* the lock keeps it for one that is gone */
    } taken[LAST_VLAN + 1];
    int next, next_freed; /* where the search goes on */
};

/* VLANs that the file gives, each once. */
static void take_written(struct sema *s, struct vlans *v, const struct ast_network *n)
{
    struct lock_fact *fact = lock_find(s->lock, LOCK_VLAN, n->name.text, "");
    struct diag *d;

    if (fact != NULL && fact->number != n->vlan.value)
        lock_report_other(s->lock, s->diags, fact, n->vlan.at);
    if (v->taken[n->vlan.value].by == NULL) {
        v->taken[n->vlan.value].by = n;
        return;
    }
    d = diag_report(s->diags, L0238, n->vlan.at, "the VLAN %lld has been given already",
                    n->vlan.value);
    diag_note(d, v->taken[n->vlan.value].by->vlan.at, "`%s` has it",
              v->taken[n->vlan.value].by->name.text);
    diag_help(d, "leave `vlan` out to have one assigned");
}

/* What the lock keeps for the network; 0 if it is nothing, or somebody else's. */
static int take_locked(struct sema *s, struct vlans *v, const struct ast_network *n)
{
    struct lock_fact *fact = lock_find(s->lock, LOCK_VLAN, n->name.text, "");
    const struct ast_network *other;

    if (fact == NULL)
        return 0;
    other = v->taken[fact->number].by;
    if (other == NULL) {
        v->taken[fact->number].by = n;
        v->taken[fact->number].fact = fact;
        return (int)fact->number;
    }
    if (v->taken[fact->number].fact != NULL)
        lock_report_twins(s->lock, s->diags, v->taken[fact->number].fact, fact);
    else
        lock_report_taken(s->lock, s->diags, fact, other->vlan.at,
                          arena_printf(s->arena, "`%s`", other->name.text));
    return 0;
}

/* VLANs of networks that are gone are given last. */
static void note_freed(struct sema *s, struct vlans *v)
{
    for (size_t i = 0; i < s->lock->count; i++)
        if (s->lock->lines[i].kind == LOCK_VLAN && !s->lock->lines[i].living)
            v->taken[s->lock->lines[i].number].freed = true;
}

static void forget_taken(struct sema *s, const struct vlans *v)
{
    for (size_t i = 0; i < s->lock->count; i++) {
        struct lock_fact *fact = &s->lock->lines[i];

        if (fact->kind == LOCK_VLAN && !fact->living)
            fact->gone = v->taken[fact->number].by != NULL;
    }
}

/* The next VLAN from `*at` on that is free, or 0. */
static int next_vlan(const struct vlans *v, int *at, bool freed)
{
    for (int tries = 0; tries < LAST_VLAN; tries++) {
        int vlan = *at;

        *at = *at == LAST_VLAN ? 1 : *at + 1;
        if (v->taken[vlan].by == NULL && v->taken[vlan].freed == freed)
            return vlan;
    }
    return 0;
}

static int assign_vlan(struct vlans *v, const struct ast_network *n)
{
    int vlan = next_vlan(v, &v->next, false);

    if (vlan == 0)
        vlan = next_vlan(v, &v->next_freed, true);
    v->taken[vlan].by = n;
    return vlan;
}

/* Gives each network its VLAN: what is written, then what the lock keeps, then what is left. */
static void set_vlans(struct sema *s, const struct ast_network *from, size_t count)
{
    struct vlans *v = arena_new(s->arena, struct vlans);
    struct ir_network *to = s->ir->networks;

    v->next = v->next_freed = FIRST_VLAN;
    for (size_t i = 0; i < count; i++)
        if (from[i].vlan.at.line != 0)
            take_written(s, v, &from[i]);
    for (size_t i = 0; i < count; i++)
        to[i].vlan =
            from[i].vlan.at.line != 0 ? (int)from[i].vlan.value : take_locked(s, v, &from[i]);
    note_freed(s, v);
    for (size_t i = 0; i < count; i++) {
        if (to[i].vlan == 0)
            to[i].vlan = assign_vlan(v, &from[i]);
        if (from[i].vlan.at.line == 0)
            lock_keep(s->lock, LOCK_VLAN, from[i].name.text, "", (uint32_t)to[i].vlan, 0);
    }
    forget_taken(s, v);
}

void sema_check_subnet(struct sema *s, const struct ast_subnet *subnet)
{
    if (subnet->at.line != 0 && subnet_fault(subnet->value) != NULL)
        diag_help(diag_report(s->diags, L0245, subnet->at, "%s: an address in it is %s",
                              subnet_text(s->arena, subnet->value), subnet_fault(subnet->value)),
                  "choose a private range, such as 10.100.0.0/16");
}

void sema_networks(struct sema *s)
{
    const struct ast_network *from = s->ast->networks.items;
    size_t count = s->ast->networks.count;

    s->ir->networks = arena_alloc(s->arena, count * sizeof *s->ir->networks);
    s->ir->network_count = count;
    if (count > LAST_VLAN) {
        diag_help(diag_report(s->diags, L0239, from[LAST_VLAN].at, "these are %zu networks", count),
                  "a stack can have %d", LAST_VLAN);
        count = LAST_VLAN;
    }
    check_overlaps(s, from, count);
    for (size_t i = 0; i < s->ir->network_count; i++) {
        struct ir_network *to = &s->ir->networks[i];

        *to = (struct ir_network){.name = from[i].name.text,
                                  .at = from[i].at,
                                  .subnet = from[i].subnet.value,
                                  .domain = from[i].domain.text};
        to->zone = to->domain != NULL ? to->domain : to->name;
        sema_check_subnet(s, &from[i].subnet);
        (void)map_add(&s->networks, to->name, to);
    }
    set_vlans(s, from, count);
}
