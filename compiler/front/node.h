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

/* Bounds that keep time and memory small whatever the input: see docs/language.md. */
enum {
    YAML_MAX_BYTES = 32 * 1024 * 1024,
    YAML_MAX_DEPTH = 64,
    YAML_MAX_NODES = 1000 * 1000,
};

/*
 * Parses the one document of `source`. Faults are reported to `diags`. Returns
 * its root, or NULL after a fault that leaves no tree (syntax, bounds, nothing
 * there). Aliases share the node that they name, so the tree is a DAG without cycles.
 */
struct node *yaml_parse(struct diags *diags, const struct source *source);

/* The same for a file that may hold more (or fewer) nodes than YAML_MAX_NODES. */
struct node *yaml_parse_up_to(struct diags *diags, const struct source *source, size_t most_nodes);

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
