/* What is installed where: recipes with their parameters, compose files, the swarm, and ports. */
#include "backends/docs/services.h"

#include <string.h>

/* A longer value is only counted: who wants it reads the step. */
enum { LONGEST = 60 };

static const char *separator(const struct buf *b)
{
    return b->len > 0 ? ", " : "";
}

static const char *value_text(struct arena *a, const char *value)
{
    size_t len = strlen(value);

    return len <= LONGEST ? value : arena_printf(a, "(%zu bytes)", len);
}

/* `NAME=VALUE, NAME=A B, NAME=(secret NAME)`; what is empty is left out. */
static const char *params_text(struct arena *a, const struct ir_recipe *r)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < r->count; i++) {
        const struct ir_param *p = &r->params[i];

        if (p->secret != NULL) {
            buf_printf(&b, "%s%s=(secret %s)", separator(&b), p->name, p->secret);
            continue;
        }
        if (p->values.count == 0 || (p->values.count == 1 && *p->values.items[0] == '\0'))
            continue;
        buf_printf(&b, "%s%s=%s", separator(&b), p->name, value_text(a, p->values.items[0]));
        for (size_t j = 1; j < p->values.count; j++)
            buf_printf(&b, " %s", value_text(a, p->values.items[j]));
    }
    return b.data;
}

static const char *recipe_ports(struct arena *a, const struct ir_recipe *r)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < r->port_count; i++)
        buf_printf(&b, "%s%s %d/%s", separator(&b), r->ports[i].name, r->ports[i].number,
                   r->ports[i].udp ? "udp" : "tcp");
    return b.data;
}

static const char *published_ports(struct arena *a, const struct ir_compose *c)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < c->port_count; i++)
        if (c->ports[i].port != 0)
            buf_printf(&b, "%s%s %d/%s", separator(&b), c->ports[i].service, c->ports[i].port,
                       c->ports[i].udp ? "udp" : "tcp");
    return b.data;
}

static void row(struct doc *d, const char *where, const char *what, const char *params,
                const char *ports)
{
    table_row(d);
    table_cell(d, where);
    table_cell(d, what);
    table_code(d, params);
    table_cell(d, ports);
    table_row_end(d);
}

static void recipe_rows(struct doc *d, const char *where, const struct ir_recipes *recipes)
{
    struct arena *a = d->text.arena;

    for (size_t i = 0; i < recipes->count; i++)
        row(d, where, recipes->items[i].name, params_text(a, &recipes->items[i]),
            recipe_ports(a, &recipes->items[i]));
}

static void compose_rows(struct doc *d, const char *where, const struct ir_composes *composes)
{
    struct arena *a = d->text.arena;

    for (size_t i = 0; i < composes->count; i++)
        row(d, where, arena_printf(a, "compose file %s", composes->items[i].path), "",
            published_ports(a, &composes->items[i]));
}

static bool has_services(const struct ir *ir)
{
    for (size_t i = 0; i < ir->server_count; i++)
        if (ir->servers[i].recipes.count > 0)
            return true;
    for (size_t i = 0; i < ir->container_count; i++)
        if (ir->containers[i].recipes.count + ir->containers[i].compose.count > 0)
            return true;
    return false;
}

void services_section(struct doc *d, const struct ir *ir)
{
    static const char *const heads[] = {"Where", "What", "Parameters", "Ports", NULL};

    if (!has_services(ir))
        return;
    buf_str(&d->text, "## What runs in them\n\n");
    table_begin(d, heads);
    for (size_t i = 0; i < ir->server_count; i++)
        recipe_rows(d, ir->servers[i].name, &ir->servers[i].recipes);
    for (size_t i = 0; i < ir->container_count; i++) {
        const struct ir_container *c = &ir->containers[i];

        recipe_rows(d, c->name, &c->recipes);
        compose_rows(d, c->name, &c->compose);
    }
    table_end(d);
}

/* ---- the swarm ------------------------------------------------------------------------------- */

/* `KEY=VALUE, KEY=VALUE` */
static const char *labels_text(struct arena *a, const struct ir_node *n)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < n->label_count; i++)
        buf_printf(&b, "%s%s=%s", separator(&b), n->labels[i].key,
                   value_text(a, n->labels[i].value));
    return b.data;
}

static void swarm_nodes(struct doc *d, const struct ir_swarm *swarm)
{
    static const char *const heads[] = {"Node", "Server", "Role", "Labels", NULL};

    table_begin(d, heads);
    for (size_t i = 0; i < swarm->count; i++) {
        const struct ir_node *n = &swarm->nodes[i];

        table_row(d);
        table_cell(d, n->container != NULL ? n->container->name : n->server->name);
        table_cell(d, n->server->name);
        table_cell(d, n->manager ? "manager" : "worker");
        table_code(d, labels_text(d->text.arena, n));
        table_row_end(d);
    }
    table_end(d);
}

static void swarm_stacks(struct doc *d, const struct ir_composes *stacks)
{
    static const char *const heads[] = {"Stack", "Compose file", "Ports", NULL};

    if (stacks->count == 0)
        return;
    table_begin(d, heads);
    for (size_t i = 0; i < stacks->count; i++) {
        table_row(d);
        table_cell(d, stacks->items[i].name);
        table_cell(d, stacks->items[i].path);
        table_cell(d, published_ports(d->text.arena, &stacks->items[i]));
        table_row_end(d);
    }
    table_end(d);
    buf_str(&d->text, "Every node passes these ports on to where the service runs; one that is "
                      "published in mode `host` answers there only.\n\n");
}

void swarm_section(struct doc *d, const struct ir *ir)
{
    if (ir->swarm.count == 0)
        return;
    buf_str(&d->text, "## The swarm\n\n");
    swarm_nodes(d, &ir->swarm);
    swarm_stacks(d, &ir->swarm.stacks);
}
