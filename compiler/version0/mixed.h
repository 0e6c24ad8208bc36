/* Mappings of version 0 that mix keys of their own with sections that one of their lists names. */
#ifndef LSTACKER_VERSION0_MIXED_H
#define LSTACKER_VERSION0_MIXED_H

#include "base/map.h"
#include "front/table.h"

/*
 * networks:
 *   names: [management, my-net]   <- a key of its own: a list of entries
 *   management: {network: 10.100} <- the section of an entry
 *   my_net: {network: 10.101}     <- a bash variable held no dash
 */

/* A list of names, each once. */
struct list0 {
    struct span at;
    struct ast_text *items;
    size_t count;
    bool incomplete; /* there would be more but for a fault that was reported */
};

extern const struct key_type type_list0;

struct mixed_part; /* a key that is none of its own, with its value */

struct mixed {
    struct reader *r;
    const struct section *own;
    const struct node *n;
    void *to;
    struct mixed_part *parts;
    size_t count;
    struct map names; /* key -> its struct mixed_part */
    struct map hosts; /* value of `host:` in a section -> its struct mixed_part */
};

/* An entry of a list, and the section that it names. Structs of sections begin with it. */
struct entry0 {
    struct span at;       /* of the section's content, or of what stands for it */
    struct ast_text item; /* in the list */
    struct span key;      /* of the section; of the item if it has none */
    bool found;
    bool faulty; /* what is in it was reported as a whole */
};

/* Reads the own keys of the mapping `n` into `*to`, by the rows of `own`. */
struct mixed mixed_open(struct reader *r, const struct section *own, const struct node *n,
                        void *to);

/*
 * Reads the section of `item` into `*entry`, by the rows of `section`: the one of that name, or
 * with
 * `_` for every `-`, or, if `by_host`, the one that says `host: ITEM`. Reports what is wrong;
 * `list` is the item's list, for messages.
 */
void mixed_read(struct mixed *m, const struct section *section, const char *list,
                const struct ast_text *item, bool by_host, struct entry0 *entry);

/* The section of `item`, or NULL if there is none. */
const struct node *mixed_take(struct mixed *m, const struct ast_text *item);

/* Reports what nothing named, and the own keys that are missing. `lists` says, for messages, what
 * would have named a section. `others` is such a list besides those of the own keys, or NULL. */
void mixed_close(struct mixed *m, const char *lists, const struct list0 *others);

/* `text` with `_` for every `-`. */
const char *with_underscores(struct arena *a, const char *text);

#endif
