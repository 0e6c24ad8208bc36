/* The types of values that hold others: sections, mappings from names to sections, lists. */
#include <string.h>

#include "front/table.h"

static void read_section(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    bool defaults = (key->flags & KEY_HOLDS_DEFAULTS) != 0;

    if (!node_is_null(n) && n->kind != NODE_MAPPING) {
        wrong_type(r, key, n, "a mapping");
        return;
    }
    *(struct span *)to = n->at; /* also if nothing is in it */
    if (n->kind == NODE_MAPPING)
        section_read(r, key->section, n, defaults, to);
    if (!defaults)
        section_require(r, key->section, n->at, to);
}

/* One entry of a mapping from names to sections. False if it has no usable name. */
static bool read_entry(struct reader *r, const struct key *key, const struct node_entry *e,
                       struct ast_entry *item)
{
    struct node name = *e->key;

    name.plain = false; /* `null:` is a name here */
    (key->section->names != NULL ? key->section->names : &type_name)
        ->read(r, key, &name, &item->name);
    /* Without a usable name it is left out, but what is in it is looked at all the same. */
    if (e->value->kind == NODE_MAPPING)
        section_read(r, key->section, e->value, false, item);
    if (item->name.at.line == 0)
        return false;
    if (e->value->kind != NODE_MAPPING && !node_is_null(e->value)) {
        wrong_type(r,
                   &(struct key){.name = item->name.text,
                                 .doc = arena_printf(r->arena, "a mapping, such as `{%s: ...}`",
                                                     key->section->keys[0].name)},
                   e->value, "a mapping");
        section_poison(key->section, e->value, item);
    }
    item->at = name.at;
    return true;
}

/* A mapping from names to sections. */
static void read_entries(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_entries *entries = to;
    struct key row = *key;

    if (node_is_null(n) && (key->flags & KEY_REQUIRED) == 0)
        return;
    row.doc = arena_printf(r->arena, "a mapping from names, such as `NAME: {%s: ...}`",
                           key->section->keys[0].name);
    if (n->kind != NODE_MAPPING) {
        if (want_scalar(r, &row, n, "a mapping from names"))
            wrong_type(r, &row, n, "a mapping from names");
        return;
    }
    if (n->count > MAX_ENTRIES) {
        diag_help(diag_report(r->diags, L0013, n->entries[MAX_ENTRIES].key->at,
                              "`%s` has more than %d entries", key->name, MAX_ENTRIES),
                  "split the stack into several");
        return;
    }
    entries->at = n->at;
    entries->incomplete = n->faulty;
    entries->items = arena_alloc(r->arena, n->count * key->section->size);
    for (size_t i = 0; i < n->count; i++) {
        char *item = (char *)entries->items + entries->count * key->section->size;

        if (read_entry(r, key, &n->entries[i], (struct ast_entry *)(void *)item))
            entries->count++;
        else
            memset(item, 0, key->section->size);
    }
    if (n->count == 0 && !n->faulty && (key->flags & KEY_REQUIRED) != 0)
        diag_help(diag_report(r->diags, L0103, n->at, "`%s` is empty", key->name),
                  "write at least one: `NAME: {%s: ...}`", key->section->keys[0].name);
}

/* Items of one type. What is wrong with one leaves the others. */
static void read_list(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_list *list = to;
    bool single = n->kind != NODE_SEQUENCE && (key->flags & KEY_ONE_OR_MORE) != 0;
    size_t count = single ? 1 : n->count, stride = key->item->size;
    char *items;

    if (n->kind != NODE_SEQUENCE && !single) {
        wrong_type(r, key, n,
                   arena_printf(r->arena, "a list, each item %s %s",
                                strchr("aeiou", *key->item->name) != NULL ? "an" : "a",
                                key->item->name));
        return;
    }
    if (!count_values(r, count, n->at))
        return;
    list->at = n->at;
    items = arena_alloc(r->arena, count * stride);
    for (size_t i = 0; i < count && !diags_full(r->diags); i++) {
        char *item = items + list->count * stride;

        key->item->read(r, key, single ? n : n->items[i], item);
        if (((struct span *)(void *)item)->line != 0)
            list->count++;
        else
            memset(item, 0, stride);
    }
    if (count > 0 && list->count == 0)
        list->at.line = 0; /* nothing is left of it */
    if (n->kind == NODE_SEQUENCE && count == 0 && (key->flags & KEY_REQUIRED) != 0)
        diag_help(diag_report(r->diags, L0103, n->at, "`%s` is empty", key->name), "%s: %s",
                  key->name, key->doc);
    memcpy((char *)to + offsetof(struct ast_list, items), &items, sizeof items);
}

const struct key_type type_section = {"mapping", 0, read_section, NULL, .pattern = NULL};
const struct key_type type_entries = {"mapping from names", sizeof(struct ast_entries),
                                      read_entries, NULL, .pattern = NULL};
const struct key_type type_list = {"list", sizeof(struct ast_list), read_list, NULL,
                                   .pattern = NULL};
