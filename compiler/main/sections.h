/* All sections of the language, found from its root: what the schema and the manual are made of. */
#ifndef LSTACKER_MAIN_SECTIONS_H
#define LSTACKER_MAIN_SECTIONS_H

#include "front/table.h"

struct section_ref {
    const char
        *id; /* the keys that lead to it, shortest first: "servers.storage"; "" is the file */
    const struct section *section;
    bool defaults; /* it holds defaults: nothing is required, and some keys may not stand in it */
};

struct section_list {
    struct section_ref *items;
    size_t count;
};

/* Every section once, those nearer to the root first. */
struct section_list sections_list(struct arena *a);

/* The one that the values of `key` are, or their long form. NULL if they have none. */
const struct section_ref *sections_find(const struct section_list *all, const struct key *key);

/* May `key` stand in this section? */
bool sections_has(const struct section_ref *ref, const struct key *key);

/* May its value there come from `defaults`? */
bool sections_inherits(const struct section_list *all, const struct section_ref *ref,
                       const struct key *key);

#endif
