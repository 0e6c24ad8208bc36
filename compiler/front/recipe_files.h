/* Where recipes are found: beside the stack's files, then among those that are shipped. */
#ifndef LSTACKER_FRONT_RECIPE_FILES_H
#define LSTACKER_FRONT_RECIPE_FILES_H

#include "base/embedded.h"
#include "base/map.h"
#include "front/recipe_header.h"

/* A recipe that was found. */
struct recipe {
    const char *name;                   /* of the file: an alias is resolved */
    const char *text;                   /* the same pointer for the same file */
    const char *text_digest;            /* SHA-256 of that, in hex */
    const char *platforms;              /* those of the header, separated by blanks */
    const struct recipe_header *header; /* NULL: it has faults, which were reported */
    const struct ast_pairs *presets;    /* of the alias, by which it was found; or NULL */
};

/* Zero-initialise but for the first two. Each file is read once. */
struct recipe_store {
    struct arena *arena;
    struct diags *diags;
    struct map files, found;
};

/* Where to look, in this order: in `recipes/` beside `beside`, in that beside `root`, among the
 * shipped ones; in each first in the folder of the platform, if it is known. The sources may be
 * NULL. */
struct recipe_search {
    const struct source *beside, *root;
    const char *platform; /* `debian-12`, or NULL */
};

/* The recipe `name`, or NULL if there is none. Faults of its file are reported. */
const struct recipe *recipe_store_find(struct recipe_store *store,
                                       const struct recipe_search *where, const char *name);

/* The recipe's file of the user at `path`. NULL if there is none, or if it cannot be read: then
 * that is reported, and `*faulty`. */
struct source *recipe_read_own(struct diags *diags, const char *path, bool *faulty);

/* One of `recipe_files`. */
struct source *recipe_read_shipped(struct arena *a, const struct embedded *file);

/* Names of the shipped recipes, each once, sorted. The second is as front/suggest.h wants it. */
size_t recipe_shipped_count(void);
const char *recipe_shipped_at(const void *context, size_t i);

#endif
