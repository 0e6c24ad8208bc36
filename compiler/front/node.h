/* The tree of a YAML document, with the place of every node. */
#ifndef LSTACKER_FRONT_NODE_H
#define LSTACKER_FRONT_NODE_H

#include <stdbool.h>

#include "base/diag.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

struct node_entry {
    struct node *key; /* always a scalar */
    struct node *value;
};

struct node {
    enum node_kind kind;
    bool plain;       /* a scalar without quotes: may be a number, a boolean or null */
    bool secret;      /* a scalar tagged `!secret`: its text names a secret (and is not plain) */
    bool faulty;      /* reported already: whoever reads it says nothing more; of a mapping: keys
                         may be missing by a fault that was reported */
    struct span at;   /* of a collection: its first character only */
    const char *text; /* of a scalar: its value, UTF-8, holding no NUL */
    size_t count;     /* of a collection */
    const char
        *remark; /* of a mapping that was made: what changed, for `lstackc migrate`, or NULL */
    union {
        struct node **items;        /* of a sequence */
        struct node_entry *entries; /* of a mapping, no key twice, merge keys resolved */
    };
};

/* Is `n` null: nothing, `~` or `null`, without quotes? */
bool node_is_null(const struct node *n);

/* The entry of the key `name`; NULL if there is none, or `n` is no mapping. */
const struct node_entry *node_find(const struct node *n, const char *name);

/* Appends to a collection all of whose members were added by these functions. Of a mapping, the key
 * must not be there yet. */
void node_add_item(struct arena *a, struct node *list, struct node *item);
void node_add_entry(struct arena *a, struct node *mapping, struct node *key, struct node *value);

/* "a mapping", "a list", "nothing", "text": what the user wrote, for messages. */
const char *node_describe(const struct node *n);

#endif
