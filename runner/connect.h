/* How a server is reached: a shell here, or ssh, and there a shell of root's. */
#ifndef RUNNER_CONNECT_H
#define RUNNER_CONNECT_H

#include "child.h"
#include "inventory.h"

enum { CONNECT_WORDS = 14 };

/* The shell command that runs `script` as root, wherever it comes to run: as it is, or through sudo
 * where the user is not root. `arguments` (NULL at the end) are its $1 and so on, byte for byte.
 * The caller frees. */
char *connect_command(const char *script, char *const arguments[]);

/* The words of a process that runs `command` on a server: by ssh (connect.sh; the program is
 * $LSTACKER_SSH, by default `ssh`), or in a shell of this machine where the server is local. NULL
 * at the end; they point to what was given. */
void connect_words(const struct entry *entry, char *command, char *words[CONNECT_WORDS]);

/* Starts the boot script (boot.sh) on a server. `options` are words for `run serve`, NULL at the
 * end. What is to be sent to the script goes to `child->sending`. False, with errno, as
 * child_start. */
bool connect_start(struct child *child, const struct entry *entry, char *const options[]);

#endif
