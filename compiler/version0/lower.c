/* From version 0 to version 1: what all parts share. Values, names, references. */
#include <string.h>

#include "base/ascii.h"
#include "front/suggest.h"
#include "version0/lower.h"

void lower_text(struct lowering *l, struct node *mapping, const char *key,
                const struct ast_text *value)
{
    if (value->at.line != 0)
        make_entry(l->arena, mapping, value->at, key, make_text(l->arena, value->at, value->text));
    else if (ast_is_faulty(value->at))
        mapping->faulty = true;
}

void lower_number(struct lowering *l, struct node *mapping, const char *key,
                  const struct ast_number *value)
{
    if (value->at.line != 0)
        make_entry(l->arena, mapping, value->at, key,
                   make_word(l->arena, value->at, arena_printf(l->arena, "%lld", value->value)));
    else if (ast_is_faulty(value->at))
        mapping->faulty = true;
}

struct node *lower_entry(struct lowering *l, const struct entry0 *entry)
{
    struct node *mapping = make_mapping(l->arena, entry->at);

    mapping->faulty = !entry->found || entry->faulty;
    return mapping;
}

bool warn_once(struct lowering *l, const char *what)
{
    return map_add(&l->warned, what, l) == NULL;
}

/* A label of a host name, but that it may have capitals and underscores. */
static bool is_nearly_label(const char *s)
{
    size_t len = strlen(s);

    return len >= 1 && len <= 63 && strchr(LOWER UPPER, s[0]) != NULL &&
           strchr("-_", s[len - 1]) == NULL && strspn(s, LOWER UPPER DIGIT "-_") == len;
}

const char *lower_name(struct lowering *l, const char *key, const struct ast_text *from)
{
    char *name;

    if (!is_nearly_label(from->text)) {
        const struct node n = {.kind = NODE_SCALAR, .at = from->at, .text = from->text};
        struct ast_text none = {0};

        type_name.read(l->r, &(struct key){.name = key, .doc = "a name"}, &n, &none);
        return NULL;
    }
    name = arena_strdup(l->arena, from->text);
    for (char *p = name; *p != '\0'; p++) {
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
        if (*p == '_')
            *p = '-';
    }
    if (strcmp(name, from->text) != 0 && !l->renamed) {
        l->renamed = true;
        diag_help(diag_report(l->diags, L0136, from->at, "`%s` is called `%s` from now on",
                              from->text, name),
                  "names are host names now: lower-case letters, digits and dashes. What else has "
                  "capitals or underscores in its name is changed alike, and said no more");
    }
    return name;
}

void *lower_find(struct lowering *l, const struct map *items, const char *name)
{
    void *found = map_get(items, name);

    return found != NULL ? found : map_get(items, with_underscores(l->arena, name));
}

static const char *item_at(const void *list, size_t i)
{
    return ((const struct list0 *)list)->items[i].text;
}

void lower_stranger(struct lowering *l, enum code code, const char *kind,
                    const struct ast_text *name, const struct list0 *list, const char *where)
{
    const char *near;
    struct diag *d;

    if (list->incomplete || ast_is_faulty(list->at) || diags_full(l->diags))
        return;
    near = suggest(name->text, list->count, item_at, list);
    d = diag_report(l->diags, code, name->at, "there is no %s `%s`", kind, name->text);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d, "write one that stands in %s, or add it there", where);
}

void lower_section(struct lowering *l, struct node *root, struct span at, const char *key,
                   struct node *value)
{
    if (value->count > 0 || value->faulty || value->remark != NULL)
        make_entry(l->arena, root, at, key, value);
}

bool lower_has_file(struct lowering *l, const char *path)
{
    bool *known = map_get(&l->files, path);

    if (known == NULL) {
        known = arena_new(l->arena, bool);
        *known = l->around->has_file(l->around->context, path);
        (void)map_add(&l->files, path, known);
    }
    return *known;
}
