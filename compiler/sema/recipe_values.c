/* What `@NAME` stands for as the default of a recipe's parameter. */
#include <string.h>

#include "base/buf.h"
#include "sema/recipe_plan.h"

/* Of whom a value is asked. */
struct asked {
    struct sema *s;
    const struct ir_container *container; /* NULL: the server itself */
    const struct ir_server *server;
};

static const char *address(const struct asked *q)
{
    const struct ir_container *c = q->container;

    if (c == NULL)
        return q->server != NULL ? q->server->address.text : "";
    return c->nic_count > 0 ? ipv4_text(q->s->arena, c->nics[0].address) : "";
}

static const char *container_name(const struct asked *q)
{
    if (q->container != NULL)
        return q->container->name;
    return q->server != NULL ? q->server->name : "";
}

static const char *domain(const struct asked *q)
{
    const struct ir_container *c = q->container;
    const char *of_first = c != NULL && c->nic_count > 0 ? c->nics[0].network->domain : NULL;

    return of_first != NULL ? of_first : "";
}

static const char *http_proxy(const struct asked *q)
{
    return q->s->ir->proxy.http;
}

static const char *https_proxy(const struct asked *q)
{
    return q->s->ir->proxy.https;
}

/* Nobody asks what is not on the network, and Checkmk has agents of its own. */
static const char *monitoring(const struct asked *q)
{
    const struct ir_monitoring *m = &q->s->ir->monitoring;
    const struct ir_nic *nic;

    if (m->on == NULL || m->network == NULL || strcmp(m->type, "prometheus") != 0)
        return "";
    if (q->container == NULL)
        return q->server != NULL ? q->server->address.text : "";
    nic = sema_nic(q->container, m->network);
    return nic != NULL ? ipv4_text(q->s->arena, nic->address) : "";
}

static const char *mtu(const struct asked *q)
{
    return arena_printf(q->s->arena, "%d", q->s->ir->overlay.mtu);
}

static const char *stack(const struct asked *q)
{
    return q->s->ir->name;
}

static struct ir_texts docker_pools(const struct asked *q)
{
    return sema_docker_pools(q->s);
}

static struct ir_texts no_proxy(const struct asked *q)
{
    return q->s->ir->proxy.direct;
}

static struct ir_texts servers(const struct asked *q)
{
    const struct ir *ir = q->s->ir;
    struct ir_texts all = {arena_alloc(q->s->arena, ir->server_count * sizeof(char *)), 0};

    for (size_t i = 0; i < ir->server_count; i++)
        if (ir->servers[i].address.text != NULL)
            all.items[all.count++] = ir->servers[i].address.text;
    return all;
}

static const struct {
    const char *(*text)(const struct asked *q); /* NULL or "" is nothing */
    struct ir_texts (*list)(const struct asked *q);
    bool varies;
} values[RECIPE_VALUES] = {
    [VALUE_ADDRESS] = {address, NULL, true},
    [VALUE_CONTAINER] = {container_name, NULL, true},
    [VALUE_DOCKER_POOLS] = {NULL, docker_pools, false},
    [VALUE_DOMAIN] = {domain, NULL, true},
    [VALUE_HTTP_PROXY] = {http_proxy, NULL, false},
    [VALUE_HTTPS_PROXY] = {https_proxy, NULL, false},
    [VALUE_MONITORING] = {monitoring, NULL, true},
    [VALUE_MTU] = {mtu, NULL, false},
    [VALUE_NO_PROXY] = {NULL, no_proxy, false},
    [VALUE_SERVERS] = {NULL, servers, false},
    [VALUE_STACK] = {stack, NULL, false},
};

bool sema_value_varies(const struct recipe_value *value)
{
    return values[value - recipe_values].varies;
}

static struct ir_texts one_text(struct arena *a, const char *text)
{
    struct ir_texts one = {arena_alloc(a, sizeof(char *)), 1};

    one.items[0] = text != NULL ? text : "";
    return one;
}

struct ir_texts sema_value(struct sema *s, const struct recipe_value *value,
                           const struct ir_container *container, const struct ir_server *server)
{
    const struct asked asked = {s, container, server};
    size_t id = (size_t)(value - recipe_values);
    struct ir_texts *kept = &s->recipe_values[id];
    struct ir_texts found;

    if (kept->items != NULL)
        return *kept;
    found = values[id].list != NULL ? values[id].list(&asked)
                                    : one_text(s->arena, values[id].text(&asked));
    if (!values[id].varies)
        *kept = found;
    return found;
}

void sema_fill_value(struct sema *s, struct ir_param *param, const struct recipe_value *value,
                     const struct ir_container *container, const struct ir_server *server)
{
    struct buf joined;

    param->values = sema_value(s, value, container, server);
    if (value->type != RECIPE_LIST) {
        /* Nothing, in a list, is no item. */
        if (param->list && *param->values.items[0] == '\0')
            param->values.count = 0;
        return;
    }
    if (param->list)
        return;
    joined = buf_make(s->arena);
    for (size_t i = 0; i < param->values.count; i++)
        buf_printf(&joined, "%s%s", i > 0 ? "," : "", param->values.items[i]);
    param->values = one_text(s->arena, joined.data);
}
