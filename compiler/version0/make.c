/* Makes nodes that no file holds, with the places of what they are made from. */
#include "version0/make.h"

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

void make_entry(struct arena *a, struct node *mapping, struct span at, const char *key,
                struct node *value)
{
    node_add_entry(a, mapping, make_text(a, at, key), value);
}

void make_remark(struct arena *a, struct node *mapping, const char *format, ...)
{
    va_list ap;
    const char *text;

    va_start(ap, format);
    text = arena_vprintf(a, format, ap);
    va_end(ap);
    mapping->remark =
        mapping->remark == NULL ? text : arena_printf(a, "%s\n%s", mapping->remark, text);
}
