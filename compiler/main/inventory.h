/* The inventory: what lstacker-run reads. */
#ifndef LSTACKER_MAIN_INVENTORY_H
#define LSTACKER_MAIN_INVENTORY_H

#include "ir/ir.h"

/* What is known of a server's bundle once it is packed. */
struct packed {
    const struct ir_server *server;
    const char *path; /* of the tarball */
    const char *generation;
    const char *tar_sha256;
};

/* The text of the inventory (docs/bundle.md); `bundles` has one for each server. A server is told
 * of the secrets that its bundle uses, and of no other. */
const char *inventory_text(struct arena *a, const struct ir *ir, const struct packed *bundles);

#endif
