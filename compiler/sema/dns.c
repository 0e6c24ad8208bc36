/* Name service: who answers, for which zones. */
#include <string.h>

#include "sema/parts.h"

/* Domains that resolvers treat apart: RFC 6761, RFC 6762, RFC 7686. */
static void check_reserved(struct sema *s, const struct ast_network *n)
{
    static const char *const reserved[] = {"local", "localhost", "invalid", "onion"};
    const char *dot = strrchr(n->domain.text, '.');
    const char *last = dot != NULL ? dot + 1 : n->domain.text;

    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(last, reserved[i]) == 0)
            diag_help(diag_report(s->diags, L0424, n->domain.at, "`%s` has a meaning of its own",
                                  n->domain.text),
                      "take a domain that you own, or one below `internal` or `home.arpa`");
}

/* A zone of addresses belongs to the name server, which makes it of the subnets. */
static void check_addresses(struct sema *s, const struct ast_network *n)
{
    static const char *const apexes[] = {"in-addr.arpa", "ip6.arpa"};
    size_t len = strlen(n->domain.text);

    for (size_t i = 0; i < sizeof apexes / sizeof *apexes; i++) {
        size_t apex = strlen(apexes[i]);

        if (len >= apex && strcmp(n->domain.text + len - apex, apexes[i]) == 0 &&
            (len == apex || n->domain.text[len - apex - 1] == '.'))
            diag_help(diag_report(s->diags, L0530, n->domain.at,
                                  "`%s` is where addresses are looked up", n->domain.text),
                      "write the domain of the names; that of the addresses follows from `subnet`");
    }
}

/* Has a network with this domain a container of this name? */
static const struct ir_container *host_in_zone(struct sema *s, const struct ast_network *zone,
                                               const char *name)
{
    const struct ir_container *c = map_get(&s->containers, name);
    const struct ir_network *network = map_get(&s->networks, zone->name.text);

    return c != NULL && network != NULL && sema_nic(c, network) != NULL ? c : NULL;
}

/* Is the domain `LABEL.DOMAIN`, where LABEL is a host of the network DOMAIN? */
static void check_label(struct sema *s, struct map *zones, const struct ast_network *n)
{
    const char *dot = strchr(n->domain.text, '.');
    const struct ast_network *parent = dot != NULL ? map_get(zones, dot + 1) : NULL;
    const struct ir_container *host;
    struct diag *d;

    if (parent == NULL)
        return;
    host = host_in_zone(s, parent,
                        arena_strndup(s->arena, n->domain.text, (size_t)(dot - n->domain.text)));
    if (host == NULL)
        return;
    d = diag_report(s->diags, L0421, n->domain.at, "`%s` is the name of a container, too",
                    n->domain.text);
    diag_note(d, host->at, "`%s` on the network `%s`", host->name, parent->name.text);
    diag_help(d, "give the network another domain, or rename the container");
}

/* `n` has the zone of `other`, one of them by its name alone. */
static void report_twin(struct sema *s, const struct ast_network *other,
                        const struct ast_network *n)
{
    const struct ast_network *nameless = n->domain.at.line == 0 ? n : other;
    const struct ast_network *named = n->domain.at.line == 0 ? other : n;
    struct diag *d;

    if (n->domain.at.line != 0 && other->domain.at.line != 0) {
        d = diag_report(s->diags, L0420, n->domain.at, "`%s` has the domain `%s` already",
                        other->name.text, n->domain.text);
        diag_note(d, other->domain.at, "given here");
        diag_help(d, "give each network a domain of its own: `%s.%s`", n->name.text,
                  n->domain.text);
        return;
    }
    d = diag_report(s->diags, L0420, named->domain.at,
                    "`%s` is the zone of the network of this name, which has no domain",
                    named->domain.text);
    diag_note(d, nameless->at, "`%s`", nameless->name.text);
    diag_help(d, "give each network a domain of its own");
}

/* Without a domain, a network's name is one of the whole world: `dev` hides web.dev and all such.
 */
static void warn_nameless(struct sema *s)
{
    const struct ast_network *n = s->ast->networks.items, *first = NULL;
    size_t count = 0;

    for (size_t i = 0; i < s->ast->networks.count; i++) {
        if (n[i].domain.at.line != 0)
            continue;
        first = first != NULL ? first : &n[i];
        count++;
    }
    if (first != NULL)
        diag_help(diag_report(s->diags, L0531, first->at,
                              count == 1 ? "the network `%s` has no domain"
                                         : "the network `%s` and others have no domain",
                              first->name.text),
                  "write `domain: %s.` and a domain that you own, or `%s.internal`",
                  first->name.text, first->name.text);
}

/* What is wrong with a zone for its own sake, and zones that two networks have. */
static void check_zones(struct sema *s)
{
    const struct ast_network *n = s->ast->networks.items;
    struct map zones = {.arena = s->arena};
    bool served = s->ast->dns.at.line != 0;

    for (size_t i = 0; i < s->ast->networks.count; i++) {
        const struct ast_network *other;
        bool written = n[i].domain.at.line != 0;

        if (written) {
            check_reserved(s, &n[i]);
            if (served)
                check_addresses(s, &n[i]);
        } else if (n[i].name.text == NULL || ast_is_faulty(n[i].domain.at)) {
            continue;
        }
        other = map_add(&zones, written ? n[i].domain.text : n[i].name.text, (void *)&n[i]);
        if (other != NULL && served)
            report_twin(s, other, &n[i]);
    }
}

/* With a name server, a name has one meaning. */
static void check_hosts(struct sema *s)
{
    const struct ast_network *n = s->ast->networks.items;
    struct map zones = {.arena = s->arena};

    for (size_t i = 0; i < s->ast->networks.count; i++)
        if (n[i].domain.at.line != 0)
            (void)map_add(&zones, n[i].domain.text, (void *)&n[i]);
    for (size_t i = 0; i < s->ast->networks.count; i++)
        if (n[i].domain.at.line != 0)
            check_label(s, &zones, &n[i]);
}

/* Containers that share no network with the name server. */
static void check_reach(struct sema *s, const struct ir_container *on)
{
    bool *served = arena_alloc(s->arena, s->ir->network_count * sizeof *served);
    bool *told = arena_alloc(s->arena, s->ir->network_count * sizeof *told);

    for (size_t i = 0; i < on->nic_count; i++)
        served[on->nics[i].network - s->ir->networks] = true;
    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];
        const struct ir_network *n = c->nic_count > 0 ? c->nics[0].network : NULL;
        size_t nic = 0;
        struct diag *d;

        while (nic < c->nic_count && !served[c->nics[nic].network - s->ir->networks])
            nic++;
        if (n == NULL || nic < c->nic_count || told[n - s->ir->networks])
            continue;
        told[n - s->ir->networks] = true;
        d = diag_report(s->diags, L0422, s->ast->dns.on.at, "`%s` is not on the network `%s`",
                        on->name, n->name);
        diag_note(d, c->at, "`%s` cannot ask it", c->name);
        diag_help(d, "add `%s` to the networks of `%s`", n->name, on->name);
    }
}

/* It must not ask itself. */
static void check_forward(struct sema *s, const struct ir_container *on)
{
    const struct ast_address *forward = s->ast->dns.forward.items;

    for (size_t i = 0; i < s->ast->dns.forward.count; i++) {
        uint32_t number = forward[i].value.ipv6 ? 0 : address_number(&forward[i].value);
        bool own = number != 0 && number == on->nat_address;
        struct diag *d;

        for (size_t k = 0; k < on->nic_count; k++)
            own = own || (number != 0 && number == on->nics[k].address);
        if (!own && (forward[i].value.ipv6 || number >> 24 != 127))
            continue;
        d = diag_report(s->diags, L0532, forward[i].at, "`%s` is the name server itself",
                        forward[i].value.text);
        diag_note(d, on->at, "`%s`", on->name);
        diag_help(d, "write the name servers of the world outside, or leave `forward` out to ask "
                     "as the server does");
    }
}

void sema_dns(struct sema *s)
{
    const struct ast_dns *from = &s->ast->dns;
    struct ir_dns *to = &s->ir->dns;

    check_zones(s);
    if (from->at.line == 0)
        return;
    check_hosts(s);
    to->at = from->at;
    to->on = sema_find_container(s, &from->on);
    to->forward.items = arena_alloc(s->arena, from->forward.count * sizeof(char *));
    for (size_t i = 0; i < from->forward.count; i++)
        to->forward.items[to->forward.count++] = from->forward.items[i].value.text;
    if (to->on == NULL)
        return;
    check_forward(s, to->on);
    if (to->on->nic_count == 0 && !to->on->jump_box && sema_networks_known(s, to->on))
        diag_help(diag_report(s->diags, L0423, from->on.at, "`%s` is on no network", to->on->name),
                  "write `networks: ` and all that it shall serve");
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors > 0)
        return;
    check_reach(s, to->on);
    warn_nameless(s);
    sema_dns_clients(s);
}
