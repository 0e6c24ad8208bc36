/* What people reach servers and containers by; see access.c. */
#ifndef LSTACKER_BACKENDS_ACCESS_ACCESS_H
#define LSTACKER_BACKENDS_ACCESS_ACCESS_H

#include "base/buf.h"
#include "ir/ir.h"

/* The text of `ssh_config`. */
const char *access_ssh_config(const struct ir *ir, struct arena *a);

#endif
