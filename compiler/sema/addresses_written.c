/* Addresses of containers: those that the file gives. */
#include "sema/addresses.h"

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
        addresses_claim(a, c, nic, number, address->at);
}

static void claim_suffix(struct addresses *a, struct ir_container *c, struct ir_nic *nic,
                         long long suffix, struct span at)
{
    const struct ir_network *n = nic->network;
    unsigned long long first = (unsigned long long)c->server->segment * 256u;
    unsigned long long most = subnet_last(n->subnet) - n->subnet.base;

    if (!addresses_check_segment(a, c, n))
        return;
    if (first + (unsigned long long)suffix > most) {
        struct diag *d = diag_report(
            a->s->diags, L0222, at, "segment %d and suffix %lld lie outside of `%s` (%s)",
            c->server->segment, suffix, n->name, subnet_text(a->s->arena, n->subnet));

        diag_note(d, c->server->at, "`%s` has the segment %d", c->server->name, c->server->segment);
        diag_help(d, "the largest suffix there is %llu", most - first - 1);
        return;
    }
    addresses_claim(a, c, nic, addresses_composed(c, n, suffix), at);
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

bool addresses_check_combination(struct sema *s, const struct ast_container *from)
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
                  "leave `suffix` out, or write `networks: ` and the names of networks");
}

void addresses_check_places(struct sema *s, const struct ast_container *from,
                            const struct ir_container *c)
{
    check_suffix(s, from);
    check_homeless(s, from, c);
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

void addresses_claim_written(struct addresses *a, struct ir_container *c, const struct origin *o)
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
