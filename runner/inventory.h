/* BUILD_DIR/inventory: the servers of a stack and their bundles (docs/bundle.md, The inventory). */
#ifndef RUNNER_INVENTORY_H
#define RUNNER_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>

/* One server. The strings belong to the inventory, except for `key` and `bundle`. */
struct entry {
    const char *name, *address, *port, *user, *generation, *digest;
    const char *client; /* of its container manager */
    char *key;          /* path as this process can open it, or NULL: ssh's own choice */
    char *bundle;       /* likewise */
    bool local;
};

/* One container, and the server that it runs on. */
struct member {
    const char *name, *server;
};

/* A jump-box: the name server that is asked from there, or NULL, and what is reached through it. */
struct jump {
    const char *name, *dns, *subnets; /* subnets are separated by blanks */
};

/* A secret that a server needs, and where its value comes from. */
struct need {
    const char *server, *name, *source, *value, *position;
};

struct inventory {
    char *text; /* what the strings of all that follows point into */
    const char *stack;
    struct entry *entries;
    size_t count;
    struct member *members;
    size_t member_count;
    struct jump *jumps;
    size_t jump_count;
    struct need *needs;
    size_t need_count;
    int lock; /* descriptor, -1: not locked */
};

/* Reads the inventory below `build`. False: an error was printed on standard error. To be given to
 * inventory_free either way. */
bool inventory_load(struct inventory *inventory, const char *build);

/* Leaves only the servers that `names`, a list with commas, names. False: an error was printed. */
bool inventory_limit(struct inventory *inventory, const char *names);

/* Is there a container `name`, on one of the servers that are left? False: an error was printed. */
bool inventory_has(const struct inventory *inventory, const char *name);

/* Finds what is called `name`: a server that is left (*entry), or a container (*member) and its
 * server. False: there is none, and an error was printed. */
bool inventory_find(const struct inventory *inventory, const char *name, const struct entry **entry,
                    const struct member **member);

/* The server that is called so, if it is left, or NULL. */
const struct entry *inventory_server(const struct inventory *inventory, const char *name);

/* Keeps a second lstacker-run from changing servers by the same build directory at the same time,
 * until inventory_free or the end of this process. False: an error was printed. */
bool inventory_lock(struct inventory *inventory, const char *build);

/* A path of the inventory as this process can open it: `~/` is the home directory, and what is
 * relative counts from `base`. The caller frees. */
char *inventory_path(const char *path, const char *base);

void inventory_free(struct inventory *inventory);

#endif
