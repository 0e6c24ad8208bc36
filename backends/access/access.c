/* Backend `access`: how people reach servers and containers by name. */
#include "backends/access/access.h"
#include "backends/backend.h"

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

static void access_stack(const struct ir *ir, struct tree *out)
{
    tree_add_text(out, "hosts", hosts(ir, out->arena));
    tree_add_text(out, "ssh_config", access_ssh_config(ir, out->arena));
}

const struct backend backend_access = {
    .name = "access", .doc = "hosts and ssh_config for people", .stack = access_stack};
