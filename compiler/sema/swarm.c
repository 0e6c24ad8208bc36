/* Docker Swarm: which containers and servers are its nodes, and whether they can be. */
#include <string.h>

#include "sema/parts.h"

/* That `docker: true` cannot nest is said where it stands: see services.c. */
static void check_nesting(struct sema *s, const struct ir_node *node)
{
    const struct ast_container *from = s->origins[node->container - s->ir->containers].from;
    struct diag *d;

    if (node->container->docker || sema_nests(node->container) ||
        !sema_is_known(s, from->docker.at, s->ast->defaults.container.docker.at))
        return;
    d = diag_report(s->diags, L0442, node->at, "Docker cannot run in `%s`", node->container->name);
    diag_note(d, node->container->at, "the container");
    diag_help(d, "write `docker: true` in it");
}

static void check_server(struct sema *s, const struct ir_node *node)
{
    const struct ast_server *from = s->ast->servers.items;
    struct diag *d;

    from += node->server - s->ir->servers;
    if (from->docker.value != 0 ||
        !sema_is_known(s, from->docker.at, s->ast->defaults.server.docker.at))
        return;
    d = diag_report(s->diags, L0442, node->at, "there is no Docker on the server `%s`",
                    node->server->name);
    diag_note(d, node->server->at, "the server");
    diag_help(d, "write `docker: true` in it");
}

/* False if the node is there already. */
static bool add_node(struct sema *s, struct map *seen, const char *name, struct ir_node node)
{
    struct ir_node *to = &s->ir->swarm.nodes[s->ir->swarm.count];
    const struct ir_node *twin = map_add(seen, name, to);
    struct diag *d;

    if (twin == NULL) {
        *to = node;
        s->ir->swarm.count++;
        return true;
    }
    d = diag_report(s->diags, L0441, node.at, "`%s` is a node already", name);
    diag_note(d, twin->at, "listed here");
    diag_help(d, "a manager works, too: list it once");
    return false;
}

/* A name is that of a server, or of a container or several. */
static void add_named(struct sema *s, struct map *seen, const struct ast_text *name, bool manager)
{
    struct ir_node node = {.manager = manager, .at = name->at};
    struct ir_group group;

    node.server = sema_find_node(s, name, &group);
    if (node.server != NULL && add_node(s, seen, name->text, node))
        check_server(s, &node);
    for (size_t i = 0; i < group.count; i++) {
        node.container = group.items[i];
        node.server = group.items[i]->server;
        if (!add_node(s, seen, group.items[i]->name, node))
            return; /* what is wrong with one of a group is wrong with all */
        if (i == 0)
            check_nesting(s, &node);
    }
}

/* How many managers are on the server that has most of them. */
static size_t most_managers(struct sema *s, const struct ir_server **server)
{
    size_t *counts = arena_alloc(s->arena, s->ir->server_count * sizeof *counts), most = 0;

    for (size_t i = 0; i < s->ir->swarm.count; i++) {
        const struct ir_node *node = &s->ir->swarm.nodes[i];
        size_t index = (size_t)(node->server - s->ir->servers);

        if (!node->manager || ++counts[index] <= most)
            continue;
        most = counts[index];
        *server = node->server;
    }
    return most;
}

/* Does one server's failure take the majority away, where that could be helped? With two servers,
 * one of them has it. */
static void check_spread(struct sema *s, const struct ast_swarm *from, size_t managers)
{
    const struct ir_server *server = NULL;
    size_t most = most_managers(s, &server), others = s->ir->server_count - 1;

    if (managers < 3 || others == 0 || most < (managers + 1) / 2 ||
        (others == 1 && most < managers))
        return;
    diag_help(diag_report(s->diags, L0484, from->managers.at,
                          "%zu of %zu managers are on `%s`: if it fails, the swarm decides nothing",
                          most, managers, server->name),
              "spread them over the servers: `server: [%s, ...]` with `count: %zu`", server->name,
              managers);
}

static void check_quorum(struct sema *s, const struct ast_swarm *from)
{
    size_t managers = 0;

    for (size_t i = 0; i < s->ir->swarm.count; i++)
        managers += s->ir->swarm.nodes[i].manager;
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors > 0)
        return;
    check_spread(s, from, managers);
    if (managers > 0 && managers % 2 == 0)
        diag_help(
            diag_report(s->diags, L0440, from->managers.at, "these are %zu managers", managers),
            "make it %zu or %zu: an even number bears no more failures than one less", managers - 1,
            managers + 1);
}

/* A node that is not on the network, or NULL. */
static const struct ir_node *missing_on(const struct ir_swarm *swarm, const struct ir_network *n)
{
    for (size_t i = 0; i < swarm->count; i++)
        if (sema_nic(swarm->nodes[i].container, n) == NULL)
            return &swarm->nodes[i];
    return NULL;
}

/* Without `network`, the only one that all nodes are on. */
static void choose_network(struct sema *s, const struct ast_swarm *from)
{
    struct ir_swarm *swarm = &s->ir->swarm;
    size_t *met = arena_alloc(s->arena, s->ir->network_count * sizeof *met), found = 0;

    for (size_t i = 0; i < swarm->count; i++)
        for (size_t j = 0; j < swarm->nodes[i].container->nic_count; j++)
            met[swarm->nodes[i].container->nics[j].network - s->ir->networks]++;
    for (size_t i = s->ir->network_count; i-- > 0;)
        if (met[i] == swarm->count) {
            swarm->network = &s->ir->networks[i];
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

static bool are_found(struct sema *s, const struct ast_texts *names)
{
    for (size_t i = 0; i < names->count; i++) {
        const struct group *group = map_get(&s->groups, names->items[i].text);

        if (group != NULL ? group->all.count == 0
                          : map_get(&s->containers, names->items[i].text) == NULL &&
                                map_get(&s->servers, names->items[i].text) == NULL)
            return false;
    }
    return !ast_is_faulty(names->at);
}

/* Is every node there that the user meant? */
static bool all_found(struct sema *s, const struct ast_swarm *from)
{
    return are_found(s, &from->managers) && are_found(s, &from->workers);
}

/* The nodes are containers. */
static void check_network(struct sema *s, const struct ast_swarm *from)
{
    struct ir_swarm *swarm = &s->ir->swarm;
    const struct ir_node *missing;
    struct diag *d;

    for (size_t i = 0; i < swarm->count; i++)
        if (!sema_networks_known(s, swarm->nodes[i].container))
            return;
    if (swarm->network == NULL) {
        if (from->network.at.source == NULL && swarm->count > 0 && all_found(s, from))
            choose_network(s, from);
        return;
    }
    missing = missing_on(swarm, swarm->network);
    if (missing == NULL)
        return;
    d = diag_report(s->diags, L0443, missing->at, "`%s` is not on the network `%s`",
                    missing->container->name, swarm->network->name);
    diag_note(d, from->network.at, "the swarm's network");
    diag_help(d, "add `%s` to its networks", swarm->network->name);
}

/* The nodes are servers, which are on no network of the stack. */
static void check_servers(struct sema *s, const struct ast_swarm *from,
                          const struct ir_node *server)
{
    struct diag *d;

    if (s->ir->swarm.network != NULL) {
        d = diag_report(s->diags, L0443, from->network.at, "servers are not on the network `%s`",
                        s->ir->swarm.network->name);
        diag_note(d, server->at, "`%s` is a server", server->server->name);
        diag_help(d, "leave `network` out: servers talk over their own addresses");
    }
    if (s->ir->overlay.dst_port != VXLAN_PORT || s->ir->server_count == 1 ||
        !sema_overlay_port_known(s))
        return;
    d = diag_report(s->diags, L0445, server->at,
                    "Docker and the overlay both want UDP port %d of `%s`", VXLAN_PORT,
                    server->server->name);
    diag_help(d, "write another port for the stack's tunnels: `overlay: {dst_port: 4790}`");
}

/* A swarm of servers and containers cannot talk: containers are behind NAT for servers. */
static void check_kinds(struct sema *s, const struct ast_swarm *from)
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
    if (server == NULL) {
        check_network(s, from);
        return;
    }
    if (container == NULL) {
        check_servers(s, from, server);
        return;
    }
    d = diag_report(s->diags, L0443, container->at,
                    "`%s` is a container, and the server `%s` cannot reach it",
                    container->container->name, server->server->name);
    diag_note(d, server->at, "the server");
    diag_help(d, "make a swarm of containers, or one of servers");
}

void sema_swarm(struct sema *s)
{
    const struct ast_swarm *from = &s->ast->swarm;
    struct ir_swarm *swarm = &s->ir->swarm;
    struct map seen = {.arena = s->arena};

    if (from->at.line == 0)
        return;
    swarm->at = from->at;
    swarm->network = sema_find_network(s, &from->network);
    swarm->pool = sema_swarm_pool(s);
    swarm->nodes = arena_alloc(s->arena, (s->ir->container_count + s->ir->server_count + 1) *
                                             sizeof *swarm->nodes);
    for (size_t i = 0; i < from->managers.count; i++)
        add_named(s, &seen, &from->managers.items[i], true);
    for (size_t i = 0; i < from->workers.count; i++)
        add_named(s, &seen, &from->workers.items[i], false);
    sema_swarm_labels(s, &seen, all_found(s, from));
    swarm->stacks = sema_stacks(s, &from->stacks);
    check_quorum(s, from);
    check_kinds(s, from);
}
