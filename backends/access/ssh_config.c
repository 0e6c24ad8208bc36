/* ssh_config: how a laptop reaches every server and container by its name. */
#include "backends/access/access.h"
#include "emit/quote.h"

enum { SSH_PORT = 22 };

/* A port of a server that leads to sshd of a jump-box. */
struct way {
    const char *address;
    int port;
};

static bool is_way(const struct ir_port *p)
{
    return !p->udp && p->target <= SSH_PORT && SSH_PORT - p->target <= p->last - p->first;
}

/* How a jump-box is entered; port 0: not at all. What all may use goes before what is for some. */
static struct way way_in(const struct ir_container *c)
{
    const struct ir_port *best = NULL;

    for (size_t i = 0; i < c->port_count; i++) {
        const struct ir_port *p = &c->ports[i];

        if (is_way(p) && (best == NULL || (best->from_count > 0 && p->from_count == 0)))
            best = p;
    }
    if (best == NULL)
        return (struct way){0};
    return (struct way){best->listen != NULL ? best->listen : best->server->address.text,
                        best->first + SSH_PORT - best->target};
}

static bool is_entered(const struct ir_container *c)
{
    return c->jump_box && way_in(c).port != 0;
}

/* The jump-boxes that can be entered, in their order. */
struct entrances {
    const struct ir *ir;
    const struct ir_container **items;
    size_t count;
};

static struct entrances find_entrances(const struct ir *ir, struct arena *a)
{
    struct entrances all = {ir, NULL, 0};

    for (size_t i = 0; i < ir->container_count; i++) {
        if (!is_entered(&ir->containers[i]))
            continue;
        all.items = arena_extend(a, all.items, all.count, sizeof(struct ir_container *));
        all.items[all.count++] = &ir->containers[i];
    }
    return all;
}

static bool is_on(const struct ir_container *c, const struct ir_network *n)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network == n)
            return true;
    return false;
}

/* The first interface of `c` in a network that the jump-box is on, too, or NULL. */
static const struct ir_nic *common_nic(const struct ir_container *c,
                                       const struct ir_container *jump_box)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (is_on(jump_box, c->nics[i].network))
            return &c->nics[i];
    return NULL;
}

static void option(struct buf *b, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_printf(b, "    %s ", name);
    quote_ssh_config(b, value);
    buf_char(b, '\n');
}

static void option_number(struct buf *b, const char *name, int value)
{
    if (value != 0)
        option(b, name, arena_printf(b->arena, "%d", value));
}

/* Addresses differ by the way that is taken, or are the same on every server: host keys are kept
 * under names. */
static void begin(struct buf *b, const struct ir *ir, const char *name, const char *address)
{
    buf_printf(b, "\nHost %s\n", name);
    option(b, "HostName", address);
    option(b, "HostKeyAlias", arena_printf(b->arena, "%s.%s", name, ir->name));
}

static void server(struct buf *b, const struct entrances *ways, const struct ir_server *s)
{
    begin(b, ways->ir, s->name, s->address.text);
    option(b, "User", s->user);
    option_number(b, "Port", s->port);
    option(b, "IdentityFile", s->private_key);
    option(b, "ProxyJump", ways->count > 0 ? ways->items[0]->name : NULL);
}

/* Where the container is, and through whom it is reached: NULL, if from where one is. */
static const char *route(const struct entrances *ways, const struct ir_container *c,
                         struct arena *a, const char **through)
{
    *through = NULL;
    if (is_entered(c))
        return way_in(c).address;
    for (size_t i = 0; i < ways->count; i++) {
        const struct ir_nic *nic = common_nic(c, ways->items[i]);

        if (nic == NULL)
            continue;
        *through = ways->items[i]->name;
        return ipv4_text(a, nic->address);
    }
    /* Its server reaches it on the NAT bridge. */
    if (!c->server->local || ways->count > 0)
        *through = c->server->name;
    return ipv4_text(a, c->nat_address);
}

static void container(struct buf *b, const struct entrances *ways, const struct ir_container *c)
{
    const char *through, *address = route(ways, c, b->arena, &through);

    begin(b, ways->ir, c->name, address);
    option(b, "User", ways->ir->user);
    option_number(b, "Port", is_entered(c) ? way_in(c).port : 0);
    option(b, "IdentityFile", c->server->private_key);
    option(b, "ProxyJump", through);
}

const char *access_ssh_config(const struct ir *ir, struct arena *a)
{
    struct entrances ways = find_entrances(ir, a);
    struct buf b = buf_make(a);

    buf_printf(
        &b,
        "# Stack %s, made by lstackc. From the directory of lstacker.yaml,\n"
        "# `ssh -F build/ssh_config NAME` reaches servers and containers.\n"
        "#\n"
        "# `lstacker-run apply` keeps their host keys in build/known_hosts. A key that is not\n"
        "# there yet is accepted once; one that has changed is refused. If this directory has\n"
        "# another name, `lstacker-run -C DIR ssh NAME` finds the right one.\n"
        "Host *\n"
        "    UserKnownHostsFile build/known_hosts\n"
        "    StrictHostKeyChecking accept-new\n",
        ir->name);
    for (size_t i = 0; i < ir->server_count; i++)
        server(&b, &ways, &ir->servers[i]);
    for (size_t i = 0; i < ir->container_count; i++)
        container(&b, &ways, &ir->containers[i]);
    return b.data;
}
