/* The resolved stack as JSON: for `lstackc show`, for `stack.json` of a build, and to be compared.
 */
#include "main/stack_json.h"

json_t *show_text(const char *s)
{
    return s == NULL ? json_null() : json_string(s);
}

/* The file is said only if it is an included one. */
json_t *show_place(struct span at)
{
    json_t *all = json_pack("{s:i, s:i}", "line", (int)at.line, "column", (int)at.column);

    if (at.source != NULL && at.source->label != NULL)
        (void)json_object_set_new(all, "file", json_string(at.source->label));
    return all;
}

static json_t *overlay_json(const struct ir *ir)
{
    const struct ir_overlay *o = &ir->overlay;

    return json_pack("{s:s, s:s, s:o, s:i, s:o, s:o, s:i, s:o}", "protocol", o->protocol,
                     "topology", o->star ? "star" : "mesh", "hub",
                     show_text(o->hub != NULL ? o->hub->name : NULL), "underlay_mtu",
                     o->underlay_mtu, "key", o->has_key ? json_integer(o->key) : json_null(),
                     "dst_port", o->dst_port != 0 ? json_integer(o->dst_port) : json_null(), "mtu",
                     o->mtu, "at", show_place(o->at));
}

static json_t *networks_json(struct arena *a, const struct ir *ir)
{
    json_t *all = json_object();

    for (size_t i = 0; i < ir->network_count; i++) {
        const struct ir_network *n = &ir->networks[i];

        (void)json_object_set_new(
            all, n->name,
            json_pack("{s:s, s:o, s:i, s:o}", "subnet", subnet_text(a, n->subnet), "domain",
                      show_text(n->domain), "vlan", n->vlan, "at", show_place(n->at)));
    }
    return all;
}

static json_t *server_json(struct arena *a, const struct ir_server *s)
{
    json_t *tunnels = json_object(), *containers = json_array();

    for (size_t i = 0; i < s->peer_count; i++)
        (void)json_object_set_new(tunnels, s->peers[i].server->name, json_string(s->peers[i].port));
    for (size_t i = 0; i < s->container_count; i++)
        (void)json_array_append_new(containers, json_string(s->containers[i]->name));
    return json_pack(
        "{s:s, s:s, s:i, s:b, s:s, s:s, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:b, s:o, s:o}",
        "address", s->address.text, "platform", s->platform->name, "segment", s->segment, "master",
        s->local, "datapath", s->datapath, "storage_driver", s->storage_driver, "storage_pool",
        show_text(s->storage_pool), "user", show_text(s->user), "private_key",
        show_text(s->private_key), "port", s->port != 0 ? json_integer(s->port) : json_null(),
        "nat_subnet", subnet_text(a, s->nat_subnet), "tunnels", tunnels, "containers", containers,
        "docker", s->docker, "recipes", show_recipes(&s->recipes), "at", show_place(s->at));
}

static json_t *interfaces_json(struct arena *a, const struct ir_container *c)
{
    json_t *all = json_array();

    for (size_t i = 0; i < c->nic_count; i++) {
        const struct ir_nic *n = &c->nics[i];

        (void)json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:i, s:s, s:o}", "device",
                                                   n->device, "network", n->network->name,
                                                   "address", ipv4_text(a, n->address), "prefix",
                                                   n->network->subnet.prefix, "host_name",
                                                   n->host_name, "at", show_place(n->at)));
    }
    return all;
}

static json_t *container_json(struct arena *a, const struct ir_container *c)
{
    json_t *config = json_object(), *keys = json_array();

    for (size_t i = 0; i < c->config_count; i++)
        (void)json_object_set_new(config, c->config[i].key, json_string(c->config[i].value));
    for (size_t i = 0; i < c->keys.count; i++)
        (void)json_array_append_new(keys, json_string(c->keys.items[i].text));
    return json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:o, s:o, s:o}", "server",
                     c->server->name, "image", c->image, "nat_address",
                     ipv4_text(a, c->nat_address), "interfaces", interfaces_json(a, c), "ports",
                     show_ports(a, c), "config", config, "authorized_keys", keys, "jump_box",
                     c->jump_box, "docker", c->docker, "compose", show_composes(&c->compose),
                     "recipes", show_recipes(&c->recipes), "at", show_place(c->at));
}

/* The services beside servers and containers. */
static void add_services(json_t *root, const struct ir *ir)
{
    const struct ir_bootstrap *b = &ir->bootstrap;

    (void)json_object_set_new(root, "proxy", show_proxy(ir));
    (void)json_object_set_new(root, "expose", show_exposes(ir));
    (void)json_object_set_new(root, "dns", show_dns(ir));
    (void)json_object_set_new(root, "monitoring", show_monitoring(ir));
    (void)json_object_set_new(root, "swarm", show_swarm(ir));
    (void)json_object_set_new(root, "secrets", show_secrets(ir));
    (void)json_object_set_new(
        root, "bootstrap", json_pack("{s:o, s:i}", "pull", show_text(b->pull), "every", b->every));
}

json_t *stack_json(struct arena *a, const struct ir *ir)
{
    json_t *servers = json_object(), *containers = json_object(), *root;

    for (size_t i = 0; i < ir->server_count; i++)
        (void)json_object_set_new(servers, ir->servers[i].name, server_json(a, &ir->servers[i]));
    for (size_t i = 0; i < ir->container_count; i++)
        (void)json_object_set_new(containers, ir->containers[i].name,
                                  container_json(a, &ir->containers[i]));
    root = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "name", ir->name, "file", ir->file,
                     "user", ir->user, "overlay", overlay_json(ir), "networks",
                     networks_json(a, ir), "servers", servers, "containers", containers);
    if (root == NULL)
        longjmp(a->oom, 1);
    add_services(root, ir);
    return root;
}

static int append(const char *bytes, size_t len, void *to)
{
    buf_add(to, bytes, len);
    return 0;
}

struct buf stack_text(struct arena *a, const struct ir *ir)
{
    json_t *root = stack_json(a, ir);
    struct buf text = buf_make(a);
    int result = json_dump_callback(root, append, &text, JSON_INDENT(2));

    json_decref(root);
    if (result != 0)
        longjmp(a->oom, 1);
    buf_char(&text, '\n');
    return text;
}
