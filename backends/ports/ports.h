/* Parts of backend `ports`. */
#ifndef LSTACKER_BACKENDS_PORTS_PORTS_H
#define LSTACKER_BACKENDS_PORTS_PORTS_H

#include "backends/backend.h"

/* The chains that lead packets to containers; nothing if the server has no ports. */
void ports_chains(struct buf *b, const struct ir_server *server);

#endif
