/* The engine that reads a YAML mapping by a table of its keys. */
#include "front/table.h"

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "front/suggest.h"
#include "front/yaml.h"

static struct span *span_at(const void *section, const struct key *key)
{
    return (struct span *)((char *)section + key->offset);
}

static const char *key_name_at(const void *section, size_t i)
{
    return ((const struct section *)section)->keys[i].name;
}

const struct key *section_key(const struct section *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->keys[i].name, name) == 0)
            return &s->keys[i];
    return NULL;
}

static const char *all_names(struct reader *r, const struct section *s)
{
    struct buf names = buf_make(r->arena);

    for (size_t i = 0; i < s->count; i++)
        buf_printf(&names, "%s`%s`", names.len > 0 ? ", " : "", s->keys[i].name);
    return names.data;
}

static void report_unknown(struct reader *r, const struct section *s, struct node *key, void *to)
{
    const char *near = suggest(key->text, s->count, key_name_at, s);
    struct span *meant = near != NULL ? span_at(to, section_key(s, near)) : NULL;
    struct diag *d;

    /* It is not missing, it is misspelled. */
    if (meant != NULL && meant->source == NULL)
        meant->source = key->at.source;
    /* Merge keys and aliases bring the same key again and again. */
    if (key->faulty || !clean_text(r, key))
        return;
    key->faulty = true;
    d = diag_report(r->diags, L0101, key->at, "%s has no key `%s`", s->name, key->text);
    diag_label(d, "unknown key");
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d, "its keys are %s", all_names(r, s));
}

void section_require(struct reader *r, const struct section *s, struct span at, const void *section)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct key *key = &s->keys[i];

        if ((key->flags & KEY_REQUIRED) != 0 && span_at(section, key)->source == NULL)
            diag_help(diag_report(r->diags, L0103, at, "%s needs the key `%s`", s->name, key->name),
                      "%s: %s", key->name, key->doc);
    }
}

/* Reads the value of a key that the section has. */
static void read_value(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct span *at = span_at(to, key);
    size_t errors = r->diags->errors;

    key->type->read(r, key, n, at);
    if (at->line == 0 && (r->diags->errors > errors || n->faulty))
        at->source = n->at.source; /* see ast_is_faulty() */
}

/* NOLINTNEXTLINE(misc-no-recursion): sections are nested as deep as their tables */
void section_poison(const struct section *s, const struct node *n, void *section)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct key *key = &s->keys[i];
        struct span *at = span_at(section, key);

        at->source = n->at.source;
        if (key->type == &type_section)
            section_poison(key->section, n, at);
        else if (key->type == &type_entries)
            ((struct ast_entries *)(void *)at)->incomplete = true;
    }
}

void section_read(struct reader *r, const struct section *s, const struct node *n, bool defaults,
                  void *to)
{
    *(struct span *)to = n->at;
    if (n->faulty)
        section_poison(s, n, to);
    for (size_t i = 0; i < n->count && !diags_full(r->diags); i++) {
        const struct node_entry *e = &n->entries[i];
        const struct key *key = section_key(s, e->key->text);

        if (key == NULL)
            report_unknown(r, s, e->key, to);
        else if (defaults && (key->flags & KEY_NO_DEFAULT) != 0)
            diag_help(
                diag_report(r->diags, L0123, e->key->at, "`%s` cannot have a default", key->name),
                "write it where it applies");
        else
            read_value(r, key, e->value, to);
    }
}

/* Config is the one value that is inherited key by key. */
static void inherit_pairs(struct reader *r, struct ast_pairs *to, const struct ast_pairs *from)
{
    struct ast_pair *all;
    struct map own = {.arena = r->arena};
    size_t n = 0;

    if (!count_values(r, to->count + from->count, to->at))
        return;
    all = arena_alloc(r->arena, (to->count + from->count) * sizeof *all);
    for (size_t j = 0; j < to->count; j++)
        (void)map_add(&own, to->items[j].key.text, &to->items[j]);
    for (size_t i = 0; i < from->count; i++)
        if (map_get(&own, from->items[i].key.text) == NULL)
            all[n++] = from->items[i];
    for (size_t j = 0; j < to->count; j++)
        all[n++] = to->items[j];
    to->items = all;
    to->count = n;
}

void section_inherit(struct reader *r, const struct section *s, void *to, const void *from)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct key *key = &s->keys[i];
        void *mine;
        const void *theirs;

        mine = span_at(to, key);
        theirs = span_at(from, key);
        if (((const struct span *)theirs)->line == 0) {
            if (((struct span *)mine)->line == 0 && ((const struct span *)theirs)->source != NULL)
                ((struct span *)mine)->source = ((const struct span *)theirs)->source;
            continue;
        }
        if (((struct span *)mine)->line == 0)
            memcpy(mine, theirs, key->type == &type_section ? key->section->size : key->type->size);
        else if (key->type == &type_section)
            section_inherit(r, key->section, mine, theirs);
        else if (key->type == &type_config)
            inherit_pairs(r, mine, theirs);
    }
}

void set_text(void *to, const struct node *n)
{
    struct ast_text *text = to;

    text->at = n->at;
    text->text = n->text;
}

void wrong_type(struct reader *r, const struct key *key, const struct node *n, const char *wanted)
{
    if (n->faulty)
        return;
    diag_help(diag_report(r->diags, L0102, n->at, "`%s` must be %s, not %s", key->name, wanted,
                          node_describe(n)),
              "%s: %s", key->name, key->doc);
}

bool count_values(struct reader *r, size_t n, struct span at)
{
    bool before = r->values > YAML_MAX_NODES;

    if (!before)
        r->values += n;
    if (!before && r->values > YAML_MAX_NODES)
        diag_help(diag_report(r->diags, L0013, at,
                              "aliases and defaults make more than a million values of this file"),
                  "repeat less, or split the stack into several");
    return r->values <= YAML_MAX_NODES;
}

/* A block of lines (`|`, `>`) ends with a newline, which is easily overlooked. */
static bool single_line(struct reader *r, const struct node *n)
{
    size_t len = strlen(n->text);

    if (len == 0 || n->text[len - 1] != '\n')
        return true;
    diag_help(diag_report(r->diags, L0115, n->at, "this text ends with a newline"),
              "write it on one line, without `|` or `>` before it");
    return false;
}

bool pairs_begin(struct reader *r, const struct key *key, const struct node *n, const char *wanted,
                 struct ast_pairs *pairs)
{
    if (n->kind != NODE_MAPPING) {
        wrong_type(r, key, n, wanted);
        return false;
    }
    if (!count_values(r, n->count, n->at))
        return false;
    pairs->at = n->at;
    pairs->items = arena_alloc(r->arena, n->count * sizeof *pairs->items);
    return true;
}

bool want_scalar(struct reader *r, const struct key *key, const struct node *n, const char *wanted)
{
    if (n->faulty)
        return false;
    if (n->secret) {
        diag_help(diag_report(r->diags, L0020, n->at,
                              "`%s` cannot be a secret: it is written to the build directory",
                              key->name),
                  "pass the secret to a parameter of a recipe");
        return false;
    }
    if (n->kind == NODE_SCALAR && !node_is_null(n))
        return key->type == NULL || single_line(r, n);
    if (n->kind == NODE_SCALAR)
        diag_help(diag_report(r->diags, L0114, n->at, "`%s` has no value", key->name), "%s: %s",
                  key->name, key->doc);
    else
        wrong_type(r, key, n, wanted);
    return false;
}

bool clean_text(struct reader *r, const struct node *n)
{
    for (const char *p = n->text; *p != '\0'; p++) {
        unsigned char c = (unsigned char)*p;

        /* U+0080 to U+009F are controls, too: a terminal obeys them. */
        if (c == 0xC2 && (unsigned char)p[1] < 0xA0)
            c = (unsigned char)p[1];
        if ((c < ' ' && c != '\n' && c != '\t') || (c >= 127 && c < 0xA0 && (char)c != *p) ||
            c == 127) {
            diag_help(diag_report(r->diags, L0115, n->at,
                                  "this text holds the control character 0x%02x", c),
                      "only newlines and tabs are allowed in values");
            return false;
        }
    }
    return true;
}
