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

/* VLANs that the file gives, each once. */
static const struct ast_network **take_vlans(struct sema *s, const struct ast_network *networks,
                                             size_t count)
{
    const struct ast_network **taken =
        arena_alloc(s->arena, (LAST_VLAN + 1) * sizeof(struct ast_network *));

    for (size_t i = 0; i < count; i++) {
        const struct ast_network *n = &networks[i];
        struct diag *d;

        if (n->vlan.at.line == 0)
            continue;
        if (taken[n->vlan.value] == NULL) {
            taken[n->vlan.value] = n;
            continue;
        }
        d = diag_report(s->diags, L0238, n->vlan.at, "the VLAN %lld has been given already",
                        n->vlan.value);
        diag_note(d, taken[n->vlan.value]->vlan.at, "`%s` has it", taken[n->vlan.value]->name.text);
        diag_help(d, "leave `vlan` out to have one assigned");
    }
    return taken;
}

static int next_vlan(const struct ast_network *const *taken, int *at)
{
    for (int tries = 0; tries < LAST_VLAN; tries++) {
        int vlan = *at;

        *at = *at == LAST_VLAN ? 1 : *at + 1;
        if (taken[vlan] == NULL)
            return vlan;
    }
    return 0;
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
    const struct ast_network **taken;
    int next = FIRST_VLAN;

    s->ir->networks = arena_alloc(s->arena, count * sizeof *s->ir->networks);
    s->ir->network_count = count;
    if (count > LAST_VLAN) {
        diag_help(diag_report(s->diags, L0239, from[LAST_VLAN].at, "these are %zu networks", count),
                  "a stack can have %d", LAST_VLAN);
        count = LAST_VLAN;
    }
    check_overlaps(s, from, count);
    taken = take_vlans(s, from, count);
    for (size_t i = 0; i < s->ir->network_count; i++) {
        struct ir_network *to = &s->ir->networks[i];

        *to = (struct ir_network){.name = from[i].name.text,
                                  .at = from[i].at,
                                  .subnet = from[i].subnet.value,
                                  .domain = from[i].domain.text};
        to->vlan = from[i].vlan.at.line != 0
                       ? (int)from[i].vlan.value
                       : next_vlan((const struct ast_network *const *)taken, &next);
        sema_check_subnet(s, &from[i].subnet);
        (void)map_add(&s->networks, to->name, to);
    }
}
