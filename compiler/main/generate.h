/* From the IR to all files of a build, in memory. */
#ifndef LSTACKER_MAIN_GENERATE_H
#define LSTACKER_MAIN_GENERATE_H

#include "emit/tree.h"
#include "ir/ir.h"

/* Fills `t` with all that the stack needs: every backend's files, the bundles, the inventory and
 * the manifest. Returns what went wrong, or NULL. */
const char *generate(struct tree *t, const struct ir *ir);

#endif
