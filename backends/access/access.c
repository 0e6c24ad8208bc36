/* Backend `access`: how people reach servers and containers by name. */
#include "backends/backend.h"
#include "emit/quote.h"

static void hosts_of_container(struct buf *b, const struct ir_container *c)
{
    struct arena *a = b->arena;

    for (size_t i = 0; i < c->nic_count; i++) {
        const char *domain = c->nics[i].network->domain;

        buf_str(b, ipv4_text(a, c->nics[i].address));
        if (domain != NULL)
            buf_printf(b, " %s.%s", c->name, domain);
        if (i == 0)
            buf_printf(b, " %s", c->name);
        else if (domain == NULL)
            buf_printf(b, " %s.%s", c->name, c->nics[i].network->name);
        buf_char(b, '\n');
    }
}

static const char *hosts(const struct ir *ir, struct arena *a)
{
    struct buf b = buf_make(a);

    buf_printf(&b, "# Stack %s: lines for /etc/hosts, made by lstackc.\n", ir->name);
    for (size_t i = 0; i < ir->server_count; i++)
        buf_printf(&b, "%s %s\n", ir->servers[i].address.text, ir->servers[i].name);
    for (size_t i = 0; i < ir->container_count; i++)
        hosts_of_container(&b, &ir->containers[i]);
    return b.data;
}

static void option(struct buf *b, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_printf(b, "    %s ", name);
    quote_ssh_config(b, value);
    buf_char(b, '\n');
}

static void server(struct buf *b, const struct ir_server *s)
{
    buf_printf(b, "\nHost %s\n", s->name);
    option(b, "HostName", s->address.text);
    option(b, "User", s->user);
    option(b, "Port", s->port != 0 ? arena_printf(b->arena, "%d", s->port) : NULL);
    option(b, "IdentityFile", s->private_key);
}

/* Through its server, at its address on the NAT bridge, which is the same on every server: so its
 * host key is kept under its name. */
static void container(struct buf *b, const struct ir *ir, const struct ir_container *c)
{
    buf_printf(b, "\nHost %s\n", c->name);
    option(b, "HostName", ipv4_text(b->arena, c->nat_address));
    option(b, "HostKeyAlias", arena_printf(b->arena, "%s.%s", c->name, ir->name));
    option(b, "User", ir->user);
    option(b, "IdentityFile", c->server->private_key);
    if (!c->server->local)
        option(b, "ProxyJump", c->server->name);
}

static const char *ssh_config(const struct ir *ir, struct arena *a)
{
    struct buf b = buf_make(a);

    buf_printf(&b,
               "# Stack %s: `ssh -F build/ssh_config NAME` reaches servers and containers.\n"
               "# Host keys are accepted once and pinned. Made by lstackc.\n"
               "Host *\n    StrictHostKeyChecking accept-new\n",
               ir->name);
    for (size_t i = 0; i < ir->server_count; i++)
        server(&b, &ir->servers[i]);
    for (size_t i = 0; i < ir->container_count; i++)
        container(&b, ir, &ir->containers[i]);
    return b.data;
}

static void access_stack(const struct ir *ir, struct tree *out)
{
    tree_add_text(out, "hosts", hosts(ir, out->arena));
    tree_add_text(out, "ssh_config", ssh_config(ir, out->arena));
}

const struct backend backend_access = {
    .name = "access", .doc = "hosts and ssh_config for people", .stack = access_stack};
