/* BUILD_DIR/known_hosts: the host keys of servers and containers, as the servers told them over
 * connections that are to be believed. */
#ifndef RUNNER_KNOWN_HOSTS_H
#define RUNNER_KNOWN_HOSTS_H

#include "inventory.h"
#include "server.h"

/* Brings what `servers` told in this run into the file: keys of a host take the place of those that
 * it had, all other lines stay. It is replaced at once, and only if something changes. A server is
 * believed about itself and its own containers. What cannot be done is said on standard error. */
void known_hosts_keep(const struct inventory *inventory, const char *build,
                      const struct server *servers, size_t count);

#endif
