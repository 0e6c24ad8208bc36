/* Addresses of containers: what is written first, then what is left. */
#include "sema/parts.h"

#include <stdio.h>

/* Suffixes are assigned from here up, so that low ones remain for people. */
enum { FIRST_SUFFIX = 10, LAST_SUFFIX = 254 };

struct addresses {
    struct sema *s;
    struct map taken; /* "NETWORK ADDRESS" -> the struct claim that has it */
};

struct claim {
    const struct ir_container *container;
    struct span at;
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

static bool is_free(const struct addresses *a, const struct ir_network *n, uint32_t address)
{
    struct claim_key key = {{0}};

    return subnet_holds(n->subnet, address) && address != n->subnet.base &&
           address != subnet_last(n->subnet) &&
           map_get(&a->taken, claim_key(&key, n, address)) == NULL;
}

static uint32_t composed(const struct ir_container *c, const struct ir_network *n, long long suffix)
{
    return n->subnet.base + (uint32_t)c->server->segment * 256u + (uint32_t)suffix;
}

static long long free_suffix(const struct addresses *a, const struct ir_container *c,
                             const struct ir_network *n)
{
    for (long long suffix = FIRST_SUFFIX; suffix <= LAST_SUFFIX; suffix++)
        if (is_free(a, n, composed(c, n, suffix)))
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
    *mine = (struct claim){c, at};
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

/* The same suffix in all networks that have none yet, as people expect. */
static bool claim_free(struct addresses *a, struct ir_container *c, long long suffix)
{
    size_t wanted = 0;

    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_network *n = c->nics[i].network;

        if (c->nics[i].address != 0)
            continue;
        if (!is_free(a, n, composed(c, n, suffix)))
            return false;
        wanted++;
    }
    for (size_t i = 0; i < c->nic_count && wanted > 0; i++)
        if (c->nics[i].address == 0)
            claim(a, c, &c->nics[i], composed(c, c->nics[i].network, suffix), c->nics[i].at);
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

/* `*next` is where the search on this server goes on: suffixes below are taken. False, and
 * reported, if no address is left. */
static bool claim_assigned(struct addresses *a, struct ir_container *c, const struct origin *o,
                           long long *next)
{
    if (o->from->suffix.at.line != 0)
        return true;
    for (long long suffix = *next; suffix <= LAST_SUFFIX; suffix++)
        if (claim_free(a, c, suffix)) {
            *next = c->nic_count > 0 ? suffix : *next;
            return true;
        }
    for (long long suffix = 1; suffix < FIRST_SUFFIX; suffix++)
        if (claim_free(a, c, suffix))
            return true;
    report_none_left(a, c, o);
    return false;
}

/* Host numbers on the NAT bridge: that of the first network if it is free, so that they seldom
 * change, else the next one. The first belongs to the server. `taken` is all false, before and
 * afterwards. */
static void assign_nat(struct sema *s, struct ir_server *server, bool *taken)
{
    uint32_t size = subnet_last(server->nat_subnet) - server->nat_subnet.base;
    uint32_t next = 2;

    if (server->container_count + 2 > size) {
        const struct ast_server *from = s->ast->servers.items;

        from += server - s->ir->servers;
        diag_help(diag_report(s->diags, L0240,
                              from->nat_subnet.at.line != 0 ? from->nat_subnet.at : server->at,
                              "`%s` has %zu containers, its NAT bridge %u addresses", server->name,
                              server->container_count, size < 2 ? 0 : size - 2),
                  "give it a larger `nat_subnet`, or move containers to other servers");
        return;
    }
    for (size_t i = 0; i < server->container_count; i++) {
        struct ir_container *c = server->containers[i];
        uint32_t host = c->nic_count > 0 ? c->nics[0].address & size : 0;

        if (host >= 2 && host < size && !taken[host]) {
            taken[host] = true;
            c->nat_address = server->nat_subnet.base + host;
        }
    }
    for (size_t i = 0; i < server->container_count; i++) {
        if (server->containers[i]->nat_address != 0)
            continue;
        while (taken[next])
            next++;
        server->containers[i]->nat_address = server->nat_subnet.base + next++;
    }
    for (size_t i = 0; i < server->container_count; i++)
        taken[server->containers[i]->nat_address - server->nat_subnet.base] = false;
}

static void assign_all_nat(struct sema *s)
{
    uint32_t most = 0;
    bool *taken;

    for (size_t i = 0; i < s->ir->server_count; i++) {
        const struct subnet *n = &s->ir->servers[i].nat_subnet;

        if (n->prefix != 0 && subnet_last(*n) - n->base > most)
            most = subnet_last(*n) - n->base;
    }
    taken = arena_alloc(s->arena, (size_t)most + 1);
    for (size_t i = 0; i < s->ir->server_count; i++)
        if (s->ir->servers[i].nat_subnet.prefix != 0) /* else there is none, and that was said */
            assign_nat(s, &s->ir->servers[i], taken);
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
    struct addresses a = {.s = s, .taken = {.arena = s->arena}};
    size_t n = s->ir->container_count;
    long long *next = arena_alloc(s->arena, s->ir->server_count * sizeof *next);
    bool *good = arena_alloc(s->arena, n);

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
    for (size_t i = 0; i < n && !diags_full(s->diags); i++) {
        /* Of several, one without an address is enough to say. */
        if (s->origins[i].number > 1)
            good[i] = good[i - 1];
        if (good[i])
            good[i] = claim_assigned(&a, &s->ir->containers[i], &s->origins[i],
                                     &next[s->ir->containers[i].server - s->ir->servers]);
    }
    assign_all_nat(s);
}
