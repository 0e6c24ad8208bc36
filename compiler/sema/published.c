/* Ports that Docker publishes: none twice on one machine, none that the machine itself needs. */
#include <stdio.h>

#include "sema/parts.h"

/* Claims of ports: files that many containers share are short to write. */
enum { MAX_CLAIMS = 1000 * 1000 };

/* A name of a container and a port. */
enum { KEY_SIZE = 100 };

/* Where haproxy redirects from. */
enum { HTTP_PORT = 80 };

/* Who wants a port. */
struct claim {
    const char *by; /* "the service `web`" */
    struct span at;
    bool whole;  /* on all addresses */
    bool placed; /* on some of the nodes only */
};

struct claims {
    struct sema *s;
    struct map taken;   /* "PLACE PORT/PROTOCOL [ADDRESS]" -> struct claim * */
    struct span before; /* the last one that was reported: ranges are said once */
    size_t count;
};

/* What nodes of a swarm talk by: docs.docker.com, "Use overlay networks". */
static const struct own_port {
    int number;
    bool udp;
    const char *what;
} swarm_ports[] = {
    {2377, false, "the managers of the swarm"},
    {7946, false, "the nodes of the swarm"},
    {7946, true, "the nodes of the swarm"},
    {VXLAN_PORT, true, "the swarm's overlay networks"},
};

/* The ports of all nodes of the swarm, as a place. No container is called so. */
static const char whole_swarm[] = "*";

static const char *key_of(char *key, const char *place, int port, bool udp)
{
    (void)snprintf(key, KEY_SIZE, "%s %d/%s", place, port, udp ? "udp" : "tcp");
    return key;
}

static bool is_said(struct claims *c, struct span at)
{
    bool said = span_compare(c->before, at) == 0;

    c->before = at;
    return said;
}

static void report_taken(struct claims *c, const char *place, int port, bool udp,
                         const struct claim *mine, const struct claim *other)
{
    struct diag *d;

    if (is_said(c, mine->at))
        return;
    d = diag_report(
        c->s->diags, L0493, mine->at, "%s port %d of %s is taken by %s", udp ? "UDP" : "TCP", port,
        place == whole_swarm ? "the swarm" : arena_printf(c->s->arena, "`%s`", place), other->by);
    diag_label(d, "wanted by %s", mine->by);
    diag_note(d, other->at, "taken by %s", other->by);
    diag_help(d, place == whole_swarm ? "publish another port: each is that of all nodes"
                                      : "choose another port for one of the two");
}

/* May both have the port? */
static bool can_share(const struct claim *one, const struct claim *other)
{
    return one->placed && other->placed;
}

/* Does anybody else have the port? */
static const struct claim *holder(const struct claims *c, const char *place, int port, bool udp)
{
    char key[KEY_SIZE];

    return map_get(&c->taken, key_of(key, place, port, udp));
}

/* Is there room for so many claims more? If not, reports it. */
static bool take_room(struct claims *c, size_t n, struct span at)
{
    bool before = c->count > MAX_CLAIMS;

    c->count += before ? 0 : n;
    if (!before && c->count > MAX_CLAIMS)
        diag_help(diag_report(c->s->diags, L0209, at,
                              "with this, compose files publish more than %d ports", MAX_CLAIMS),
                  "split the stack into several");
    return c->count <= MAX_CLAIMS;
}

/* `listen` is the address that it is taken on, NULL for all. */
static void take(struct claims *c, const char *place, int port, bool udp, const char *listen,
                 const struct claim *from)
{
    char text[KEY_SIZE];
    const char *key = key_of(text, place, port, udp);
    struct claim *mine = map_get(&c->taken, key);
    const struct claim *other = mine;

    if (other != NULL && can_share(from, other))
        return;
    if (other != NULL && (other->whole || from->whole)) {
        report_taken(c, place, port, udp, from, other);
        return;
    }
    mine = arena_new(c->s->arena, struct claim);
    *mine = *from;
    if (other == NULL)
        (void)map_add(&c->taken, arena_strdup(c->s->arena, key), mine);
    if (listen == NULL)
        return;
    other = map_add(&c->taken, arena_printf(c->s->arena, "%s %s", key, listen), mine);
    if (other != NULL)
        report_taken(c, place, port, udp, from, other);
}

static void report_own(struct claims *c, const struct ir_published *p, const char *what)
{
    if (!is_said(c, p->at))
        diag_help(diag_report(c->s->diags, L0494, p->at, "%s port %d is that of %s",
                              p->udp ? "UDP" : "TCP", p->port, what),
                  "publish another port");
}

/* Is it a port that every node has? If so, says so. */
static bool is_of_swarm(struct claims *c, const struct ir_published *p)
{
    for (size_t i = 0; i < sizeof swarm_ports / sizeof *swarm_ports; i++)
        if (p->port == swarm_ports[i].number && p->udp == swarm_ports[i].udp) {
            report_own(c, p, swarm_ports[i].what);
            return true;
        }
    return false;
}

/* `ssh`: where the machine's own sshd listens. */
static void take_published(struct claims *c, const char *place, const struct ir_compose *from,
                           int ssh)
{
    for (size_t i = 0; i < from->port_count && !diags_full(c->s->diags); i++) {
        const struct ir_published *p = &from->ports[i];
        bool swarm = place == whole_swarm;
        const char *listen = swarm ? NULL : p->listen; /* a swarm listens everywhere */
        const struct claim mine = {arena_printf(c->s->arena, "the service `%s`", p->service), p->at,
                                   listen == NULL, swarm && p->host && p->placed};

        if (p->port == 0 || (swarm && is_of_swarm(c, p)))
            continue;
        if (p->port == ssh && !p->udp && listen == NULL)
            report_own(c, p, "sshd");
        else
            take(c, place, p->port, p->udp, listen, &mine);
    }
}

/* All stacks of the swarm: what one node passes on, all do. */
static void take_stacks(struct claims *c)
{
    const struct ir_swarm *swarm = &c->s->ir->swarm;
    int ssh = SSH_PORT;

    if (swarm->count > 0 && swarm->nodes[0].container == NULL && swarm->nodes[0].server->port != 0)
        ssh = swarm->nodes[0].server->port;
    for (size_t i = 0; i < swarm->stacks.count; i++)
        if (take_room(c, swarm->stacks.items[i].port_count, swarm->stacks.items[i].at))
            take_published(c, whole_swarm, &swarm->stacks.items[i], ssh);
}

static const char *recipe_text(struct claims *c, const struct ir_recipe *recipe)
{
    return arena_printf(c->s->arena, "the recipe `%s`", recipe->name);
}

/* What recipes listen on, and what compose files publish, in one container. */
static void take_container(struct claims *c, const struct ir_container *on, const char *name)
{
    const struct ir_recipes *recipes = &on->recipes;

    for (size_t i = 0; i < recipes->count && on->compose.count > 0; i++)
        for (size_t j = 0; j < recipes->items[i].port_count; j++) {
            const struct ir_recipe_port *port = &recipes->items[i].ports[j];
            struct claim *mine = arena_new(c->s->arena, struct claim);
            char key[KEY_SIZE];

            *mine = (struct claim){recipe_text(c, &recipes->items[i]), recipes->items[i].at, true,
                                   false};
            if (take_room(c, 1, mine->at)) /* whether two recipes meet is told elsewhere */
                (void)map_add(&c->taken,
                              arena_strdup(c->s->arena, key_of(key, name, port->number, port->udp)),
                              mine);
        }
    for (size_t i = 0; i < on->compose.count; i++)
        if (take_room(c, on->compose.items[i].port_count, on->compose.items[i].at))
            take_published(c, name, &on->compose.items[i], SSH_PORT);
}

/* What else is on a node meets what the swarm publishes. */
static void check_recipes(struct claims *c, const struct ir_recipes *recipes)
{
    for (size_t i = 0; i < recipes->count; i++)
        for (size_t j = 0; j < recipes->items[i].port_count; j++) {
            const struct ir_recipe_port *port = &recipes->items[i].ports[j];
            const struct claim *other = holder(c, whole_swarm, port->number, port->udp);
            const struct claim mine = {recipe_text(c, &recipes->items[i]), recipes->items[i].at,
                                       true, false};

            if (other != NULL && !other->placed)
                report_taken(c, whole_swarm, port->number, port->udp, &mine, other);
        }
}

static void check_composes(struct claims *c, const struct ir_composes *composes)
{
    for (size_t i = 0; i < composes->count; i++)
        for (size_t j = 0; j < composes->items[i].port_count; j++) {
            const struct ir_published *p = &composes->items[i].ports[j];
            const struct claim *other = holder(c, whole_swarm, p->port, p->udp);
            const struct claim mine = {arena_printf(c->s->arena, "the service `%s`", p->service),
                                       p->at, true, false};

            if (p->port == 0 || is_of_swarm(c, p) || other == NULL || other->placed)
                continue;
            report_taken(c, whole_swarm, p->port, p->udp, &mine, other);
        }
}

/* Nodes of one entry have the same on them. */
static void check_nodes(struct claims *c)
{
    const struct ast_container *before = NULL;

    for (size_t i = 0; i < c->s->ir->swarm.count && !diags_full(c->s->diags); i++) {
        const struct ir_node *node = &c->s->ir->swarm.nodes[i];
        const struct ast_container *from = NULL;

        if (node->container != NULL)
            from = c->s->origins[node->container - c->s->ir->containers].from;
        if (from != NULL && from == before)
            continue;
        before = from;
        check_recipes(c, from != NULL ? &node->container->recipes : &node->server->recipes);
        if (from != NULL)
            check_composes(c, &node->container->compose);
    }
}

/* Does anything else in the container answer at the port: a recipe, or what haproxy leads to? */
static const struct claim *holder_in(struct claims *c, const struct ir_expose *e,
                                     const struct ir_container *on, int port)
{
    const struct ir_recipes *recipes = &on->recipes;
    struct claim *other = arena_new(c->s->arena, struct claim);

    *other = (struct claim){NULL, e->at, true, false};
    for (size_t i = 0; i < recipes->count && other->by == NULL; i++)
        for (size_t j = 0; j < recipes->items[i].port_count; j++)
            if (recipes->items[i].ports[j].number == port && !recipes->items[i].ports[j].udp)
                *other = (struct claim){recipe_text(c, &recipes->items[i]), recipes->items[i].at,
                                        true, false};
    for (size_t i = 0; i < e->to.count && e->port == port && other->by == NULL; i++)
        if (e->to.items[i] == on)
            other->by = arena_printf(c->s->arena, "what answers for `%s`", e->name);
    if (port == SSH_PORT && other->by == NULL)
        other->by = "sshd";
    return other->by != NULL ? other : NULL;
}

/* haproxy listens where it runs. False, and reported, if it cannot. */
static bool check_listener(struct claims *c, const struct ir_expose *e,
                           const struct ir_container *on, int port, const struct map *nodes)
{
    const struct claim mine = {"haproxy", e->at, true, false}, *other = NULL;
    const char *place = on->name;

    if (map_get(nodes, place) != NULL) {
        other = holder(c, whole_swarm, port, false);
        other = other != NULL && other->placed ? NULL : other;
        place = whole_swarm;
    }
    if (other == NULL && on->compose.count > 0) {
        place = c->s->origins[on - c->s->ir->containers].from->name.text;
        other = holder(c, place, port, false);
    }
    if (other == NULL) {
        place = on->name;
        other = holder_in(c, e, on, port);
    }
    if (other != NULL)
        report_taken(c, place, port, false, &mine, other);
    return other == NULL;
}

static void check_expose(struct claims *c, const struct ir_expose *e, const struct map *nodes)
{
    for (size_t i = 0; i < e->on_count; i++)
        if (!check_listener(c, e, e->on[i], e->listen, nodes) ||
            (e->redirect && !check_listener(c, e, e->on[i], HTTP_PORT, nodes)))
            return;
}

static void check_exposes(struct claims *c)
{
    const struct ir_swarm *swarm = &c->s->ir->swarm;
    struct map nodes = {.arena = c->s->arena};

    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->nodes[i].container != NULL)
            (void)map_add(&nodes, swarm->nodes[i].container->name, c);
    for (size_t i = 0; i < c->s->ir->expose_count && !diags_full(c->s->diags); i++)
        check_expose(c, &c->s->ir->exposes[i], &nodes);
}

void sema_published(struct sema *s)
{
    struct claims c = {.s = s, .taken = {.arena = s->arena}};

    take_stacks(&c);
    for (size_t i = 0; i < s->ir->container_count && !diags_full(s->diags); i++)
        if (s->origins[i].number == 1) /* all of `count` have the same in them */
            take_container(&c, &s->ir->containers[i], s->origins[i].from->name.text);
    check_nodes(&c);
    check_exposes(&c);
}
