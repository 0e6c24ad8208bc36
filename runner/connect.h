/* How a server is reached: a shell here, or ssh, and there a shell of root's. */
#ifndef RUNNER_CONNECT_H
#define RUNNER_CONNECT_H

#include "child.h"
#include "inventory.h"

/* Starts the boot script (boot.sh) on a server: by ssh (connect.sh; the program is $LSTACKER_SSH,
 * by default `ssh`), or in a shell of this machine where the server is local; through sudo where
 * the user is not root. `options` are words for `run serve`, NULL at the end. What is to be sent to
 * the script goes to `child->sending`. False, with errno, as child_start. */
bool connect_start(struct child *child, const struct entry *entry, char *const options[]);

#endif
