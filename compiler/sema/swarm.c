/* Docker Swarm: which containers and servers are its nodes, and whether they can be. */
#include <string.h>

#include "sema/parts.h"

/* What Docker's own overlay uses on every node: docs.docker.com, "Use overlay networks". */
enum { SWARM_VXLAN_PORT = 4789 };

static bool nests(const struct ir_container *c)
{
    for (size_t i = 0; i < c->config_count; i++)
        if (strcmp(c->config[i].key, "security.nesting") == 0)
            return strcmp(c->config[i].value, "true") == 0 || strcmp(c->config[i].value, "1") == 0;
    return false;
}

static void add_node(struct sema *s, struct map *seen, const char *name, struct ir_node node)
{
    struct ir_node *to = &s->ir->swarm.nodes[s->ir->swarm.count];
    const struct ir_node *twin = map_add(seen, name, to);
    struct diag *d;

    if (twin != NULL) {
        d = diag_report(s->diags, L0441, node.at, "`%s` is a node already", name);
        diag_note(d, twin->at, "listed here");
        diag_help(d, "a manager works, too: list it once");
        return;
    }
    *to = node;
    s->ir->swarm.count++;
    if (node.container == NULL || nests(node.container))
        return;
    d = diag_report(s->diags, L0442, node.at, "Docker cannot run in `%s`", name);
    diag_note(d, node.container->at, "the container");
    diag_help(d, "write `docker: true` in it");
}

/* A name is that of a server, or of a container or several. */
static void add_named(struct sema *s, struct map *seen, const struct ast_text *name, bool manager)
{
    const struct ir_server *server = map_get(&s->servers, name->text);
    struct ir_group group;

    if (server != NULL) {
        add_node(s, seen, name->text, (struct ir_node){NULL, server, manager, name->at});
        return;
    }
    if (!sema_find_group(s, name, &group))
        return;
    for (size_t i = 0; i < group.count; i++)
        add_node(s, seen, group.items[i].name,
                 (struct ir_node){&group.items[i], group.items[i].server, manager, name->at});
}

/* How many nodes the names stand for: an upper bound. */
static size_t count_nodes(struct sema *s, const struct ast_texts *names)
{
    size_t count = 0;

    for (size_t i = 0; i < names->count; i++) {
        const struct ir_group *group = map_get(&s->groups, names->items[i].text);

        count += group != NULL ? group->count + 1 : 1;
    }
    return count;
}

static void check_quorum(struct sema *s, const struct ast_swarm *from)
{
    size_t managers = 0;

    for (size_t i = 0; i < s->ir->swarm.count; i++)
        managers += s->ir->swarm.nodes[i].manager;
    if (managers > 0 && managers % 2 == 0)
        diag_help(
            diag_report(s->diags, L0440, from->managers.at, "these are %zu managers", managers),
            "make it %zu: an even number bears no more failures than one less", managers - 1);
}

/* Servers are on no network of the stack: nodes of both kinds meet on the servers' own. */
static bool has_server(const struct ir_swarm *swarm)
{
    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->nodes[i].container == NULL)
            return true;
    return false;
}

static bool all_on(const struct ir_swarm *swarm, const struct ir_network *network,
                   const struct ir_node **missing)
{
    for (size_t i = 0; i < swarm->count; i++)
        if (sema_nic(swarm->nodes[i].container, network) == NULL) {
            *missing = &swarm->nodes[i];
            return false;
        }
    return true;
}

/* Without `network`, the only one that all nodes are on. */
static void choose_network(struct sema *s, const struct ast_swarm *from)
{
    struct ir_swarm *swarm = &s->ir->swarm;
    const struct ir_container *first = swarm->nodes[0].container;
    const struct ir_node *missing;
    size_t found = 0;

    for (size_t i = 0; i < first->nic_count; i++)
        if (all_on(swarm, first->nics[i].network, &missing)) {
            swarm->network = found == 0 ? first->nics[i].network : swarm->network;
            found++;
        }
    if (found == 0)
        diag_help(diag_report(s->diags, L0443, from->managers.at,
                              "no network has all nodes of the swarm on it"),
                  "put all of them on one of the `networks`");
    else if (found > 1)
        diag_help(diag_report(s->diags, L0443, from->managers.at,
                              "the nodes of the swarm share %zu networks", found),
                  "say which one they shall use: `network: %s`", swarm->network->name);
}

static void check_network(struct sema *s, const struct ast_swarm *from)
{
    struct ir_swarm *swarm = &s->ir->swarm;
    const struct ir_node *missing = NULL;
    struct diag *d;

    swarm->network = sema_find_network(s, &from->network);
    if (swarm->count == 0 || s->diags->errors > 0)
        return;
    if (has_server(swarm)) {
        if (swarm->network == NULL)
            return;
        d = diag_report(s->diags, L0443, from->network.at, "servers are not on the network `%s`",
                        swarm->network->name);
        diag_help(d, "leave `network` out: servers talk over their own addresses");
        return;
    }
    if (swarm->network == NULL) {
        choose_network(s, from);
        return;
    }
    if (all_on(swarm, swarm->network, &missing))
        return;
    d = diag_report(s->diags, L0443, missing->at, "`%s` is not on the network `%s`",
                    missing->container->name, swarm->network->name);
    diag_note(d, from->network.at, "the swarm's network");
    diag_help(d, "add `%s` to its networks", swarm->network->name);
}

/* A swarm of servers and containers cannot talk: containers are behind NAT for servers. */
static void check_kinds(struct sema *s)
{
    const struct ir_swarm *swarm = &s->ir->swarm;
    const struct ir_node *server = NULL, *container = NULL;
    struct diag *d;

    for (size_t i = 0; i < swarm->count; i++) {
        if (swarm->nodes[i].container == NULL)
            server = server != NULL ? server : &swarm->nodes[i];
        else
            container = container != NULL ? container : &swarm->nodes[i];
    }
    if (server != NULL && container != NULL) {
        d = diag_report(s->diags, L0443, container->at,
                        "`%s` is a container, and the server `%s` cannot reach it",
                        container->container->name, server->server->name);
        diag_note(d, server->at, "the server");
        diag_help(d, "make a swarm of containers, or one of servers");
    }
    if (server != NULL && s->ir->overlay.dst_port == SWARM_VXLAN_PORT && s->ir->server_count > 1) {
        d = diag_report(s->diags, L0445, server->at,
                        "Docker and the overlay both want UDP port %d of `%s`", SWARM_VXLAN_PORT,
                        server->server->name);
        diag_help(d, "write another port for the stack's tunnels: `overlay: {dst_port: 4790}`");
    }
}

static void take_stacks(struct sema *s, const struct ast_swarm *from)
{
    struct ir_swarm *swarm = &s->ir->swarm;

    swarm->stacks = arena_alloc(s->arena, from->stacks.count * sizeof *swarm->stacks);
    swarm->stack_count = from->stacks.count;
    for (size_t i = 0; i < from->stacks.count; i++) {
        const struct ast_pair *stack = &from->stacks.items[i];

        swarm->stacks[i] = (struct ir_setting){stack->key.text, stack->value.text};
        sema_check_file(s, &stack->value);
    }
}

void sema_swarm(struct sema *s)
{
    const struct ast_swarm *from = &s->ast->swarm;
    struct ir_swarm *swarm = &s->ir->swarm;
    struct map seen = {.arena = s->arena};

    if (from->at.line == 0)
        return;
    swarm->at = from->at;
    swarm->nodes =
        arena_alloc(s->arena, (count_nodes(s, &from->managers) + count_nodes(s, &from->workers)) *
                                  sizeof *swarm->nodes);
    for (size_t i = 0; i < from->managers.count; i++)
        add_named(s, &seen, &from->managers.items[i], true);
    for (size_t i = 0; i < from->workers.count; i++)
        add_named(s, &seen, &from->workers.items[i], false);
    take_stacks(s, from);
    check_quorum(s, from);
    check_kinds(s);
    check_network(s, from);
}
