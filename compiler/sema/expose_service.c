/* What the world reaches, if it is a service of a swarm: every node passes its ports on. */
#include <string.h>

#include "sema/compose.h"

static const char *stack_at(const void *stacks, size_t i)
{
    return ((const struct ast_pairs *)stacks)->items[i].key.text;
}

static const char *text_at(const void *texts, size_t i)
{
    return ((const struct ir_texts *)texts)->items[i];
}

/* The stack `name`, if what is in it is known; else NULL, reported here or where the fault is. */
static const struct compose_file *find_stack(struct sema *s, const struct ast_text *at,
                                             const char *name)
{
    const struct ast_swarm *swarm = &s->ast->swarm;
    const struct compose_file *f = sema_stack_file(s, name);
    struct diag *d;

    if (f != NULL)
        return f->good ? f : NULL;
    if (ast_is_faulty(swarm->at) || ast_is_faulty(swarm->stacks.at))
        return NULL;
    d = diag_report(s->diags, L0495, at->at, "there is no stack `%s`", name);
    if (!sema_suggest(s, d, name, swarm->stacks.count, stack_at, &swarm->stacks))
        diag_help(d, "add it to the swarm: `stacks: {%s: PATH}`", name);
    return NULL;
}

static const struct compose_service *find_service(struct sema *s, const struct ast_text *at,
                                                  const struct compose_file *f, const char *name)
{
    const struct compose_service *service = map_get(&f->services, name);
    struct diag *d;

    if (service != NULL)
        return service;
    d = diag_report(s->diags, L0495, at->at, "there is no service `%s` in `%s`", name,
                    f->source->name);
    if (!sema_suggest(s, d, name, f->ir.services.count, text_at, &f->ir.services))
        diag_help(d, "write one of its `services`");
    return NULL;
}

/* The port that is meant: `wanted`, or 0 for the only one. NULL if there is none of these, or
 * several. Haproxy speaks TCP. */
static const struct ir_published *find_port(const struct compose_file *f,
                                            const struct compose_service *service, int wanted,
                                            size_t *count)
{
    const struct ir_published *found = NULL;

    *count = 0;
    for (size_t i = 0; i < f->ir.port_count; i++) {
        const struct ir_published *p = &f->ir.ports[i];

        if (p->udp || p->port == 0 || strcmp(p->service, service->name) != 0)
            continue;
        ++*count;
        if (wanted == 0 || p->port == wanted)
            found = p;
    }
    return wanted == 0 && *count > 1 ? NULL : found;
}

/* The service publishes the port that it listens on as another one. */
static const struct ir_published *find_target(const struct compose_file *f,
                                              const struct compose_service *service, int target)
{
    for (size_t i = 0; i < f->ir.port_count; i++) {
        const struct ir_published *p = &f->ir.ports[i];

        if (!p->udp && p->port != 0 && p->target == target &&
            strcmp(p->service, service->name) == 0)
            return p;
    }
    return NULL;
}

static void report_port(struct sema *s, const struct ast_expose *from, const struct compose_file *f,
                        const struct compose_service *service, size_t count)
{
    const struct ir_published *meant = find_target(f, service, (int)from->port.value);
    struct diag *d;

    if (from->port.at.line == 0 && (service->open || count > 1))
        d = diag_report(s->diags, L0496, from->to.at, "`%s` publishes %s", from->to.text,
                        service->open ? "ports that hold variables" : "several ports");
    else if (from->port.at.line == 0 || count == 0)
        d = diag_report(s->diags, L0496, from->to.at, "`%s` publishes no TCP port", from->to.text);
    else
        d = diag_report(s->diags, L0496, from->port.at, "`%s` does not publish port %lld",
                        from->to.text, from->port.value);
    diag_note(d, service->at, "the service");
    if (meant != NULL)
        diag_help(d, "port %d of it is published as %d: write that", meant->target, meant->port);
    else if (count == 0 && !service->open)
        diag_help(d, "write `ports: [\"8080:80\"]` in it: haproxy reaches it by that of any node");
    else
        diag_help(d, "write the published one that is meant: `port: NUMBER`");
}

/* All nodes of the swarm. */
static bool take_nodes(struct sema *s, const struct ast_expose *from, struct ir_group *to)
{
    const struct ir_swarm *swarm = &s->ir->swarm;
    struct diag *d;

    to->items = arena_alloc(s->arena, swarm->count * sizeof(struct ir_container *));
    for (size_t i = 0; i < swarm->count; i++) {
        const struct ir_node *node = &swarm->nodes[i];

        if (node->container != NULL) {
            to->items[to->count++] = (struct ir_container *)node->container;
            continue;
        }
        d = diag_report(s->diags, L0497, from->to.at,
                        "the nodes of the swarm are servers, and haproxy leads to containers");
        diag_note(d, node->at, "the server `%s`", node->server->name);
        diag_help(d,
                  "leave this out: the service is reached by its ports at the servers' addresses");
        to->count = 0;
        return false;
    }
    return to->count > 0;
}

bool sema_find_service(struct sema *s, const struct ast_expose *from, struct ir_expose *to)
{
    const char *slash = strchr(from->to.text, '/');
    const char *stack = arena_strndup(s->arena, from->to.text, (size_t)(slash - from->to.text));
    const struct compose_file *f = find_stack(s, &from->to, stack);
    const struct compose_service *service =
        f != NULL ? find_service(s, &from->to, f, slash + 1) : NULL;
    const struct ir_published *port;
    size_t count;

    if (service == NULL || ast_is_faulty(from->port.at))
        return false;
    port = find_port(f, service, (int)from->port.value, &count);
    if (port == NULL && (!service->open || from->port.at.line == 0)) {
        report_port(s, from, f, service, count);
        return false;
    }
    to->service = from->to.text;
    to->port = port != NULL ? port->port : (int)from->port.value;
    return take_nodes(s, from, &to->to);
}
