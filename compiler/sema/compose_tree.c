/* Compose files: how their tree is looked at. */
#include <string.h>

#include "sema/compose.h"

bool compose_has_variable(const char *text)
{
    return strchr(text, '$') != NULL;
}

/* Values that are looked at, in all compose files: some tenths of a second. */
enum { MAX_VISITS = 20 * 1000 * 1000 };

bool compose_spend(struct compose_file *f, size_t n, struct span at)
{
    struct sema *s = f->s;
    bool before = s->compose_values > MAX_VISITS;

    s->compose_values += before ? 0 : n;
    if (!before && s->compose_values > MAX_VISITS)
        diag_help(diag_report(s->diags, L0013, at,
                              "aliases and ranges make too many values and ports of the compose "
                              "files"),
                  "repeat less, or split the stack into several");
    return s->compose_values <= MAX_VISITS;
}

const struct node_entry *compose_find(struct compose_file *f, const struct node *n, const char *key)
{
    if (n->kind != NODE_MAPPING || !compose_spend(f, n->count, n->at))
        return NULL;
    return node_find(n, key);
}

void compose_report_kind(struct compose_file *f, const char *name, const struct node *n,
                         const char *wanted)
{
    if (!n->faulty)
        diag_help(diag_report(f->s->diags, L0485, n->at, "`%s` must be %s, not %s", name, wanted,
                              node_describe(n)),
                  "see docs.docker.com, \"Compose file reference\"");
}

bool compose_is_mapping(struct compose_file *f, const char *name, const struct node *n)
{
    if (n->kind != NODE_MAPPING && !node_is_null(n))
        compose_report_kind(f, name, n, "a mapping");
    return n->kind == NODE_MAPPING && compose_spend(f, n->count, n->at);
}

bool compose_is_list(struct compose_file *f, const char *name, const struct node *n)
{
    if (n->kind != NODE_SEQUENCE && !node_is_null(n))
        compose_report_kind(f, name, n, "a list");
    return n->kind == NODE_SEQUENCE && compose_spend(f, n->count, n->at);
}

const char *compose_text(struct compose_file *f, const char *name, const struct node *n,
                         const char *what)
{
    if (n->kind == NODE_SCALAR && !n->faulty && !node_is_null(n) && *n->text != '\0')
        return n->text;
    compose_report_kind(f, name, n, what);
    return NULL;
}

bool compose_is_true(const struct node_entry *e)
{
    return e != NULL && e->value->kind == NODE_SCALAR && sema_is_true(e->value->text);
}

void compose_add_text(struct compose_file *f, struct ir_texts *to, const char *text)
{
    to->items = arena_extend(f->s->arena, to->items, to->count, sizeof(char *));
    to->items[to->count++] = text;
}

void compose_report_parts(struct compose_file *f, const struct node *at, const char *what)
{
    diag_help(diag_report(f->s->diags, L0490, at->at, "%s of other files is not followed", what),
              "write what it says into this file: `docker compose config` prints all in one");
}
