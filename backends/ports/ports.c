/* Backend `ports`: the packet rules of a server, one table of nftables: ports that lead to
 * containers, and what keeps the containers' networks apart. */
#include <string.h>

#include "backends/ports/ports.h"

/*
 * Names in the rules (of containers and interfaces) are made of [A-Za-z0-9._-], and addresses are
 * printed from numbers: nothing in them is syntax of nftables.
 */

/* The table's name; the runtime knows it, too. */
static const char *table(struct arena *a, const struct ir *ir)
{
    return arena_printf(a, "inet lstacker-%s", ir->name);
}

/* Each container has an interface on the NAT bridge, so that bridge would join all networks. Ports
 * of the bridge are isolated from one another (see the instances); here is the way through the
 * server. What comes from elsewhere must belong to a port or to a connection that a container made.
 */
static void isolation(struct buf *b)
{
    buf_str(b, "\n\t# Containers reach one another by their networks, or by ports; not by the NAT "
               "bridge.\n"
               "\tchain forward {\n"
               "\t\ttype filter hook forward priority filter\n"
               "\t\toifname != \"" IR_NAT_BRIDGE "\" accept\n"
               "\t\tct status dnat accept\n"
               "\t\tiifname \"" IR_NAT_BRIDGE "\" drop\n"
               "\t\tct state established,related accept\n"
               "\t\tdrop\n"
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

/* What a server shows its Prometheus is nobody else's business. */
static void exporter(struct buf *b, const struct ir *ir)
{
    if (ir->monitoring.on == NULL || strcmp(ir->monitoring.type, "prometheus") != 0)
        return;
    buf_str(b, "\n\t# The node exporter is for the servers and containers of the stack.\n"
               "\tchain input {\n"
               "\t\ttype filter hook input priority filter\n");
    buf_printf(b, "\t\ttcp dport != %d accept\n", IR_METRICS_NODE);
    buf_str(b, "\t\tiifname { \"lo\", \"" IR_NAT_BRIDGE "\" } accept\n");
    admit(b, ir, false);
    admit(b, ir, true);
    buf_str(b, "\t\tdrop\n\t}\n");
}

/* The table is made, if it is not there, to be removed with all that is in it, and made anew: in
 * one transaction, so no packet meets half of it. Connections go on, as the kernel tracks them. */
static const char *rules(struct arena *a, const struct ir *ir, const struct ir_server *server)
{
    struct buf b = buf_make(a);
    const char *name = table(a, ir);

    buf_printf(&b,
               "# Packet rules of the stack %s on %s, for nft -f. Made by lstackc.\n"
               "table %s\ndelete table %s\n\ntable %s {\n",
               ir->name, server->name, name, name, name);
    ports_chains(&b, server);
    isolation(&b);
    exporter(&b, ir);
    buf_str(&b, "}\n");
    return b.data;
}

static void ports_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct step *s = bundle_step(out, PHASE_NETWORK, 25, "packet-rules", "nft_table", server->at,
                                 "packet rules: ports and isolation");

    step_word(s, bundle_file(out, "rules.nft", rules(out->arena, ir, server)));
}

const struct backend backend_ports = {
    .name = "ports",
    .doc = "nftables: ports that lead to containers, and what keeps networks apart",
    .server = ports_server};
