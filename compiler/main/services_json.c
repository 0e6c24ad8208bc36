/* The part of the stack's JSON that tells what runs in containers and is exposed. */
#include "main/stack_json.h"

json_t *show_texts(const struct ir_texts *texts)
{
    json_t *all = json_array();

    for (size_t i = 0; i < texts->count; i++)
        (void)json_array_append_new(all, json_string(texts->items[i]));
    return all;
}

static json_t *published_json(const struct ir_compose *c)
{
    json_t *all = json_array();

    for (size_t i = 0; i < c->port_count; i++) {
        const struct ir_published *p = &c->ports[i];

        (void)json_array_append_new(
            all, json_pack("{s:s, s:o, s:i, s:s, s:s, s:o}", "service", p->service, "port",
                           p->port != 0 ? json_integer(p->port) : json_null(), "target", p->target,
                           "protocol", p->udp ? "udp" : "tcp", "mode", p->host ? "host" : "ingress",
                           "listen", show_text(p->listen)));
    }
    return all;
}

static json_t *compose_json(const struct ir_compose *c)
{
    json_t *files = json_array();

    for (size_t i = 1; i < c->file_count; i++)
        (void)json_array_append_new(files, json_string(c->files[i].path));
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "path", c->path, "digest",
                     c->digest, "services", show_texts(&c->services), "ports", published_json(c),
                     "networks", show_texts(&c->networks), "configs", show_texts(&c->configs),
                     "secrets", show_texts(&c->secrets), "files", files, "at", show_place(c->at));
}

json_t *show_composes(const struct ir_composes *composes)
{
    json_t *all = json_object();

    for (size_t i = 0; i < composes->count; i++)
        (void)json_object_set_new(all, composes->items[i].name, compose_json(&composes->items[i]));
    return all;
}

/* One value is a list of one; a secret is told by its name. */
static json_t *param_json(const struct ir_param *p)
{
    if (p->secret != NULL)
        return json_pack("{s:s}", "secret", p->secret);
    return show_texts(&p->values);
}

static json_t *recipe_ports(const struct ir_recipe *recipe)
{
    json_t *all = json_array();

    for (size_t i = 0; i < recipe->port_count; i++)
        (void)json_array_append_new(all, json_pack("{s:s, s:i, s:s}", "name", recipe->ports[i].name,
                                                   "port", recipe->ports[i].number, "protocol",
                                                   recipe->ports[i].udp ? "udp" : "tcp"));
    return all;
}

json_t *show_recipes(const struct ir_recipes *recipes)
{
    json_t *all = json_array();

    for (size_t i = 0; i < recipes->count; i++) {
        const struct ir_recipe *recipe = &recipes->items[i];
        json_t *params = json_object();

        for (size_t j = 0; j < recipe->count; j++)
            (void)json_object_set_new(params, recipe->params[j].name,
                                      param_json(&recipe->params[j]));
        (void)json_array_append_new(
            all,
            json_pack("{s:s, s:s, s:o, s:o, s:i, s:b, s:o}", "name", recipe->name, "digest",
                      recipe->digest, "parameters", params, "ports", recipe_ports(recipe), "limit",
                      recipe->limit, "data", recipe->data, "at", show_place(recipe->at)));
    }
    return all;
}

json_t *show_ports(struct arena *a, const struct ir_container *c)
{
    json_t *all = json_array();

    for (size_t i = 0; i < c->port_count; i++) {
        const struct ir_port *p = &c->ports[i];
        json_t *from = json_array();

        for (size_t j = 0; j < p->from_count; j++)
            (void)json_array_append_new(from, json_string(subnet_text(a, p->from[j])));
        (void)json_array_append_new(
            all, json_pack("{s:s, s:i, s:i, s:i, s:s, s:o, s:o, s:o}", "server", p->server->name,
                           "first", p->first, "last", p->last, "target", p->target, "protocol",
                           p->udp ? "udp" : "tcp", "from", from, "listen", show_text(p->listen),
                           "device", show_text(p->device)));
    }
    return all;
}

static json_t *weights_json(const struct ir_expose *e)
{
    json_t *all = json_object();

    for (size_t i = 0; e->weights != NULL && i < e->to.count; i++)
        (void)json_object_set_new(all, e->to.items[i]->name, json_integer(e->weights[i]));
    return all;
}

static json_t *expose_json(const struct ir_expose *e)
{
    json_t *to = json_array(), *on = json_array();

    for (size_t i = 0; i < e->to.count; i++)
        (void)json_array_append_new(to, json_string(e->to.items[i]->name));
    for (size_t i = 0; i < e->on_count; i++)
        (void)json_array_append_new(on, json_string(e->on[i]->name));
    return json_pack(
        "{s:s, s:i, s:o, s:o, s:i, s:o, s:o, s:s, s:o, s:o, s:o, s:b, s:b, s:b, s:i, s:o, s:s, "
        "s:o}",
        "mode", e->tcp ? "tcp" : "http", "listen", e->listen, "to", to, "service",
        show_text(e->service), "port", e->port, "on", on, "network",
        show_text(e->network != NULL ? e->network->name : NULL), "path", e->path, "check",
        show_text(e->check), "certificate", show_text(e->certificate), "certificate_key",
        show_text(e->certificate_key), "self_signed", e->self_signed, "redirect", e->redirect,
        "proxy_protocol", e->proxy_protocol, "max_connections", e->max_connections, "weights",
        weights_json(e), "balance", e->balance, "at", show_place(e->at));
}

json_t *show_exposes(const struct ir *ir)
{
    json_t *all = json_object();

    for (size_t i = 0; i < ir->expose_count; i++)
        (void)json_object_set_new(all, ir->exposes[i].name, expose_json(&ir->exposes[i]));
    return all;
}

json_t *show_dns(const struct ir *ir)
{
    const struct ir_dns *dns = &ir->dns;

    if (dns->on == NULL)
        return json_null();
    return json_pack("{s:s, s:o, s:o}", "on", dns->on->name, "forward", show_texts(&dns->forward),
                     "at", show_place(dns->at));
}

json_t *show_monitoring(const struct ir *ir)
{
    const struct ir_monitoring *m = &ir->monitoring;

    if (m->on == NULL)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "type", m->type, "on", m->on->name,
                     "network", m->network->name, "site", m->site, "retention", m->retention, "at",
                     show_place(m->at));
}

static json_t *node_json(const struct ir_node *n)
{
    json_t *labels = json_object();

    for (size_t i = 0; i < n->label_count; i++)
        (void)json_object_set_new(labels, n->labels[i].key, json_string(n->labels[i].value));
    return json_pack("{s:s, s:o}", "role", n->manager ? "manager" : "worker", "labels", labels);
}

json_t *show_swarm(const struct ir *ir)
{
    const struct ir_swarm *swarm = &ir->swarm;
    json_t *nodes = json_object();

    for (size_t i = 0; i < swarm->count; i++) {
        const struct ir_node *n = &swarm->nodes[i];

        (void)json_object_set_new(
            nodes, n->container != NULL ? n->container->name : n->server->name, node_json(n));
    }
    if (swarm->count > 0)
        return json_pack("{s:o, s:o, s:o, s:o}", "nodes", nodes, "network",
                         show_text(swarm->network != NULL ? swarm->network->name : NULL), "stacks",
                         show_composes(&swarm->stacks), "at", show_place(swarm->at));
    json_decref(nodes);
    return json_null();
}

json_t *show_secrets(const struct ir *ir)
{
    json_t *all = json_object();

    for (size_t i = 0; i < ir->secret_count; i++)
        (void)json_object_set_new(all, ir->secrets[i].name,
                                  json_pack("{s:s, s:o}", ir->secrets[i].source,
                                            ir->secrets[i].value, "at",
                                            show_place(ir->secrets[i].at)));
    return all;
}

json_t *show_proxy(const struct ir *ir)
{
    const struct ir_proxy *p = &ir->proxy;

    if (p->at.line == 0)
        return json_null();
    return json_pack("{s:o, s:o, s:o}", "http", show_text(p->http), "https", show_text(p->https),
                     "no_proxy", show_texts(&p->no_proxy));
}
