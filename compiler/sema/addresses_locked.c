/* Addresses of containers: those that the lock keeps. */
#include "sema/addresses.h"

/* The file gives an address: not the one that the lock keeps? Said once for all of `count`. */
static void check_written(struct addresses *a, const struct ir_container *c, const struct origin *o,
                          const struct ir_nic *nic, const struct lock_fact *fact)
{
    struct claim_key key = {{0}};
    const struct claim *mine = map_get(&a->taken, addresses_key(&key, nic->network, nic->address));

    if (fact->number == nic->address || a->other == o->from || mine->container != c)
        return;
    a->other = o->from;
    lock_report_other(a->s->lock, a->s->diags, fact, mine->at);
}

/* Takes the address that the lock keeps for the interface, if it can. */
static void take_locked(struct addresses *a, const struct ir_container *c, struct ir_nic *nic,
                        const struct lock_fact *fact)
{
    struct outside *outside = &a->outside[nic->network - a->s->ir->networks];
    struct claim *mine;
    const struct claim *other;
    struct claim_key key = {{0}};

    if (!addresses_is_host(nic->network, fact->number)) {
        outside->first = outside->first == NULL ? fact : outside->first;
        outside->count++;
        return;
    }
    mine = arena_new(a->s->arena, struct claim);
    *mine = (struct claim){c, nic->at, fact};
    other =
        map_add(&a->taken,
                arena_strdup(a->s->arena, addresses_key(&key, nic->network, fact->number)), mine);
    if (other == NULL) {
        nic->address = fact->number;
        lock_keep(a->s->lock, LOCK_ADDRESS, c->name, nic->network->name, fact->number, 0);
    } else if (other->fact != NULL)
        lock_report_twins(a->s->lock, a->s->diags, other->fact, fact);
    else
        lock_report_taken(a->s->lock, a->s->diags, fact, other->at,
                          arena_printf(a->s->arena, "`%s`", other->container->name));
}

void addresses_claim_locked(struct addresses *a, struct ir_container *c, const struct origin *o)
{
    struct lock *lock = a->s->lock;

    for (size_t i = 0; i < c->nic_count && lock->facts.used > 0; i++) {
        struct ir_nic *nic = &c->nics[i];
        const struct lock_fact *fact = lock_find(lock, LOCK_ADDRESS, c->name, nic->network->name);

        if (fact == NULL)
            continue;
        if (nic->address != 0)
            check_written(a, c, o, nic, fact);
        else
            take_locked(a, c, nic, fact);
    }
}

/* A network whose subnet has changed is one fault, not one of each container. */
void addresses_report_outside(const struct addresses *a)
{
    const struct ast_network *from = a->s->ast->networks.items;

    for (size_t i = 0; i < a->s->ir->network_count; i++)
        if (a->outside[i].count > 0)
            lock_report_outside(a->s->lock, a->s->diags, a->outside[i].first, a->outside[i].count,
                                from[i].subnet.at,
                                arena_printf(a->s->arena, "`%s`", from[i].name.text),
                                from[i].subnet.value);
}

void addresses_note_freed(struct addresses *a)
{
    struct lock *lock = a->s->lock;

    for (size_t i = 0; i < lock->count; i++) {
        struct lock_fact *fact = &lock->lines[i];
        const struct ir_network *n;
        struct claim_key key = {{0}};

        if (fact->kind != LOCK_ADDRESS || fact->living)
            continue;
        n = map_get(&a->s->networks, fact->place);
        if (n == NULL)
            continue;
        fact->gone = !addresses_is_host(n, fact->number);
        if (!fact->gone)
            (void)map_add(&a->freed,
                          arena_strdup(a->s->arena, addresses_key(&key, n, fact->number)), fact);
    }
}

void addresses_forget_taken(struct addresses *a)
{
    struct lock *lock = a->s->lock;

    for (size_t i = 0; i < lock->count; i++) {
        struct lock_fact *fact = &lock->lines[i];
        const struct ir_network *n;
        struct claim_key key = {{0}};

        if (fact->kind != LOCK_ADDRESS || fact->living || fact->gone)
            continue;
        n = map_get(&a->s->networks, fact->place);
        fact->gone = n != NULL && map_get(&a->taken, addresses_key(&key, n, fact->number)) != NULL;
    }
}

long long addresses_locked_suffix(const struct addresses *a, const struct ir_container *c)
{
    for (size_t i = 0; i < c->nic_count && a->s->lock->facts.used > 0; i++) {
        const struct ir_nic *nic = &c->nics[i];
        struct claim_key key = {{0}};
        const struct claim *mine =
            nic->address == 0 ? NULL
                              : map_get(&a->taken, addresses_key(&key, nic->network, nic->address));

        if (mine != NULL && mine->fact != NULL &&
            addresses_composed(c, nic->network, nic->address & 255u) == nic->address)
            return nic->address & 255u;
    }
    return -1;
}
