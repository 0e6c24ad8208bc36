/* Backend `ovs`: one bridge a server, and a tunnel to each peer that carries all networks. */
#include "backends/backend.h"

static void bridge(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_NETWORK, 20, "ovs-bridge", "ovs_bridge", ir->overlay.at,
                                 "bridge " IR_BRIDGE);

    step_word(s, IR_BRIDGE);
    step_pair(s, "datapath", server->datapath);
    /* A mesh of protected ports and a star have no loop. */
    step_pair(s, "stp", "false");
}

static void tunnel(const struct ir *ir, const struct ir_peer *peer, struct bundle *out)
{
    const struct ir_overlay *o = &ir->overlay;
    struct arena *a = out->arena;
    struct step *s = bundle_step(
        out, PHASE_NETWORK, 21, arena_printf(a, "ovs-tunnel-%s", peer->server->name), "ovs_tunnel",
        peer->server->at, arena_printf(a, "tunnel to %s", peer->server->name));

    s->file = "ovs-tunnels";
    step_word(s, peer->port);
    step_pair(s, "bridge", IR_BRIDGE);
    step_pair(s, "type", o->protocol);
    step_pair(s, "remote_ip", peer->server->address.text);
    step_pair(s, "key", o->has_key ? arena_printf(a, "%d", o->key) : "-");
    /* In a mesh, what comes out of one tunnel must not go into another. */
    step_pair(s, "protected", o->star ? "false" : "true");
    if (o->dst_port != 0)
        step_pair(s, "dst_port", arena_printf(a, "%d", o->dst_port));
}

static void ovs_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    bridge(ir, server, out);
    for (size_t i = 0; i < server->peer_count; i++)
        tunnel(ir, &server->peers[i], out);
}

const struct backend backend_ovs = {
    .name = "ovs", .doc = "Open vSwitch: the bridge and the tunnels", .server = ovs_server};
