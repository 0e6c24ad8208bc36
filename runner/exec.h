/* `exec`: a command in a container, on a server, or in all containers at once. */
#ifndef RUNNER_EXEC_H
#define RUNNER_EXEC_H

#include "inventory.h"
#include "options.h"

/* `exec NAME -- CMD...`: becomes what runs the command as root, through the server as `apply` does.
 * Returns, after an error was printed, its exit status. With --all: runs it in all containers of
 * the servers that are left, so many at a time as --jobs says, each line of output after the
 * container's name, and returns the exit status. */
int exec_run(const struct options *options, const struct inventory *inventory);

#endif
