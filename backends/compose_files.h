/* Compose files in a bundle: of containers, and of a swarm. */
#ifndef LSTACKER_BACKENDS_COMPOSE_FILES_H
#define LSTACKER_BACKENDS_COMPOSE_FILES_H

#include "emit/bundle.h"
#include "ir/ir.h"

/* Adds all files of the compose file below files/NAME and returns that path. */
const char *compose_files(struct bundle *b, const char *name, const struct ir_compose *compose);

#endif
