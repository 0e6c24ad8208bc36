/* Secrets: their values, which only this process knows, and the servers that are told them. */
#ifndef RUNNER_SECRETS_H
#define RUNNER_SECRETS_H

#include "server.h"

struct secret {
    const struct need *need; /* the first one of its name */
    struct buf value;
};

/* All zeros is none. */
struct secrets {
    const struct inventory *inventory;
    struct secret *items;
    size_t count;
};

/* Gets the values of all secrets that the servers of the inventory need: from files and commands,
 * which count from the directory above `build`, and from the environment. False: errors were
 * printed, for all that cannot be had. To be given to secrets_free either way. */
bool secrets_get(struct secrets *secrets, const struct inventory *inventory, const char *build);

/* Takes what the inventory has from the environment out of it, so that no child inherits it. */
void secrets_hide(const struct inventory *inventory);

/* Tells a server what it needs; once. */
void secrets_send(const struct secrets *secrets, struct server *server);

/* Overwrites the values, too. */
void secrets_free(struct secrets *secrets);

#endif
