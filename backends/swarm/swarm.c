/* Backend `swarm`: the nodes of Docker Swarm, and what is deployed there. */
#include "backends/swarm/swarm.h"

#include "backends/compose_files.h"
#include "base/digest.h"

/* Recipes, which bring Docker, are before these. */
enum { ORDER_TELL = 66, ORDER_FIRST = 70, ORDER_JOIN, ORDER_NODES = 80, ORDER_STACKS };

/* What Docker takes where nobody says anything. */
enum { DOCKER_MTU = 1500 };

/* Beside the compose file. */
#define OVERRIDE "lstacker-override.yml"

int swarm_mtu(const struct ir *ir)
{
    return ir->swarm.network != NULL ? ir->overlay.mtu : ir->overlay.underlay_mtu;
}

static const char *node_name(const struct ir_node *n)
{
    return n->container != NULL ? n->container->name : n->server->name;
}

/* Where the runtime finds its Docker. */
static const char *target(const struct ir_node *n)
{
    return n->container != NULL ? n->container->name : "-";
}

static const char *node_address(struct arena *a, const struct ir *ir, const struct ir_node *n)
{
    for (size_t i = 0; n->container != NULL && i < n->container->nic_count; i++)
        if (n->container->nics[i].network == ir->swarm.network)
            return ipv4_text(a, n->container->nics[i].address);
    return n->server->address.text;
}

static struct step *node_step(struct bundle *out, enum phase phase, int order, const char *prefix,
                              const char *kind, const struct ir_node *n, const char *title)
{
    struct arena *a = out->arena;
    struct step *s = bundle_step(out, phase, order, arena_printf(a, "%s-%s", prefix, node_name(n)),
                                 kind, n->at, arena_printf(a, "%s %s", title, node_name(n)));

    s->uses = "docker";
    step_word(s, target(n));
    step_word(s, node_name(n));
    return s;
}

/* It belongs to no container, as it is needed whichever container is applied. */
static void tell(const struct ir_node *n, struct bundle *out)
{
    node_step(out, PHASE_SERVICES, ORDER_TELL, "swarm-tell", "swarm_tell", n, "the swarm of")
        ->file = "swarm-tell";
}

/* What only the one that makes the swarm needs to know. */
static void begin(const struct ir *ir, struct step *s)
{
    struct arena *a = s->call.arena;

    step_word(s, "first");
    if (ir->swarm.pool.prefix != 0)
        step_pair(s, "pool", subnet_text(a, ir->swarm.pool));
    if (swarm_mtu(ir) != DOCKER_MTU)
        step_pair(s, "mtu", arena_printf(a, "%d", swarm_mtu(ir)));
}

static void node(const struct ir *ir, const struct ir_node *n, struct bundle *out)
{
    const struct ir_swarm *swarm = &ir->swarm;
    bool first = n == swarm->nodes;
    struct step *s =
        node_step(out, first ? PHASE_SWARM : PHASE_JOIN, first ? ORDER_FIRST : ORDER_JOIN,
                  "swarm-node", "swarm_node", n, n->manager ? "swarm manager" : "swarm worker");

    s->container = n->container != NULL ? n->container->name : NULL;
    step_word(s, n->manager ? "manager" : "worker");
    step_word(s, node_address(out->arena, ir, n));
    if (first)
        begin(ir, s);
    for (size_t i = 0; i < swarm->count; i++)
        if (n->manager && swarm->nodes[i].manager && &swarm->nodes[i] != n)
            step_pair(s, "manager", node_name(&swarm->nodes[i]));
}

static void nodes(const struct ir *ir, struct bundle *out)
{
    const struct ir_swarm *swarm = &ir->swarm;
    struct step *s = bundle_step(out, PHASE_DEPLOY, ORDER_NODES, "swarm-nodes", "swarm_nodes",
                                 swarm->at, "nodes of the swarm");

    s->container = swarm->nodes->container != NULL ? swarm->nodes->container->name : NULL;
    s->uses = "docker";
    step_word(s, target(swarm->nodes));
    for (size_t i = 0; i < swarm->count; i++) {
        const struct ir_node *n = &swarm->nodes[i];

        step_line(s);
        step_word(s, "node");
        step_word(s, node_name(n));
        step_word(s, n->manager ? "manager" : "worker");
        step_word(s, node_address(out->arena, ir, n));
        for (size_t j = 0; j < n->label_count; j++) {
            step_word(s, "label");
            step_word(s, n->labels[j].key);
            step_word(s, n->labels[j].value);
        }
    }
}

/* Of all that is deployed. */
static const char *stack_digest(struct arena *a, const struct ir_compose *stack,
                                const char *override)
{
    struct buf all = buf_make(a);

    buf_printf(&all, "%s %s", stack->digest, override);
    return digest_hex(a, all.data, all.len);
}

static void stack(const struct ir *ir, const struct ir_compose *compose, struct bundle *out)
{
    const struct ir_node *manager = ir->swarm.nodes;
    struct arena *a = out->arena;
    const char *override, *name = arena_printf(a, "stacks/%s", compose->name);
    struct step *s;

    if (compose->file_count == 0)
        return; /* it could not be read */
    override = swarm_override(a, ir, compose);
    s = bundle_step(out, PHASE_DEPLOY, ORDER_STACKS,
                    arena_printf(a, "swarm-stack-%s", compose->name), "swarm_stack", compose->at,
                    arena_printf(a, "stack %s", compose->name));
    s->container = manager->container != NULL ? manager->container->name : NULL;
    s->uses = "docker";
    step_word(s, target(manager));
    step_word(s, compose->name);
    step_word(s, stack_digest(a, compose, override));
    step_word(s, compose_files(out, name, compose));
    step_word(s, compose->files[0].path);
    for (size_t i = 0; i < compose->secrets.count; i++) {
        step_word(s, "secret");
        step_word(s, compose->secrets.items[i]);
    }
    (void)bundle_file(out, arena_printf(a, "%s/" OVERRIDE, name), override);
}

static void swarm_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    const struct ir_swarm *swarm = &ir->swarm;

    for (size_t i = 0; i < swarm->count; i++)
        if (swarm->nodes[i].server == server) {
            tell(&swarm->nodes[i], out);
            node(ir, &swarm->nodes[i], out);
        }
    if (swarm->count == 0 || swarm->nodes->server != server)
        return;
    nodes(ir, out);
    for (size_t i = 0; i < swarm->stacks.count; i++)
        stack(ir, &swarm->stacks.items[i], out);
}

const struct backend backend_swarm = {
    .name = "swarm", .doc = "Docker Swarm: its nodes and stacks", .server = swarm_server};
