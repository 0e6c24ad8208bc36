/* Ports of servers that lead to containers: each once, none that the server needs itself. */
#include <string.h>

#include "sema/ports.h"

static void report_taken(struct sema *s, const struct ir_container *c, const struct ir_port *port,
                         int number, const struct port_owner *other)
{
    struct diag *d = diag_report(s->diags, L0251, port->at, "port %d of `%s` leads to `%s` already",
                                 number, port->server->name, other->container->name);

    diag_note(d, other->at, "mapped here");
    diag_help(d, other->container != c && span_compare(other->at, port->at) == 0
                     ? "with `count`, a port can be mapped to one of the containers only: give it "
                       "an entry of its own"
                     : "choose another port, or remove one of the two");
}

const char *port_key(struct sema *s, const struct ir_server *server, int number, bool udp)
{
    return arena_printf(s->arena, "%s %d/%s", server->name, number, udp ? "udp" : "tcp");
}

/* Takes one port for `mine`. Two owners may share it when each has an address or device of its own
 * there. Returns the owner that stands in the way, or NULL. */
static const struct port_owner *take_port(struct sema *s, const struct ir_port *port, int number,
                                          struct port_owner *mine)
{
    const char *key = port_key(s, port->server, number, port->udp);
    const char *part =
        arena_printf(s->arena, "%s %s %s", key, port->listen != NULL ? port->listen : "",
                     port->device != NULL ? port->device : "");
    const struct port_owner *other = map_add(&s->ports, key, mine);

    if (other != NULL && (other->whole || mine->whole))
        return other;
    other = map_add(&s->ports, part, mine);
    return other != mine ? other : NULL;
}

static bool holds(const struct ir_port *port, int number)
{
    return port->first <= number && number <= port->last;
}

/* Can the port be the one that people and the master enter by? */
static bool is_ssh(struct sema *s, const struct ir_port *port)
{
    const struct ir_server *server = port->server;
    const struct ast_server *from = s->ast->servers.items;
    const char *own = server->underlay.interface;

    from += server - s->ir->servers;
    if (ast_is_faulty(from->ssh.at) || ast_is_faulty(from->ssh.port.at) ||
        ast_is_faulty(s->ast->ssh.at) || ast_is_faulty(s->ast->ssh.port.at) ||
        ast_is_faulty(from->underlay.at) || ast_is_faulty(from->underlay.interface.at) ||
        from->address.at.line == 0)
        return false; /* nobody knows */
    if (port->udp || !holds(port, server->port != 0 ? server->port : SSH_PORT))
        return false;
    if (port->listen != NULL && strcmp(port->listen, server->address.text) != 0)
        return false;
    return port->device == NULL || own == NULL || strcmp(port->device, own) == 0;
}

/* At which of these ports will Prometheus ask the server? 0: at none. */
static int watched_port(struct sema *s, const struct ir_port *port)
{
    const struct ast_monitoring *m = &s->ast->monitoring;

    if (m->at.line == 0 || ast_is_faulty(m->type.at) || m->type.value != MONITORING_PROMETHEUS ||
        port->udp || port->server->address.text == NULL ||
        (port->listen != NULL && strcmp(port->listen, port->server->address.text) != 0))
        return 0;
    if (holds(port, IR_METRICS_NODE))
        return IR_METRICS_NODE;
    return holds(port, IR_METRICS_DOCKER) && sema_written_server(s, port->server)->docker.value != 0
               ? IR_METRICS_DOCKER
               : 0;
}

struct diag *port_of_server(struct sema *s, const struct ir_port *port)
{
    const char *name = port->server->name;
    int ssh = port->server->port != 0 ? port->server->port : SSH_PORT;
    int vxlan = s->ir->overlay.dst_port;
    struct diag *d = NULL;

    if (is_ssh(s, port)) {
        d = diag_report(s->diags, L0252, port->at,
                        "port %d of `%s` is the one that its own sshd listens on", ssh, name);
        diag_help(d, "choose another, such as 10022");
    } else if (port->udp && vxlan != 0 && sema_overlay_port_known(s) && s->ir->server_count > 1 &&
               holds(port, vxlan)) {
        d = diag_report(s->diags, L0255, port->at,
                        "UDP port %d of `%s` is that of the overlay's tunnels", vxlan, name);
        diag_help(d, "choose another, or another `dst_port` for the overlay");
    } else if (watched_port(s, port) != 0) {
        d = diag_report(s->diags, L0501, port->at,
                        "port %d of `%s` is the one that Prometheus watches it by",
                        watched_port(s, port), name);
        diag_note(d, s->ast->monitoring.at, "the monitoring");
        diag_help(d, "choose another");
    }
    return d;
}

/* False if it was reported. */
static bool check_port(struct sema *s, const struct ir_container *c, const struct ir_port *port)
{
    struct port_owner *mine;

    if (port_of_server(s, port) != NULL)
        return false;
    mine = arena_new(s->arena, struct port_owner);
    *mine = (struct port_owner){c, port->at, port->listen == NULL && port->device == NULL,
                                port->target - port->first};
    for (int number = port->first; number <= port->last; number++) {
        const struct port_owner *other = take_port(s, port, number, mine);

        if (other == NULL)
            continue;
        report_taken(s, c, port, number, other);
        return false;
    }
    return true;
}

static void check_form(struct sema *s, const struct ast_port *from, const struct ir_port *port)
{
    int wanted = port->last - port->first, given = from->target.last - from->target.first;

    if (wanted != given)
        diag_help(diag_report(s->diags, L0254, from->target.at,
                              "%d port%s of the server would lead to %d of the container",
                              wanted + 1, wanted > 0 ? "s" : "", given + 1),
                  "write ranges of one length: `\"8000-8010:9000-9010\"`");
    if (from->from.at.line != 0 && from->from.count == 0)
        diag_help(diag_report(s->diags, L0258, from->from.at, "nobody may use this port"),
                  "name subnets, or leave `from` out: all may use it then");
    if (from->listen.at.line != 0 && from->listen.value.ipv6)
        diag_help(diag_report(s->diags, L0257, from->listen.at, "%s is an IPv6 address",
                              from->listen.value.text),
                  "write an IPv4 address of the server, or leave `listen` out");
}

/* Is it known which port of which server it is? If not, that was reported. */
static bool is_known(const struct ast_port *port, const struct ir_server *server)
{
    return port->source.at.line != 0 && port->target.at.line != 0 &&
           (server != NULL || port->server.at.source == NULL) &&
           !ast_is_faulty(port->protocol.at) && !ast_is_faulty(port->listen.at) &&
           !ast_is_faulty(port->device.at);
}

/* `0.0.0.0` is what many programs write for all addresses. */
static const char *listen_address(const struct ast_port *from)
{
    bool all = from->listen.at.line == 0 || strcmp(from->listen.value.text, "0.0.0.0") == 0;

    return all ? NULL : from->listen.value.text;
}

static struct ir_port resolve(struct sema *s, const struct ir_server *server,
                              const struct ast_port *from)
{
    struct ir_port to = {.server = server,
                         .first = from->source.first,
                         .last = from->source.last,
                         .target = from->target.first,
                         .udp = from->protocol.value != 0,
                         .listen = listen_address(from),
                         .device = from->device.text,
                         .at = from->at};

    to.from = arena_alloc(s->arena, from->from.count * sizeof *to.from);
    to.from_count = from->from.count;
    for (size_t i = 0; i < from->from.count; i++)
        to.from[i] = from->from.items[i].value;
    return to;
}

/* Remembers where the port leads to: see sema_leads_to(). */
static void lead(struct sema *s, const struct ir_container *c, const struct ir_port *port)
{
    for (int i = 0; !port->udp && i <= port->last - port->first; i++)
        (void)map_add(&s->led, arena_printf(s->arena, "%s %d", c->name, port->target + i), s);
}

/* The ports of one container. */
static void map_ports(struct sema *s, struct ir_container *c, const struct ast_ports *from,
                      struct relays *relays)
{
    c->ports = arena_alloc(s->arena, from->count * sizeof *c->ports);
    for (size_t i = 0; i < from->count; i++) {
        struct ir_port *port = &c->ports[c->port_count];
        const struct ir_server *server = sema_find_server(s, &from->items[i].server);

        if (!is_known(&from->items[i], server))
            continue;
        *port = resolve(s, server != NULL ? server : c->server, &from->items[i]);
        c->port_count++;
        check_form(s, &from->items[i], port);
        if (check_port(s, c, port) && port->server != c->server)
            relays_add(relays, port, c);
        lead(s, c, port);
    }
}

static void count_lead(struct ir_leads *leads, struct ir_lead lead)
{
    (void)lead;
    leads->count++;
}

static void add_lead(struct ir_leads *leads, struct ir_lead lead)
{
    leads->items[leads->count++] = lead;
}

/* Calls `add` for each port and server that have to do with one another. */
static void each_lead(struct sema *s, void (*add)(struct ir_leads *, struct ir_lead))
{
    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];

        for (size_t j = 0; j < c->port_count; j++) {
            const struct ir_lead lead = {&c->ports[j], c};

            add(&((struct ir_server *)c->ports[j].server)->ports, lead);
            if (c->ports[j].server != c->server)
                add(&((struct ir_server *)c->server)->relayed, lead);
        }
    }
}

static void make_room(struct sema *s, struct ir_leads *leads)
{
    leads->items = arena_alloc(s->arena, leads->count * sizeof *leads->items);
    leads->count = 0;
}

/* Tells every server its ports, in the order of the containers. */
static void assign_leads(struct sema *s)
{
    each_lead(s, count_lead);
    for (size_t i = 0; i < s->ir->server_count; i++) {
        make_room(s, &s->ir->servers[i].ports);
        make_room(s, &s->ir->servers[i].relayed);
    }
    each_lead(s, add_lead);
}

void sema_ports(struct sema *s)
{
    struct relays relays = {.arena = s->arena};

    s->ports.arena = s->arena;
    for (size_t i = 0; i < s->ir->container_count; i++)
        map_ports(s, &s->ir->containers[i], &s->origins[i].from->ports, &relays);
    relays_check(s, &relays);
    assign_leads(s);
}

bool sema_leads_to(struct sema *s, const struct ir_container *c, int port)
{
    return map_get(&s->led, arena_printf(s->arena, "%s %d", c->name, port)) != NULL;
}
