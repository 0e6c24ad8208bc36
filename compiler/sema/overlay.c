/* The overlay: what tunnels there are, and how large a packet goes through them. */
#include "sema/parts.h"

/* Bytes that a frame grows by. VXLAN: outer IP 20 (IPv6 40), UDP 8, VXLAN 8, inner Ethernet 14 (RFC
 * 7348). GRE: outer IP, GRE 4, inner Ethernet 14; a key 4 more (RFC 2890). The inner frame carries
 * the network's VLAN tag, 4 bytes (IEEE 802.1Q). */
enum {
    IPV4_HEADER = 20,
    IPV6_HEADER = 40,
    UDP_HEADER = 8,
    VXLAN_HEADER = 8,
    GRE_HEADER = 4,
    GRE_KEY = 4,
    ETHERNET_HEADER = 14,
    VLAN_TAG = 4,
    LEAST_MTU = 576,       /* what every IPv4 host must take: RFC 791 */
    LEAST_IPV6_MTU = 1280, /* RFC 8200 */
    DEFAULT_MTU = 1500,
};

static bool ipv6_underlay(const struct sema *s)
{
    return s->ir->server_count > 0 && s->ir->servers[0].address.ipv6;
}

static int overhead(const struct sema *s, bool gre)
{
    int outer = ipv6_underlay(s) ? IPV6_HEADER : IPV4_HEADER;
    int middle =
        gre ? GRE_HEADER + (s->ir->overlay.has_key ? GRE_KEY : 0) : UDP_HEADER + VXLAN_HEADER;

    return outer + middle + ETHERNET_HEADER + VLAN_TAG;
}

static void compute_mtu(struct sema *s, bool gre)
{
    struct ir_overlay *o = &s->ir->overlay;
    const struct ast_overlay *from = &s->ast->overlay;
    struct span at = from->underlay_mtu.at.line != 0 ? from->underlay_mtu.at : from->at;
    int cost = overhead(s, gre);

    o->underlay_mtu = from->underlay_mtu.at.line != 0 ? (int)from->underlay_mtu.value : DEFAULT_MTU;
    o->mtu = o->underlay_mtu - cost;
    if (o->mtu < LEAST_MTU)
        diag_help(diag_report(s->diags, L0234, at, "%d bytes leave %d for the containers",
                              o->underlay_mtu, o->mtu),
                  "%s takes %d bytes of each packet here, and %d must remain: `underlay_mtu` must "
                  "be at least %d",
                  o->protocol, cost, LEAST_MTU, LEAST_MTU + cost);
    else if (o->mtu < LEAST_IPV6_MTU)
        diag_help(diag_report(s->diags, L0235, at, "the containers' MTU will be %d", o->mtu),
                  "with `underlay_mtu: %d` it would be enough", LEAST_IPV6_MTU + cost);
}

/* A key from the stack's name, so that two stacks seldom share one. */
static int default_key(const struct sema *s)
{
    return (int)(sema_hash(s->ir->name, 0) & 0xFFFFFFu);
}

/* The key that is kept, or a new one. */
static int assigned_key(struct sema *s)
{
    const struct lock_fact *fact = lock_find(s->lock, LOCK_KEY, "", "");
    int key = fact != NULL ? (int)fact->number : default_key(s);

    lock_keep(s->lock, LOCK_KEY, "", "", (uint32_t)key, 0);
    return key;
}

static void check_written_key(struct sema *s, const struct ast_number *key)
{
    const struct lock_fact *fact = lock_find(s->lock, LOCK_KEY, "", "");

    if (fact != NULL && fact->number != key->value)
        lock_report_other(s->lock, s->diags, fact, key->at);
}

static void set_key(struct sema *s, bool gre)
{
    const struct ast_number *key = &s->ast->overlay.key;
    struct ir_overlay *o = &s->ir->overlay;

    o->has_key = key->at.line == 0 || key->value != KEY_NONE;
    if (key->at.line != 0)
        check_written_key(s, key);
    o->key = key->at.line == 0 ? assigned_key(s) : (int)key->value;
    if (!o->has_key && !gre && !ast_is_faulty(s->ast->overlay.protocol.at))
        diag_help(diag_report(s->diags, L0242, key->at, "VXLAN cannot go without a key"),
                  "leave `key` out to have one made from the stack's name");
}

static void set_port(struct sema *s, bool gre)
{
    const struct ast_number *port = &s->ast->overlay.dst_port;

    if (gre && port->at.line != 0)
        diag_help(diag_report(s->diags, L0243, port->at, "GRE has no `dst_port`"), "leave it out");
    s->ir->overlay.dst_port = gre ? 0 : port->at.line != 0 ? (int)port->value : VXLAN_PORT;
}

bool sema_overlay_port_known(const struct sema *s)
{
    const struct ast_overlay *from = &s->ast->overlay;

    return !ast_is_faulty(from->at) && !ast_is_faulty(from->protocol.at) &&
           !ast_is_faulty(from->dst_port.at);
}

static void find_hub(struct sema *s)
{
    const struct ast_overlay *from = &s->ast->overlay;
    struct ir_overlay *o = &s->ir->overlay;

    if (ast_is_faulty(from->topology.at) || ast_is_faulty(from->hub.at))
        return;
    if (!o->star) {
        if (from->hub.at.line != 0)
            diag_help(diag_report(s->diags, L0206, from->hub.at, "a mesh has no hub"),
                      "leave `hub` out, or write `topology: star`");
        return;
    }
    if (from->hub.at.line == 0) {
        diag_help(diag_report(s->diags, L0206, from->topology.at, "a star needs a hub"),
                  "write `hub: ` and the name of the server that all others are connected to");
        return;
    }
    o->hub = map_get(&s->servers, from->hub.text);
    if (o->hub == NULL && s->ir->server_count > 0 && !s->ast->servers.incomplete)
        diag_help(
            diag_report(s->diags, L0201, from->hub.at, "there is no server `%s`", from->hub.text),
            "`hub` is the name of one of the `servers`");
}

static void make_tunnels(struct sema *s)
{
    const struct ir_overlay *o = &s->ir->overlay;
    size_t n = s->ir->server_count;
    const char **ports = arena_alloc(s->arena, n * sizeof *ports); /* one name on all servers */

    for (size_t i = 0; i < n; i++)
        ports[i] = sema_interface_name(s, "ls-", s->ir->servers[i].name);
    for (size_t i = 0; i < n; i++) {
        struct ir_server *a = &s->ir->servers[i];
        bool center = !o->star || a == o->hub;

        a->peers = arena_alloc(s->arena, (center ? n : 1) * sizeof *a->peers);
        for (size_t j = 0; center && j < n; j++)
            if (j != i)
                a->peers[a->peer_count++] = (struct ir_peer){&s->ir->servers[j], ports[j]};
        if (!center && o->hub != NULL)
            a->peers[a->peer_count++] = (struct ir_peer){o->hub, ports[o->hub - s->ir->servers]};
    }
}

void sema_overlay(struct sema *s)
{
    const struct ast_overlay *from = &s->ast->overlay;
    bool gre = from->protocol.value == PROTOCOL_GRE;

    s->ir->overlay.at = from->at.line != 0 ? from->at : s->ir->at;
    s->ir->overlay.protocol = ast_protocols[from->protocol.value];
    s->ir->overlay.star = from->topology.value == TOPOLOGY_STAR;
    set_key(s, gre);
    set_port(s, gre);
    compute_mtu(s, gre);
    find_hub(s);
    make_tunnels(s);
}
