/* Backend `ports`: the packet rules of a server, tables of nftables: ports that lead to containers,
 * and what keeps the containers' networks apart. */
#include <string.h>

#include "backends/ports/ports.h"
#include "backends/recipe_port.h"

/*
 * Names in the rules (of containers and interfaces) are made of [A-Za-z0-9._-], and addresses are
 * printed from numbers: nothing in them is syntax of nftables.
 */

/* Bits that a packet has on its way through the server; a container cannot give it any. */
#define TURNED "0x6c73"

/*
 * Each container has an interface on the NAT bridge, so that bridge would join all networks.
 * Packets do not pass from one to another, neither through the bridge nor through the server, but
 * for those of ports, which the server has turned. Where br_netfilter is loaded, as Docker does,
 * even these stay in the bridge, so they are marked. What comes from elsewhere must belong to a
 * port, or to a connection that a container has made.
 */
static void isolation(struct buf *b)
{
    buf_str(b, "\n\t# Containers reach one another by their networks, or by ports; not by the NAT "
               "bridge.\n"
               "\tchain turned {\n"
               "\t\ttype filter hook prerouting priority -90\n"
               "\t\tiifname \"" IR_NAT_BRIDGE "\" ct status dnat meta mark set " TURNED "\n"
               "\t}\n\n"
               "\tchain forward {\n"
               "\t\ttype filter hook forward priority filter\n"
               "\t\toifname != \"" IR_NAT_BRIDGE "\" accept\n"
               "\t\tct status dnat accept\n"
               "\t\tiifname \"" IR_NAT_BRIDGE "\" drop\n"
               "\t\tct state established,related accept\n"
               "\t\tdrop\n"
               "\t}\n");
}

/* A packet of a container leaves with an address of its server, which is all that the end of a
 * tunnel on another server goes by, and the frame in it may name any network: so containers send
 * none. Their own tunnels are on their networks. Fragments are whole by then. */
static void tunnels(struct buf *b, const struct ir_overlay *overlay, const struct ir_server *server)
{
    if (server->peer_count == 0)
        return;
    buf_str(b,
            "\n\t# What servers say to one another in the overlay is not for containers to say.\n"
            "\tchain tunnels {\n"
            "\t\ttype filter hook prerouting priority raw\n");
    if (overlay->dst_port != 0)
        buf_printf(b, "\t\tiifname \"" IR_NAT_BRIDGE "\" udp dport %d drop\n", overlay->dst_port);
    else
        buf_str(b, "\t\tiifname \"" IR_NAT_BRIDGE "\" meta l4proto gre drop\n");
    buf_str(b, "\t}\n");
}

/* The same for what the bridge passes on by itself, whatever it is. */
static void bridge(struct buf *b)
{
    buf_str(b, "\tchain forward {\n"
               "\t\ttype filter hook forward priority filter\n"
               "\t\tiifname \"" IR_NAT_PORTS "\" oifname \"" IR_NAT_PORTS "\" meta mark != " TURNED
               " drop\n"
               "\t}\n");
}

/* The rule of `family` that lets the servers with addresses of it pass. */
static void admit(struct buf *b, const struct ir *ir, bool ipv6)
{
    const char *separator = ipv6 ? "\t\tip6 saddr { " : "\t\tip saddr { ";
    bool any = false;

    for (size_t i = 0; i < ir->server_count; i++) {
        const struct address *address = &ir->servers[i].address;

        if (address->ipv6 != ipv6)
            continue;
        buf_printf(b, "%s%s", any ? ", " : separator, address->text);
        any = true;
    }
    buf_str(b, any ? " } accept\n" : "");
}

/* What a server shows its Prometheus is nobody else's business. Nothing else is touched: answers by
 * UDP, ICMP and what finds neighbours in IPv6 are no TCP. */
static void exporter(struct buf *b, const struct ir *ir, const struct ir_server *server)
{
    int node = recipe_port(&server->recipes, "node-exporter", "node-exporter");
    int docker = recipe_port(&server->recipes, "docker", "metrics");

    if (ir->monitoring.on == NULL || strcmp(ir->monitoring.type, "prometheus") != 0 ||
        node + docker == 0)
        return;
    buf_str(b, "\n\t# What Prometheus asks is for the servers and containers of the stack.\n"
               "\tchain input {\n"
               "\t\ttype filter hook input priority filter\n"
               "\t\tiifname { \"lo\", \"" IR_NAT_BRIDGE "\" } accept\n");
    admit(b, ir, false);
    admit(b, ir, true);
    if (node != 0 && docker != 0)
        buf_printf(b, "\t\ttcp dport { %d, %d } drop\n\t}\n", node, docker);
    else
        buf_printf(b, "\t\ttcp dport %d drop\n\t}\n", node + docker);
}

/* The tables are made, if they are not there, to be removed with all that is in them, and made
 * anew: in one transaction, so no packet meets half of it. Connections go on, as the kernel tracks
 * them.
 */
static const char *rules(struct arena *a, const struct ir *ir, const struct ir_server *server)
{
    static const char *const families[] = {"inet", "bridge"};
    struct buf b = buf_make(a);

    buf_printf(&b, "# Packet rules of the stack %s on %s, for nft -f. Made by lstackc.\n", ir->name,
               server->name);
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        buf_printf(&b, "table %s lstacker-%s\ndelete table %s lstacker-%s\n", families[i], ir->name,
                   families[i], ir->name);
    buf_printf(&b, "\ntable inet lstacker-%s {\n", ir->name);
    ports_chains(&b, server);
    isolation(&b);
    tunnels(&b, &ir->overlay, server);
    exporter(&b, ir, server);
    buf_printf(&b, "}\n\ntable bridge lstacker-%s {\n", ir->name);
    bridge(&b);
    buf_str(&b, "}\n");
    return b.data;
}

static void ports_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_NETWORK, 25, "packet-rules", "nft_tables", server->at,
                                 "packet rules: ports and isolation");

    step_word(s, bundle_file(out, "rules.nft", rules(out->arena, ir, server)));
}

const struct backend backend_ports = {
    .name = "ports",
    .doc = "nftables: ports that lead to containers, and what keeps networks apart",
    .server = ports_server};
