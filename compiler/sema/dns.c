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

static void check_zones(struct sema *s)
{
    const struct ast_network *n = s->ast->networks.items;
    struct map zones = {.arena = s->arena};

    for (size_t i = 0; i < s->ast->networks.count; i++) {
        const struct ast_network *other;
        struct diag *d;

        if (n[i].domain.at.line == 0)
            continue;
        check_reserved(s, &n[i]);
        other = map_add(&zones, n[i].domain.text, (void *)&n[i]);
        if (other == NULL || s->ast->dns.at.line == 0)
            continue;
        d = diag_report(s->diags, L0420, n[i].domain.at, "`%s` has the domain `%s` already",
                        other->name.text, n[i].domain.text);
        diag_note(d, other->domain.at, "given here");
        diag_help(d, "give each network a domain of its own: `%s.%s`", n[i].name.text,
                  n[i].domain.text);
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
    if (to->on->nic_count == 0 && !to->on->jump_box && sema_networks_known(s, to->on))
        diag_help(diag_report(s->diags, L0423, from->on.at, "`%s` is on no network", to->on->name),
                  "write `networks: ` and all that it shall serve");
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors == 0)
        check_reach(s, to->on);
}
