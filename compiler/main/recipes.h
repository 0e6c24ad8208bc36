/* The parts of `lstackc recipes`. */
#ifndef LSTACKER_MAIN_RECIPES_H
#define LSTACKER_MAIN_RECIPES_H

#include "base/buf.h"
#include "front/recipe_header.h"
#include "main/command.h"

/* A file of a recipe. */
struct recipe_row {
    const char *name;
    const char *folder; /* of the platform that it is for; NULL: for all that it says */
    const char *path;   /* of one of the user's own, or NULL: it is shipped */
    const struct recipe_header *header;
};

struct recipe_rows {
    struct recipe_row *items;
    size_t count;
};

/* All that there are, by their names; of one name the user's own first, then those without a
 * folder. Those with faults are left out, and the faults are reported. Without `options`, only
 * those that are shipped. */
struct recipe_rows recipes_find(struct diags *diags, const struct options *options);

/* The same; only faults of `name` and of what it needs are reported. */
struct recipe_rows recipes_find_for(struct diags *diags, const struct options *options,
                                    const char *name);

/* The path of what is called `path` beside the stack's file. */
const char *recipes_beside(struct arena *a, const struct options *options, const char *path);

/* An image that recipes for `platform` (or `any`) run in, as a stack names it; NULL: none is known.
 */
const char *recipes_image(struct arena *a, const char *platform);

/* The row that an alias stands for; `row` itself if it is none. */
const struct recipe_row *recipes_resolve(const struct recipe_rows *all,
                                         const struct recipe_row *row);

/* A small stack, as YAML, in which the recipe is told what it needs, and what it may be told stands
 * in comments. */
struct buf recipes_example(struct arena *a, const struct recipe_rows *all,
                           const struct recipe_row *row);

/* What `lstackc recipes` prints: all of them as text, as JSON, as the page of the documentation; or
 * one. */
void recipes_print_list(struct arena *a, const struct recipe_rows *all);
void recipes_print_json(struct arena *a, const struct recipe_rows *all);
void recipes_print_page(struct arena *a, const struct recipe_rows *all);
void recipes_print_one(struct arena *a, const struct recipe_rows *all,
                       const struct recipe_row *row);
void recipes_print_one_json(struct arena *a, const struct recipe_rows *all,
                            const struct recipe_row *row);

/* `lstackc recipes new NAME`: writes a recipe to start from. `words` are what follows `new`. */
enum status recipes_new(struct arena *a, const struct options *options, int count, char **words);

#endif
