/* Addresses of containers: what is written first, then what the lock keeps, then what is left. */
#include "sema/parts.h"

#include <stdio.h>

/* Suffixes are assigned from here up, so that low ones remain for people. */
enum { FIRST_SUFFIX = 10, LAST_SUFFIX = 254 };

struct addresses {
    struct sema *s;
    struct map taken;        /* "NETWORK ADDRESS" -> the struct claim that has it */
    struct map freed;        /* "NETWORK ADDRESS" -> the line of a container that is gone */
    struct outside *outside; /* of the networks, in their order */
    const struct ast_container *other; /* the last one that writes other addresses than the lock */
};

struct claim {
    const struct ir_container *container;
    struct span at;
    const struct lock_fact *fact; /* if it comes from the lock */
};

/* Addresses that the lock keeps in a network, but that are none of hosts there. */
struct outside {
    const struct lock_fact *first;
    size_t count;
};

/* A network's name, a blank and 8 digits. */
struct claim_key {
    char text[80];
};

static const char *claim_key(struct claim_key *key, const struct ir_network *n, uint32_t address)
{
    (void)snprintf(key->text, sizeof key->text, "%s %x", n->name, address);
    return key->text;
}

static bool is_host(const struct ir_network *n, uint32_t address)
{
    return subnet_holds(n->subnet, address) && address != n->subnet.base &&
           address != subnet_last(n->subnet);
}

/* `reuse`: may it have been the address of a container that is gone? */
static bool is_free(const struct addresses *a, const struct ir_network *n, uint32_t address,
                    bool reuse)
{
    struct claim_key key = {{0}};

    return is_host(n, address) && map_get(&a->taken, claim_key(&key, n, address)) == NULL &&
           (reuse || a->freed.used == 0 || map_get(&a->freed, key.text) == NULL);
}

static uint32_t composed(const struct ir_container *c, const struct ir_network *n, long long suffix)
{
    return n->subnet.base + (uint32_t)c->server->segment * 256u + (uint32_t)suffix;
}

static long long free_suffix(const struct addresses *a, const struct ir_container *c,
                             const struct ir_network *n)
{
    for (long long suffix = FIRST_SUFFIX; suffix <= LAST_SUFFIX; suffix++)
        if (is_free(a, n, composed(c, n, suffix), false))
            return suffix;
    return -1;
}

/* Takes the address for the interface, or reports why that cannot be. */
static void claim(struct addresses *a, struct ir_container *c, struct ir_nic *nic, uint32_t address,
                  struct span at)
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
    other = map_add(&a->taken, arena_strdup(a->s->arena, claim_key(&key, n, address)), mine);
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

static void claim_explicit(struct addresses *a, struct ir_container *c, struct ir_nic *nic,
                           const struct ast_address *address)
{
    const struct ir_network *n = nic->network;
    uint32_t number = address_number(&address->value);

    if (address->value.ipv6)
        diag_help(diag_report(a->s->diags, L0227, address->at, "%s is an IPv6 address",
                              address->value.text),
                  "choose an IPv4 address of %s", subnet_text(a->s->arena, n->subnet));
    else if (!subnet_holds(n->subnet, number))
        diag_help(diag_report(a->s->diags, L0221, address->at, "%s is not in the network `%s`",
                              address->value.text, n->name),
                  "choose one of %s", subnet_text(a->s->arena, n->subnet));
    else
        claim(a, c, nic, number, address->at);
}

/* Has the subnet room for the server's segment? If not, that is the server's fault: say so there.
 */
static bool check_segment(struct addresses *a, const struct ir_container *c,
                          const struct ir_network *n)
{
    const struct ast_server *servers = a->s->ast->servers.items;
    unsigned most = (subnet_last(n->subnet) - n->subnet.base) / 256;

    if ((unsigned)c->server->segment <= most)
        return true;
    diag_help(diag_report(a->s->diags, L0222, servers[c->server - a->s->ir->servers].segment.at,
                          "segment %d of `%s` lies outside of `%s` (%s)", c->server->segment,
                          c->server->name, n->name, subnet_text(a->s->arena, n->subnet)),
              "%s, or give `%s` a larger subnet",
              most == 0 ? "leave it out"
                        : arena_printf(a->s->arena, "choose one from 0 to %u", most),
              n->name);
    return false;
}

static void claim_suffix(struct addresses *a, struct ir_container *c, struct ir_nic *nic,
                         long long suffix, struct span at)
{
    const struct ir_network *n = nic->network;
    unsigned long long first = (unsigned long long)c->server->segment * 256u;
    unsigned long long most = subnet_last(n->subnet) - n->subnet.base;

    if (!check_segment(a, c, n))
        return;
    if (first + (unsigned long long)suffix > most) {
        struct diag *d = diag_report(
            a->s->diags, L0222, at, "segment %d and suffix %lld lie outside of `%s` (%s)",
            c->server->segment, suffix, n->name, subnet_text(a->s->arena, n->subnet));

        diag_note(d, c->server->at, "`%s` has the segment %d", c->server->name, c->server->segment);
        diag_help(d, "the largest suffix there is %llu", most - first - 1);
        return;
    }
    claim(a, c, nic, composed(c, n, suffix), at);
}

/* The settings that the file gives for the interface. Both lists have one order: `*next` is where
 * to look on. */
static const struct ast_nic *settings_of(const struct ast_container *from, const struct ir_nic *nic,
                                         size_t *next)
{
    while (span_compare(from->networks.items[*next].network.at, nic->at) != 0)
        ++*next;
    return &from->networks.items[*next];
}

/* Does `address:` of the container mean this network? */
static bool is_meant(const struct ast_container *from, const struct ir_container *c,
                     const struct ir_nic *nic)
{
    return from->address.at.line != 0 && !from->address.value.ipv6 &&
           (subnet_holds(nic->network->subnet, address_number(&from->address.value)) ||
            c->nic_count == 1);
}

static bool check_combination(struct sema *s, const struct ast_container *from)
{
    const struct ast_address *address = &from->address;
    struct diag *d;

    for (size_t i = 0; i < from->networks.count && address->at.line == 0; i++)
        address = from->networks.items[i].address.at.line != 0 ? &from->networks.items[i].address
                                                               : address;
    if (address->at.line != 0 && from->count.at.line != 0) {
        d = diag_report(s->diags, L0225, address->at,
                        "`%s` is %lld containers, but this is one address", from->name.text,
                        from->count.value);
        diag_note(d, from->count.at, "because of `count`");
        diag_help(d, "write `suffix: ` with the first number, or leave it out");
        return false;
    }
    if (from->address.at.line != 0 && from->suffix.at.line != 0) {
        d = diag_report(s->diags, L0224, from->address.at, "`address` and `suffix` are both given");
        diag_note(d, from->suffix.at, "the suffix");
        diag_help(d, "keep one; an address for one network only goes under `networks`: "
                     "`NETWORK: {address: ...}`");
        return false;
    }
    return true;
}

/* `address:` that belongs to none of the container's networks. */
static void check_homeless(struct sema *s, const struct ast_container *from,
                           const struct ir_container *c)
{
    /* One of its networks is not known: it may be that one's. */
    if (from->address.at.line == 0 || c->nic_count < from->networks.count ||
        ast_is_faulty(from->networks.at))
        return;
    if (from->address.value.ipv6) {
        diag_help(diag_report(s->diags, L0227, from->address.at, "%s is an IPv6 address",
                              from->address.value.text),
                  "containers have IPv4 addresses");
        return;
    }
    for (size_t i = 0; i < c->nic_count; i++)
        if (is_meant(from, c, &c->nics[i]))
            return;
    diag_help(diag_report(s->diags, L0228, from->address.at,
                          "%s is in none of the networks of `%s`", from->address.value.text,
                          from->name.text),
              "choose an address in one of them, or add its network to `networks`");
}

/* `suffix:` of a container that is on no network. */
static void check_suffix(struct sema *s, const struct ast_container *from)
{
    if (from->suffix.at.line != 0 && from->networks.count == 0 && !ast_is_faulty(from->networks.at))
        diag_help(diag_report(s->diags, L0246, from->suffix.at,
                              "`%s` has a `suffix`, but no network to apply it to",
                              from->name.text),
                  "write `networks: `, or leave `suffix` out");
}

static void report_two_ways(struct addresses *a, const struct ast_container *from,
                            const struct ast_nic *own)
{
    struct diag *d =
        diag_report(a->s->diags, L0224, from->address.at, "`%s` has another address on `%s`",
                    from->name.text, own->network.text);

    diag_note(d, own->address.at, "given here");
    diag_help(d, "keep one of the two");
}

static void claim_written(struct addresses *a, struct ir_container *c, const struct origin *o)
{
    size_t next = 0;

    for (size_t i = 0; i < c->nic_count; i++) {
        struct ir_nic *nic = &c->nics[i];
        const struct ast_nic *own = settings_of(o->from, nic, &next);

        if (own->address.at.line != 0) {
            claim_explicit(a, c, nic, &own->address);
            if (is_meant(o->from, c, nic))
                report_two_ways(a, o->from, own);
        } else if (is_meant(o->from, c, nic))
            claim_explicit(a, c, nic, &o->from->address);
        else if (o->from->suffix.at.line != 0)
            claim_suffix(a, c, nic, o->from->suffix.value + o->number - 1, o->from->suffix.at);
    }
}

/* The file gives an address: not the one that the lock keeps? Said once for all of `count`. */
static void check_written(struct addresses *a, const struct ir_container *c, const struct origin *o,
                          const struct ir_nic *nic, const struct lock_fact *fact)
{
    struct claim_key key = {{0}};
    const struct claim *mine = map_get(&a->taken, claim_key(&key, nic->network, nic->address));

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

    if (!is_host(nic->network, fact->number)) {
        outside->first = outside->first == NULL ? fact : outside->first;
        outside->count++;
        return;
    }
    mine = arena_new(a->s->arena, struct claim);
    *mine = (struct claim){c, nic->at, fact};
    other = map_add(&a->taken,
                    arena_strdup(a->s->arena, claim_key(&key, nic->network, fact->number)), mine);
    if (other == NULL) {
        nic->address = fact->number;
        lock_keep(a->s->lock, LOCK_ADDRESS, c->name, nic->network->name, fact->number, 0);
    } else if (other->fact != NULL)
        lock_report_twins(a->s->lock, a->s->diags, other->fact, fact);
    else
        lock_report_taken(a->s->lock, a->s->diags, fact, other->at,
                          arena_printf(a->s->arena, "`%s`", other->container->name));
}

static void claim_locked(struct addresses *a, struct ir_container *c, const struct origin *o)
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
static void report_outside(const struct addresses *a)
{
    const struct ast_network *from = a->s->ast->networks.items;

    for (size_t i = 0; i < a->s->ir->network_count; i++)
        if (a->outside[i].count > 0)
            lock_report_outside(a->s->lock, a->s->diags, a->outside[i].first, a->outside[i].count,
                                from[i].subnet.at,
                                arena_printf(a->s->arena, "`%s`", from[i].name.text),
                                from[i].subnet.value);
}

/* Addresses of containers that are gone are given last; a line that says nothing any more goes. */
static void note_freed(struct addresses *a)
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
        fact->gone = !is_host(n, fact->number);
        if (!fact->gone)
            (void)map_add(&a->freed, arena_strdup(a->s->arena, claim_key(&key, n, fact->number)),
                          fact);
    }
}

static void forget_taken(struct addresses *a)
{
    struct lock *lock = a->s->lock;

    for (size_t i = 0; i < lock->count; i++) {
        struct lock_fact *fact = &lock->lines[i];
        const struct ir_network *n;
        struct claim_key key = {{0}};

        if (fact->kind != LOCK_ADDRESS || fact->living || fact->gone)
            continue;
        n = map_get(&a->s->networks, fact->place);
        fact->gone = n != NULL && map_get(&a->taken, claim_key(&key, n, fact->number)) != NULL;
    }
}

/* The same suffix in all networks that have none yet, as people expect. */
static bool claim_free(struct addresses *a, struct ir_container *c, long long suffix, bool reuse)
{
    size_t wanted = 0;

    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_network *n = c->nics[i].network;

        if (c->nics[i].address != 0)
            continue;
        if (!is_free(a, n, composed(c, n, suffix), reuse))
            return false;
        wanted++;
    }
    for (size_t i = 0; i < c->nic_count && wanted > 0; i++) {
        struct ir_nic *nic = &c->nics[i];

        if (nic->address != 0)
            continue;
        claim(a, c, nic, composed(c, nic->network, suffix), nic->at);
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
        if (!check_segment(a, c, n))
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

/* The suffix that the container has in other networks by the lock, -1 if it has none. */
static long long locked_suffix(const struct addresses *a, const struct ir_container *c)
{
    for (size_t i = 0; i < c->nic_count && a->s->lock->facts.used > 0; i++) {
        const struct ir_nic *nic = &c->nics[i];
        struct claim_key key = {{0}};
        const struct claim *mine =
            nic->address == 0 ? NULL
                              : map_get(&a->taken, claim_key(&key, nic->network, nic->address));

        if (mine != NULL && mine->fact != NULL &&
            composed(c, nic->network, nic->address & 255u) == nic->address)
            return nic->address & 255u;
    }
    return -1;
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

/* False, and reported, if no address is left. */
static bool claim_assigned(struct addresses *a, struct ir_container *c, const struct origin *o,
                           long long *next)
{
    long long suffix;

    if (o->from->suffix.at.line != 0 || is_addressed(c))
        return true;
    suffix = locked_suffix(a, c);
    if ((suffix >= 0 && claim_free(a, c, suffix, false)) || claim_next(a, c, next, false) ||
        (a->freed.used > 0 && claim_next(a, c, next, true)))
        return true;
    report_none_left(a, c, o);
    return false;
}

/* Is all that an address is made of known? */
static bool can_be_addressed(const struct sema *s, const struct ir_container *c)
{
    const struct ast_server *servers = s->ast->servers.items;

    if (ast_is_faulty(servers[c->server - s->ir->servers].segment.at))
        return false;
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network->subnet.prefix == 0)
            return false;
    return true;
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
        struct ir_container *c = &s->ir->containers[i];

        good[i] = can_be_addressed(s, c);
        if (s->origins[i].number == 1) {
            check_suffix(s, s->origins[i].from);
            check_homeless(s, s->origins[i].from, c);
            good[i] = good[i] && check_combination(s, s->origins[i].from);
        } else {
            good[i] = good[i - 1];
        }
        if (good[i])
            claim_written(&a, c, &s->origins[i]);
    }
    for (size_t i = 0; i < n; i++)
        if (good[i])
            claim_locked(&a, &s->ir->containers[i], &s->origins[i]);
    report_outside(&a);
    note_freed(&a);
    for (size_t i = 0; i < n && !diags_full(s->diags); i++) {
        /* Of several, one without an address is enough to say. */
        if (s->origins[i].number > 1)
            good[i] = good[i - 1];
        if (good[i])
            good[i] = claim_assigned(&a, &s->ir->containers[i], &s->origins[i],
                                     &next[s->ir->containers[i].server - s->ir->servers]);
    }
    forget_taken(&a);
}
