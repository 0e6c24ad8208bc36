/* What changes of recipes mean: see compare.h. */
#include <stdbool.h>
#include <string.h>

#include "main/compare.h"

#define PREFIX "recipes."

/* The recipe that a member is about, or NULL; `*rest` is what follows: "" or ".parameters.port".
 * Names of recipes have no dot. */
static const char *recipe_of(struct arena *a, const char *member, const char **rest)
{
    size_t len;

    if (strncmp(member, PREFIX, strlen(PREFIX)) != 0)
        return NULL;
    member += strlen(PREFIX);
    len = strcspn(member, ".");
    *rest = member + len;
    return arena_strndup(a, member, len);
}

/* The digest and the ports follow from the parameters: they say something of their own only if
 * those are the same. */
static bool is_implied(const struct item *item, const char *name, const char *rest)
{
    bool follows = strcmp(rest, ".digest") == 0 || strcmp(rest, ".ports") == 0;
    size_t len = strlen(name);

    for (size_t i = 0; follows && i < item->change_count; i++) {
        const char *member = item->changes[i].member;

        if (strncmp(member, PREFIX, strlen(PREFIX)) == 0 &&
            strncmp(member + strlen(PREFIX), name, len) == 0 &&
            strncmp(member + strlen(PREFIX) + len, ".parameters.", strlen(".parameters.")) == 0)
            return true;
    }
    return false;
}

static const char *note_of(struct arena *a, struct item *item, const struct change *change,
                           const char *name, const char *rest)
{
    if (*rest != '\0')
        return arena_printf(a, "recipe %s of %s is applied anew", name, item->name);
    if (change->old == NULL)
        return arena_printf(a, "recipe %s of %s is applied", name, item->name);
    if (!json_is_true(json_object_get(change->old, "data")))
        return arena_printf(a, "recipe %s of %s is undone", name, item->name);
    if (item->needs == NULL)
        item->needs = "--prune";
    return arena_printf(a, "recipe %s of %s is undone with its data: --prune; kept otherwise", name,
                        item->name);
}

void recipes_explain(struct arena *a, struct item *item)
{
    size_t left = 0;

    for (size_t i = 0; i < item->change_count; i++) {
        struct change change = item->changes[i];
        const char *rest, *name = recipe_of(a, change.member, &rest);

        if (name != NULL && is_implied(item, name, rest))
            continue;
        if (name != NULL)
            change.note = note_of(a, item, &change, name, rest);
        item->changes[left++] = change;
    }
    item->change_count = left;
}
