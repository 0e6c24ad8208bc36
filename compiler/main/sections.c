/* All sections of the language, found from its root. */
#include "main/sections.h"

#include "front/version1.h"

/* More than there are: the list stops the program, not the user's input. */
enum { MOST = 100 };

static const struct section *section_of(const struct key *key)
{
    if (key->section != NULL)
        return key->section;
    return key->type->form != NULL ? key->type->form : key->item != NULL ? key->item->form : NULL;
}

const struct section_ref *sections_find(const struct section_list *all, const struct key *key)
{
    const struct section *wanted = section_of(key);
    bool defaults = (key->flags & KEY_HOLDS_DEFAULTS) != 0;

    for (size_t i = 0; wanted != NULL && i < all->count; i++)
        if (all->items[i].section == wanted && all->items[i].defaults == defaults)
            return &all->items[i];
    return NULL;
}

bool sections_has(const struct section_ref *ref, const struct key *key)
{
    return !ref->defaults || (key->flags & KEY_NO_DEFAULT) == 0;
}

bool sections_inherits(const struct section_list *all, const struct section_ref *ref,
                       const struct key *key)
{
    for (size_t i = 0; i < all->count && !ref->defaults; i++)
        if (all->items[i].section == ref->section && all->items[i].defaults)
            return (key->flags & KEY_NO_DEFAULT) == 0;
    return false;
}

/* Adds the sections that the keys of `from` lead to. */
static void add_children(struct arena *a, struct section_list *all, const struct section_ref *from)
{
    for (size_t i = 0; i < from->section->count && all->count < MOST; i++) {
        const struct key *key = &from->section->keys[i];
        const char *dot = *from->id != '\0' ? "." : "";

        if (sections_has(from, key) && section_of(key) != NULL && sections_find(all, key) == NULL)
            all->items[all->count++] =
                (struct section_ref){arena_printf(a, "%s%s%s", from->id, dot, key->name),
                                     section_of(key), (key->flags & KEY_HOLDS_DEFAULTS) != 0};
    }
}

struct section_list sections_list(struct arena *a)
{
    struct section_list all = {arena_alloc(a, MOST * sizeof *all.items), 0};

    all.items[all.count++] = (struct section_ref){"", &version1_root, false};
    for (size_t i = 0; i < all.count; i++)
        add_children(a, &all, &all.items[i]);
    return all;
}
