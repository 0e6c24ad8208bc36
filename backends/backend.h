/* What a backend is: IR in, steps and files out. */
#ifndef LSTACKER_BACKENDS_BACKEND_H
#define LSTACKER_BACKENDS_BACKEND_H

#include "base/diag.h"
#include "emit/bundle.h"
#include "ir/ir.h"

/*
 * A backend sees the IR and nothing else: no YAML, no file system, no other
 * backend. It cannot fail: whatever could go wrong was refused by sema. What only the generated
 * files tell, it may warn of.
 */
struct backend {
    const char *name;
    const char *doc; /* one line for documentation */

    /* Adds steps and files for one server; NULL if it has none. */
    void (*server)(const struct ir *ir, const struct ir_server *server, struct bundle *out);

    /* Adds files for the stack as a whole, at the top of the output; NULL if it has none. */
    void (*stack)(const struct ir *ir, struct tree *out);

    /* Warns of generated files that will not do everywhere; NULL if it has nothing to say. Asked
     * also when nothing is built. */
    void (*check)(const struct ir *ir, struct diags *diags);
};

/* All of them, in the order in which they are asked; ended by NULL. */
extern const struct backend *const backends[];

extern const struct backend backend_base, backend_ovs, backend_ports, backend_lxd, backend_recipes,
    backend_compose, backend_swarm, backend_access, backend_cloudinit, backend_docs;

#endif
