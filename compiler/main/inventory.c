/* The inventory: what lstacker-run reads. */
#include "main/inventory.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"

/* The names of the secrets that one server needs. */
struct needed {
    struct map names;
};

static void need(struct needed *n, const char *secret)
{
    (void)map_add(&n->names, secret, (void *)secret);
}

static void need_recipes(struct needed *n, const struct ir_recipes *recipes)
{
    for (size_t i = 0; i < recipes->count; i++)
        for (size_t j = 0; j < recipes->items[i].count; j++)
            if (recipes->items[i].params[j].secret != NULL)
                need(n, recipes->items[i].params[j].secret);
}

static void need_stacks(struct needed *n, const struct ir_composes *stacks)
{
    for (size_t i = 0; i < stacks->count; i++)
        for (size_t j = 0; j < stacks->items[i].secrets.count; j++)
            need(n, stacks->items[i].secrets.items[j]);
}

/* Are the stacks deployed from the server? */
static bool deploys(const struct ir_swarm *swarm, const struct ir_server *server)
{
    return swarm->count > 0 && swarm->nodes[0].server == server;
}

static struct needed needed_by(struct arena *a, const struct ir *ir, const struct ir_server *server)
{
    struct needed n = {{.arena = a}};

    need_recipes(&n, &server->recipes);
    for (size_t i = 0; i < server->container_count; i++)
        need_recipes(&n, &server->containers[i]->recipes);
    if (deploys(&ir->swarm, server))
        need_stacks(&n, &ir->swarm.stacks);
    return n;
}

/* A field that may hold anything, escaped as events are. */
static void add_field(struct buf *b, const char *text)
{
    static const char from[] = "\t\n\r\\", to[] = "tnr\\";

    for (; *text != '\0'; text++) {
        const char *which = strchr(from, *text);

        if (which != NULL)
            buf_char(b, '\\');
        buf_char(b, which != NULL ? to[which - from] : *text);
    }
}

static void add_secret(struct buf *b, const struct ir *ir, const struct ir_server *server,
                       const struct ir_secret *secret)
{
    const struct source *source = secret->at.source;
    const char *label = source != NULL ? source->label : NULL, *value = secret->value;

    /* A relative path counts from the file that names it; the runner counts from the first file. */
    if (strcmp(secret->source, "file") == 0 && source != NULL)
        value = source_label(b->arena, source, value);
    buf_printf(b, "secret\t%s\t%s\t%s\t", server->name, secret->name, secret->source);
    add_field(b, value);
    buf_char(b, '\t');
    add_field(b, label != NULL ? label : ir->file);
    buf_printf(b, ":%u:%u\n", secret->at.line, secret->at.column);
}

static void add_secrets(struct buf *b, const struct ir *ir)
{
    for (size_t i = 0; i < ir->server_count && ir->secret_count > 0; i++) {
        struct needed n = needed_by(b->arena, ir, &ir->servers[i]);

        for (size_t j = 0; j < ir->secret_count; j++)
            if (map_get(&n.names, ir->secrets[j].name) != NULL)
                add_secret(b, ir, &ir->servers[i], &ir->secrets[j]);
    }
}

/* The address of the name server in a network that it shares with `c`, or NULL. */
static const char *dns_of(struct arena *a, const struct ir *ir, const struct ir_container *c)
{
    const struct ir_container *on = ir->dns.on;

    for (size_t i = 0; on != NULL && i < on->nic_count; i++)
        for (size_t j = 0; j < c->nic_count; j++)
            if (on->nics[i].network == c->nics[j].network)
                return ipv4_text(a, on->nics[i].address);
    return NULL;
}

/* A jump-box, and what is reached through it. */
static void add_jump_box(struct buf *b, const struct ir *ir, const struct ir_container *c)
{
    const char *dns = dns_of(b->arena, ir, c);

    buf_printf(b, "jump\t%s\t%s\t", c->name, dns != NULL ? dns : "-");
    for (size_t i = 0; i < c->nic_count; i++)
        buf_printf(b, "%s%s", i > 0 ? " " : "", subnet_text(b->arena, c->nics[i].network->subnet));
    buf_char(b, '\n');
}

const char *inventory_text(struct arena *a, const struct ir *ir, const struct packed *bundles)
{
    struct buf b = buf_make(a);

    buf_printf(&b, "lstacker-inventory\t1\t%s\n", ir->name);
    for (size_t i = 0; i < ir->server_count; i++) {
        const struct ir_server *s = &ir->servers[i];

        buf_printf(&b, "server\t%s\t%s\t%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", s->name,
                   s->local ? "local" : "ssh", s->address.text, s->port,
                   s->user != NULL ? s->user : "-", s->private_key != NULL ? s->private_key : "-",
                   bundles[i].generation, bundles[i].tar_sha256, bundles[i].path,
                   s->platform->client);
    }
    for (size_t i = 0; i < ir->container_count; i++)
        buf_printf(&b, "container\t%s\t%s\n", ir->containers[i].name,
                   ir->containers[i].server->name);
    for (size_t i = 0; i < ir->container_count; i++)
        if (ir->containers[i].jump_box)
            add_jump_box(&b, ir, &ir->containers[i]);
    add_secrets(&b, ir);
    return b.data;
}
