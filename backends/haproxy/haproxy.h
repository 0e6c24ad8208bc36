/* What haproxy is told where it runs: the whole of its configuration. */
#ifndef LSTACKER_BACKENDS_HAPROXY_H
#define LSTACKER_BACKENDS_HAPROXY_H

#include "ir/ir.h"

/*
 * The text of /etc/haproxy/haproxy.cfg in the container `c`: all that is exposed there. It names
 * files that the recipe `expose` makes: see HAPROXY_FILES. HAProxy 2.4 and later understand it.
 * Owned by the arena; the same IR gives the same bytes.
 */
const char *haproxy_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* Certificates with their keys: given/NAME.pem are the user's, made/NAME.pem signed by nobody;
 * `list` tells which one is for which name. */
#define HAPROXY_FILES "/etc/haproxy/lstacker"

#endif
