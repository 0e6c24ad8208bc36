/* Verbs that become ssh or sshuttle: ways into a stack for people. */
#ifndef RUNNER_WAYS_H
#define RUNNER_WAYS_H

#include "inventory.h"
#include "options.h"

/* `ssh NAME [-- CMD...]`: becomes ssh. Returns, after an error was printed, its exit status. */
int ways_ssh(const struct options *options, const struct inventory *inventory);

/* `vpn [NAME]`: prints the line that makes a VPN with sshuttle; with --start, becomes that. Returns
 * the exit status. */
int ways_vpn(const struct options *options, const struct inventory *inventory);

#endif
