/* Backend `base`: the packages of a server, the names of those it is connected to, what Docker
 * needs. */
#include "backends/backend.h"

static void packages(const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_BASE, 10, "base-packages", "pkg_set", server->at,
                                 "packages and daemons");

    for (const char *const *p = server->platform->packages; *p != NULL; p++)
        step_word(s, *p);
}

static void hosts(const struct ir_server *server, struct bundle *out)
{
    struct buf text = buf_make(out->arena);
    struct step *s;

    buf_printf(&text, "%s %s\n", server->address.text, server->name);
    for (size_t i = 0; i < server->peer_count; i++)
        buf_printf(&text, "%s %s\n", server->peers[i].server->address.text,
                   server->peers[i].server->name);
    s = bundle_step(out, PHASE_BASE, 11, "base-hosts", "hosts_block", server->at,
                    "names of the servers in /etc/hosts");
    step_word(s, "/etc/hosts");
    step_word(s, bundle_file(out, "hosts", text.data));
}

static bool has_docker(const struct ir_server *server)
{
    for (size_t i = 0; i < server->container_count; i++)
        if (server->containers[i]->docker)
            return true;
    return server->docker;
}

/* What Docker would load, and cannot in a container. */
static void modules(const struct ir_server *server, struct bundle *out)
{
    static const char *const names[] = {"overlay", "br_netfilter", "ip_vs",
                                        "vxlan",   "nf_conntrack", "xt_conntrack"};
    struct step *s;

    if (!has_docker(server))
        return;
    s = bundle_step(out, PHASE_BASE, 12, "base-modules", "kernel_modules", server->at,
                    "modules of the kernel for Docker");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        step_word(s, names[i]);
}

/* The servers to which this one passes ports on, each once: known by their places. */
static void relays(const struct ir *ir, const struct ir_server *server, struct step *s)
{
    bool *known = arena_alloc(s->call.arena, ir->server_count * sizeof *known);

    for (size_t i = 0; i < server->ports.count; i++) {
        const struct ir_server *to = server->ports.items[i].to->server;

        if (to == server || known[to - ir->servers])
            continue;
        known[to - ir->servers] = true;
        step_word(s, to->address.text);
    }
}

/* Docker on the server drops what others forward. Recipes, which bring it, are before this. */
static void forward(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct step *s;

    if (!server->docker)
        return;
    s = bundle_step(out, PHASE_SERVICES, 62, "docker-forward", "docker_forward", server->at,
                    "packets of containers beside Docker");
    step_word(s, IR_NAT_BRIDGE);
    relays(ir, server, s);
}

static void base_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    packages(server, out);
    hosts(server, out);
    modules(server, out);
    forward(ir, server, out);
}

const struct backend backend_base = {
    .name = "base",
    .doc = "packages, daemons and host names of the servers, and what Docker needs of them",
    .server = base_server};
