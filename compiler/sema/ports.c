/* Ports of servers that lead to containers: each once, none that the server needs itself. */
#include "sema/parts.h"

enum { SSH_PORT = 22 };

struct owner {
    const struct ir_container *container;
    struct span at;
};

static void check_port(struct sema *s, struct map *taken, const struct ir_container *c,
                       const struct ir_port *port)
{
    const char *key = arena_printf(s->arena, "%s %d/%s", c->server->name, port->source,
                                   port->udp ? "udp" : "tcp");
    int ssh = c->server->port != 0 ? c->server->port : SSH_PORT;
    struct owner *mine = arena_new(s->arena, struct owner), *other;
    struct diag *d;

    if (!port->udp && port->source == ssh) {
        diag_help(diag_report(s->diags, L0252, port->at,
                              "port %d of `%s` is the one that its own sshd listens on", ssh,
                              c->server->name),
                  "choose another, such as 10022");
        return;
    }
    *mine = (struct owner){c, port->at};
    other = map_add(taken, key, mine);
    if (other == NULL)
        return;
    d = diag_report(s->diags, L0251, port->at, "port %d of `%s` leads to `%s` already",
                    port->source, c->server->name, other->container->name);
    diag_note(d, other->at, "mapped here");
    diag_help(d, other->container != c && span_compare(other->at, port->at) == 0
                     ? "with `count`, a port can be mapped to one of the containers only: give it "
                       "an entry of its own"
                     : "choose another port, or remove one of the two");
}

void sema_ports(struct sema *s)
{
    struct map taken = {.arena = s->arena};
    bool warned = false;

    for (size_t i = 0; i < s->ir->container_count; i++) {
        struct ir_container *c = &s->ir->containers[i];
        const struct ast_ports *from = &s->origins[i].from->ports;

        c->ports = arena_alloc(s->arena, from->count * sizeof *c->ports);
        c->port_count = from->count;
        for (size_t j = 0; j < from->count; j++) {
            c->ports[j] = (struct ir_port){from->items[j].source, from->items[j].target,
                                           from->items[j].udp, from->items[j].at};
            check_port(s, &taken, c, &c->ports[j]);
        }
        if (from->count > 0 && !warned)
            diag_help(
                diag_report(s->diags, L0253, from->at, "`ports` are checked, but not mapped yet"),
                "CHANGELOG.md tells when that comes");
        warned = warned || from->count > 0;
    }
}
