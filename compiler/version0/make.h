/* Makes nodes that no file holds, with the places of what they are made from. */
#ifndef LSTACKER_VERSION0_MAKE_H
#define LSTACKER_VERSION0_MAKE_H

#include "front/node.h"

/* Text; a word that is a number, a boolean or null when it stands without quotes. */
struct node *make_text(struct arena *a, struct span at, const char *text);
struct node *make_word(struct arena *a, struct span at, const char *word);

/* The secret `name`. */
struct node *make_secret(struct arena *a, struct span at, const char *name);

/* Empty collections: node_add_item() adds to a list. */
struct node *make_list(struct arena *a, struct span at);
struct node *make_mapping(struct arena *a, struct span at);

/* Adds `key: value` to a mapping that does not have the key. */
void make_entry(struct arena *a, struct node *mapping, struct span at, const char *key,
                struct node *value);

/* Adds a paragraph to the remark of a mapping: a few of them, as each copies what is there. */
void make_remark(struct arena *a, struct node *mapping, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
