/* Ports of servers: who has them, and those that go by way of another server. */
#ifndef LSTACKER_SEMA_PORTS_H
#define LSTACKER_SEMA_PORTS_H

#include "sema/parts.h"

/* Who has a port of a server, at least on one of its addresses or devices. */
struct port_owner {
    const struct ir_container *container;
    struct span at;
    bool whole; /* on all of them */
    int shift;  /* what is added to its number for that of the container */
};

/*
 * A port of one server that leads to a container of another is passed on to that one, by the same
 * number, and from there to the container.
 */
struct relay {
    const struct ir_port *port;
    const struct ir_container *to;
    struct relay *next;
};

struct relays {
    struct arena *arena;
    struct relay *first, *last;
};

/* "SERVER NUMBER/PROTOCOL", by which sema.ports knows the first owner. */
const char *port_key(struct sema *s, const struct ir_server *server, int number, bool udp);

/* Reports a port that the server needs itself, else NULL. */
struct diag *port_of_server(struct sema *s, const struct ir_port *port);

void relays_add(struct relays *relays, const struct ir_port *port, const struct ir_container *to);

/* Are the ports free on the containers' own servers, too? After all ports have their owners. */
void relays_check(struct sema *s, const struct relays *relays);

#endif
