/* How large a stack may be: see docs/language.md. */
#include "sema/parts.h"

enum {
    MAX_SERVERS = 10 * 1000,
    MAX_MESH = 1000, /* each server has a tunnel to each other */
    MAX_CONTAINERS = 100 * 1000,
    MAX_INTERFACES = 250 * 1000, /* and ports, of all containers */
    MAX_RECIPES = 2000 * 1000,   /* and their values, and compose files; `defaults` repeat them */
};

static bool check_servers(struct sema *s)
{
    const struct ast_server *servers = s->ast->servers.items;
    size_t count = s->ast->servers.count;
    const struct ast_number *topology = &s->ast->overlay.topology;
    bool star = topology->value == TOPOLOGY_STAR || ast_is_faulty(topology->at);

    if (count > MAX_SERVERS)
        diag_help(
            diag_report(s->diags, L0209, servers[MAX_SERVERS].at, "these are %zu servers", count),
            "a stack can have %d", MAX_SERVERS);
    else if (!star && count > MAX_MESH)
        diag_help(diag_report(s->diags, L0209, servers[MAX_MESH].at,
                              "a mesh of %zu servers has %zu tunnels", count,
                              count * (count - 1) / 2),
                  "a mesh can have %d servers: write `topology: star`", MAX_MESH);
    else
        return true;
    return false;
}

/* Ranges count port by port. */
static size_t count_ports(const struct ast_ports *ports)
{
    size_t count = 0;

    for (size_t i = 0; i < ports->count; i++)
        count += (size_t)(ports->items[i].source.last - ports->items[i].source.first) + 1;
    return count;
}

static size_t count_recipes(const struct ast_recipes *recipes)
{
    size_t count = recipes->count;

    for (size_t i = 0; i < recipes->count; i++)
        for (size_t j = 0; j < recipes->items[i].count; j++)
            count += 1 + recipes->items[i].params[j].values.count;
    return count;
}

/* Counting stops soon after the bound, so it costs no more. */
static bool check_recipes(struct sema *s)
{
    const struct ast_container *c = s->ast->containers.items;
    const struct ast_server *servers = s->ast->servers.items;
    const struct ast_entry *last = NULL;
    size_t count = 0;

    for (size_t i = 0; i < s->ast->containers.count && count <= MAX_RECIPES; i++) {
        count += sema_copies(&c[i]) * (count_recipes(&c[i].recipes) + c[i].compose.count);
        last = (const struct ast_entry *)&c[i];
    }
    for (size_t i = 0; i < s->ast->servers.count && count <= MAX_RECIPES; i++) {
        count += count_recipes(&servers[i].recipes);
        last = (const struct ast_entry *)&servers[i];
    }
    if (count > MAX_RECIPES)
        diag_help(diag_report(s->diags, L0209, last->at,
                              "with `%s`, there are more than %d recipes and values for them",
                              last->name.text, MAX_RECIPES),
                  "split the stack into several");
    return count <= MAX_RECIPES;
}

bool sema_check_size(struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;
    size_t containers = 0, interfaces = 0;

    if (!check_servers(s) || !check_recipes(s))
        return false;
    for (size_t i = 0; i < s->ast->containers.count; i++) {
        size_t copies = sema_copies(&from[i]);

        containers += copies;
        interfaces += copies * (from[i].networks.count + count_ports(&from[i].ports));
        if (containers <= MAX_CONTAINERS && interfaces <= MAX_INTERFACES)
            continue;
        diag_help(diag_report(s->diags, L0209,
                              from[i].count.at.line != 0 ? from[i].count.at : from[i].at,
                              "with `%s`, there are more than %d %s", from[i].name.text,
                              containers > MAX_CONTAINERS ? MAX_CONTAINERS : MAX_INTERFACES,
                              containers > MAX_CONTAINERS ? "containers"
                                                          : "interfaces and ports of containers"),
                  "split the stack into several");
        return false;
    }
    return true;
}
