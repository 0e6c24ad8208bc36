/* The tree of a YAML document. */
#include "front/node.h"

#include <string.h>

bool node_is_null(const struct node *n)
{
    return n->kind == NODE_SCALAR && n->plain &&
           (*n->text == '\0' || strcmp(n->text, "~") == 0 || strcmp(n->text, "null") == 0);
}

const char *node_describe(const struct node *n)
{
    if (n->kind == NODE_MAPPING)
        return "a mapping";
    if (n->kind == NODE_SEQUENCE)
        return "a list";
    return node_is_null(n) ? "nothing" : "text";
}

const struct node_entry *node_find(const struct node *n, const char *name)
{
    for (size_t i = 0; n->kind == NODE_MAPPING && i < n->count; i++)
        if (strcmp(n->entries[i].key->text, name) == 0)
            return &n->entries[i];
    return NULL;
}

void node_add_item(struct arena *a, struct node *list, struct node *item)
{
    list->items = arena_extend(a, list->items, list->count, sizeof(struct node *));
    list->items[list->count++] = item;
}

void node_add_entry(struct arena *a, struct node *mapping, struct node *key, struct node *value)
{
    mapping->entries = arena_extend(a, mapping->entries, mapping->count, sizeof *mapping->entries);
    mapping->entries[mapping->count++] = (struct node_entry){key, value};
}
