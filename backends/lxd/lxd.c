/* Backend `lxd`: storage, NAT bridge, profile and containers of a server. */
#include "backends/lxd/lxd.h"

/* Images come through the proxy, for the daemon and for its client. */
static void proxy(const struct ir *ir, struct bundle *out)
{
    const struct ir_proxy *p = &ir->proxy;
    struct buf direct = buf_make(out->arena);
    struct step *s;

    if (p->http == NULL && p->https == NULL)
        return;
    for (size_t i = 0; i < p->direct.count; i++)
        buf_printf(&direct, "%s%s", i > 0 ? "," : "", p->direct.items[i]);
    s = bundle_step(out, PHASE_CONTAINERS, 29, "lxd-proxy", "lxd_proxy", p->at, "proxy for images");
    step_pair(s, "core.proxy_http", p->http != NULL ? p->http : "");
    step_pair(s, "core.proxy_https", p->https != NULL ? p->https : "");
    step_pair(s, "core.proxy_ignore_hosts", direct.data);
}

static void pool(const struct ir_server *server, struct bundle *out)
{
    struct step *s =
        bundle_step(out, PHASE_CONTAINERS, 30, "lxd-pool", "lxd_pool", server->at, "storage pool");

    step_word(s, server->storage_pool != NULL ? server->storage_pool : IR_POOL);
    if (server->storage_pool != NULL)
        step_word(s, "existing");
    else
        step_pair(s, "driver", server->storage_driver);
}

static void nat_bridge(const struct ir_server *server, struct bundle *out)
{
    struct arena *a = out->arena;
    struct step *s = bundle_step(out, PHASE_CONTAINERS, 31, "lxd-bridge", "lxd_bridge", server->at,
                                 "NAT bridge " IR_NAT_BRIDGE);

    step_word(s, IR_NAT_BRIDGE);
    step_pair(
        s, "ipv4.address",
        arena_printf(a, "%s/%d", ipv4_text(a, server->nat_address), server->nat_subnet.prefix));
    step_pair(s, "ipv4.nat", "true");
    step_pair(s, "ipv6.address", "none");
}

static void profile(const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_CONTAINERS, 32, "lxd-profile", "lxd_profile",
                                 server->at, "profile " IR_PROFILE);

    step_word(s, IR_PROFILE);
    step_pair(s, "pool", server->storage_pool != NULL ? server->storage_pool : IR_POOL);
    step_pair(s, "bridge", IR_NAT_BRIDGE);
}

static void nic(const struct ir *ir, const struct ir_nic *n, struct step *s)
{
    struct arena *a = s->call.arena;

    step_line(s);
    step_word(s, "nic");
    step_word(s, n->device);
    step_word(s, arena_printf(a, "nictype=bridged,parent=%s,vlan=%d,mtu=%d,host_name=%s", IR_BRIDGE,
                              n->network->vlan, ir->overlay.mtu, n->host_name));
}

static void setting(struct step *s, const char *key, const char *value)
{
    step_line(s);
    step_word(s, "config");
    step_word(s, key);
    step_word(s, value);
}

static void file(struct step *s, const char *key, const char *path)
{
    step_line(s);
    step_word(s, "file");
    step_word(s, key);
    step_word(s, path);
}

static void instance(const struct ir *ir, const struct ir_container *c, struct bundle *out)
{
    struct arena *a = out->arena;
    struct step *s =
        bundle_step(out, PHASE_CONTAINERS, 40, arena_printf(a, "lxd-instance-%s", c->name),
                    "lxd_instance", c->at, arena_printf(a, "container %s", c->name));

    s->container = c->name;
    step_word(s, c->name);
    step_word(s, c->image);
    step_word(s, "profile");
    step_word(s, IR_PROFILE);
    for (size_t i = 0; i < c->config_count; i++)
        setting(s, c->config[i].key, c->config[i].value);
    file(s, "user.user-data",
         bundle_file(out, arena_printf(a, "%s.user-data", c->name), lxd_user_data(a, ir, c)));
    file(s, "user.network-config",
         bundle_file(out, arena_printf(a, "%s.network-config", c->name),
                     lxd_network_config(a, ir, c)));
    step_line(s);
    step_word(s, "nic");
    step_word(s, "eth0");
    /* By its name the packet rules know it: see backend `ports`. */
    step_word(s, arena_printf(a, "network=%s,ipv4.address=%s,host_name=%s", IR_NAT_BRIDGE,
                              ipv4_text(a, c->nat_address), c->nat_host_name));
    for (size_t i = 0; i < c->nic_count; i++)
        nic(ir, &c->nics[i], s);
}

/* It must not run here and there: both have one address. */
static void moved(const struct ir_container *c, struct bundle *out)
{
    struct step *s =
        bundle_step(out, PHASE_CONTAINERS, 38, arena_printf(out->arena, "lxd-moved-%s", c->name),
                    "lxd_moved", c->at, arena_printf(out->arena, "moved container %s", c->name));

    step_word(s, c->name);
    step_word(s, c->server->name);
}

static void lxd_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    proxy(ir, out);
    pool(server, out);
    nat_bridge(server, out);
    profile(server, out);
    for (size_t i = 0; i < server->former_count; i++)
        moved(server->former[i], out);
    for (size_t i = 0; i < server->container_count; i++)
        instance(ir, server->containers[i], out);
}

const struct backend backend_lxd = {
    .name = "lxd", .doc = "LXD: storage, NAT bridge, profile and containers", .server = lxd_server};
