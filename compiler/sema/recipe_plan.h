/* How the recipes of one place, a container or a server, are resolved: shared by the files that do.
 */
#ifndef LSTACKER_SEMA_RECIPE_PLAN_H
#define LSTACKER_SEMA_RECIPE_PLAN_H

#include "front/recipe_files.h"
#include "sema/parts.h"

/* A recipe that is to run. */
struct wanted {
    const struct recipe *recipe;
    const struct ast_recipe *from;  /* as it is listed, or NULL: */
    const struct wanted *needed_by; /* the recipe that needs it, or NULL */
    struct implied_list implied;    /* what other sections tell it; the first one counts */
    struct span at;                 /* of what lists or implies it */
    bool visited, placed;           /* see recipe_order.c */
    struct ir_param *params; /* all that it declares, in that order, then what else it is told */
    size_t param_count;
    const struct recipe_value *
        *values;         /* those of them that are not the same everywhere; or NULL */
    struct span *places; /* where each is written; nowhere: it has its default */
    bool varies;         /* `values` has some */
};

/* The recipes of one place. */
struct plan {
    struct sema *s;
    const struct recipe_place *place;
    struct map names;       /* -> struct wanted */
    struct wanted **listed; /* as the user has them; what is implied before and after them */
    size_t listed_count;
    struct wanted **order; /* as they run */
    size_t count, added;
    struct ir_recipe *recipes; /* resolved, but for what differs between containers */
};

/* Finds what is listed in the place of the plan and what that needs, and puts it into its order;
 * what is not there, not for the platform, or not together with others is reported. */
void sema_recipe_order(struct plan *p);

/* Resolves what is passed to the recipe, and reports what cannot be. Values that differ between
 * containers are left open. */
void sema_recipe_params(struct sema *s, struct wanted *w);

/* Does the value depend on the container? */
bool sema_value_varies(const struct recipe_value *value);

/* The value in the container, or on the server itself if that is NULL. Neither needs to be known of
 * a value that does not vary. */
struct ir_texts sema_value(struct sema *s, const struct recipe_value *value,
                           const struct ir_container *container, const struct ir_server *server);

/* Fills in the value that `@NAME` stands for. */
void sema_fill_value(struct sema *s, struct ir_param *param, const struct recipe_value *value,
                     const struct ir_container *container, const struct ir_server *server);

#endif
