/* The shell scripts beside this file, embedded when lstacker-run is built (tools/embed). */
#ifndef RUNNER_SCRIPTS_H
#define RUNNER_SCRIPTS_H

extern const char boot_sh[];    /* boot.sh, NUL-terminated */
extern const char connect_sh[]; /* connect.sh, likewise */

#endif
