/* What is installed where, as a table. */
#ifndef LSTACKER_BACKENDS_DOCS_SERVICES_H
#define LSTACKER_BACKENDS_DOCS_SERVICES_H

#include "backends/docs/table.h"
#include "ir/ir.h"

/* Adds a section about recipes and compose files, on servers and in containers; nothing if the
 * stack has none. */
void services_section(struct doc *d, const struct ir *ir);

/* The same about Docker Swarm: its nodes, and the stacks with the ports that they publish. */
void swarm_section(struct doc *d, const struct ir *ir);

#endif
