/* Makes nodes that no file holds, with the places of what they are made from. */
#include "version0/make.h"

#include <stdarg.h>
#include <stdio.h>

static struct node *make(struct arena *a, enum node_kind kind, struct span at)
{
    struct node *n = arena_new(a, struct node);

    n->kind = kind;
    n->at = at;
    return n;
}

struct node *make_text(struct arena *a, struct span at, const char *text)
{
    struct node *n = make(a, NODE_SCALAR, at);

    n->text = text;
    return n;
}

struct node *make_word(struct arena *a, struct span at, const char *word)
{
    struct node *n = make_text(a, at, word);

    n->plain = true;
    return n;
}

struct node *make_secret(struct arena *a, struct span at, const char *name)
{
    struct node *n = make_text(a, at, name);

    n->secret = true;
    return n;
}

struct node *make_list(struct arena *a, struct span at)
{
    return make(a, NODE_SEQUENCE, at);
}

struct node *make_mapping(struct arena *a, struct span at)
{
    return make(a, NODE_MAPPING, at);
}

/* Room for one more: it doubles at 4, 8, 16, ... */
static void *grow(struct arena *a, void *members, size_t count, size_t size)
{
    enum { LEAST = 4 };

    if (count == 0)
        return arena_alloc(a, LEAST * size);
    if (count < LEAST || (count & (count - 1)) != 0)
        return members;
    return arena_grow(a, members, count * size, 2 * count * size);
}

void make_item(struct arena *a, struct node *list, struct node *item)
{
    list->items = grow(a, list->items, list->count, sizeof(struct node *));
    list->items[list->count++] = item;
}

void make_entry(struct arena *a, struct node *mapping, struct span at, const char *key,
                struct node *value)
{
    mapping->entries = grow(a, mapping->entries, mapping->count, sizeof *mapping->entries);
    mapping->entries[mapping->count++] = (struct node_entry){make_text(a, at, key), value};
}

void make_remark(struct arena *a, struct node *mapping, const char *format, ...)
{
    va_list args, again;
    char *text;
    int len;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    text = arena_alloc(a, len < 0 ? 1 : (size_t)len + 1);
    (void)vsnprintf(text, len < 0 ? 1 : (size_t)len + 1, format, args);
    va_end(args);
    mapping->remark =
        mapping->remark == NULL ? text : arena_printf(a, "%s\n%s", mapping->remark, text);
}
