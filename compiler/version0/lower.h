/* The parts of lowering version 0 to version 1. Each makes its part of the tree. */
#ifndef LSTACKER_VERSION0_LOWER_H
#define LSTACKER_VERSION0_LOWER_H

#include "base/guest.h"
#include "front/recipe_files.h"
#include "version0/keys.h"
#include "version0/make.h"
#include "version0/version0.h"

/* A list's entry on its way. */
struct lowered {
    const char *name; /* in version 1; NULL: it has none, and that was reported */
    struct node *mapping;
};

struct lowered_network {
    struct lowered to;
    const struct network0 *from;
};

struct lowered_server {
    struct lowered to;
    const struct server0 *from;
    struct map items, hosts; /* its containers, by entry and by `host` */
};

struct lowered_container {
    struct lowered to;
    const struct container0 *from;
    const struct lowered_server *server;
    struct node *ports; /* that lead to it, or NULL */
    bool jump_box;
};

struct lowering {
    struct arena *arena;
    struct reader *r;
    struct diags *diags;
    const struct stack0 *from;
    const struct surroundings *around;
    struct map networks, servers;          /* by entry */
    struct map items, hosts;               /* all containers, by entry and by `host` */
    struct lowered_container **containers; /* in order */
    size_t count;
    struct map files;  /* paths that were looked for -> there or not */
    struct map warned; /* what is said once, however often it stands there */
    struct recipe_store recipes;
    struct node *secrets; /* that version 1 needs */
    bool renamed;         /* that names change is said */
};

/* Appends `key: value` to `mapping` if it was written; if it was wrong, marks the mapping. */
void lower_text(struct lowering *l, struct node *mapping, const char *key,
                const struct ast_text *value);
void lower_number(struct lowering *l, struct node *mapping, const char *key,
                  const struct ast_number *value);

/* The mapping of version 1 for `entry`: marked as faulty if that was. */
struct node *lower_entry(struct lowering *l, const struct entry0 *entry);

/* The name of version 1 for `from`, which stands at `key`. NULL, and reported, if it cannot be one.
 */
const char *lower_name(struct lowering *l, const char *key, const struct ast_text *from);

/* What `name` names in `items`, or NULL. It may have dashes for underscores. */
void *lower_find(struct lowering *l, const struct map *items, const char *name);

/* Is `what` to be warned of? Once only. */
bool warn_once(struct lowering *l, const char *what);

/* Appends `key: value` to `root` unless the collection `value` is empty, good and without remark.
 */
void lower_section(struct lowering *l, struct node *root, struct span at, const char *key,
                   struct node *value);

/* Make the mappings of all networks and servers, then of the containers with their ports. */
void lower_networks(struct lowering *l);
void lower_servers(struct lowering *l);
void lower_containers(struct lowering *l);

/* Append these sections to `root`. */
void lower_add_networks(struct lowering *l, struct node *root);
void lower_add_servers(struct lowering *l, struct node *root);
void lower_add_containers(struct lowering *l, struct node *root);

/* Is there such a file beside the input? Each is looked for once. */
bool lower_has_file(struct lowering *l, const char *path);

/* Fills the mapping of a container. */
void lower_container(struct lowering *l, struct lowered_container *c);

/* Its recipes: what is known, with parameters and secrets; else it is left out, with a warning. */
void lower_recipes(struct lowering *l, struct lowered_container *c);

/* What the container's image holds in version 1. */
struct guest lower_guest(struct lowering *l, const struct container0 *from);

/* Warns, once, that the password is not passed on. If it is `used`, `name` becomes one of the
 * secrets. Returns what stands for it; NULL if there is none. */
struct node *lower_secret(struct lowering *l, const struct ast_text *password, const char *name,
                          bool used);

/* Reports that nothing in `list` has this name, unless it may be what was reported already.
 * `where` says where it would have to stand. */
void lower_stranger(struct lowering *l, enum code code, const char *kind,
                    const struct ast_text *name, const struct list0 *list, const char *where);

#endif
