/* The parts of this backend. */
#ifndef LSTACKER_BACKENDS_SWARM_SWARM_H
#define LSTACKER_BACKENDS_SWARM_SWARM_H

#include "backends/backend.h"

/* The MTU of what the nodes talk over. */
int swarm_mtu(const struct ir *ir);

/* What is laid over a stack's compose file: names of configs that change with their contents, names
 * of secrets that only the runtime knows (its variables lstacker_secret_0, ...), networks that fit
 * into what the nodes talk over. Docker takes each of these entries as a whole from there, so they
 * are complete. Text owned by the arena. */
const char *swarm_override(struct arena *a, const struct ir *ir, const struct ir_compose *stack);

#endif
