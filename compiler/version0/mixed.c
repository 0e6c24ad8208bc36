/* Mappings of version 0 that mix keys of their own with sections that one of their lists names. */
#include "version0/mixed.h"

#include <string.h>

#include "front/suggest.h"
#include "version0/make.h"

struct mixed_part {
    struct node *key, *value;
    const struct ast_text *taken; /* the item that names it */
    bool meant;                   /* suggested for an item that names nothing */
};

const char *with_underscores(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);

    for (char *p = copy; *p != '\0'; p++)
        if (*p == '-')
            *p = '_';
    return copy;
}

/* Notes which host the section says that it is. */
static void index_host(struct mixed *m, struct mixed_part *part)
{
    const struct node *n = part->value;
    const struct node_entry *host;

    if (n->kind != NODE_MAPPING || !count_values(m->r, n->count, n->at))
        return;
    host = node_find(n, "host");
    if (host != NULL && host->value->kind == NODE_SCALAR)
        (void)map_add(&m->hosts, host->value->text, part);
}

struct mixed mixed_open(struct reader *r, const struct section *own, const struct node *n, void *to)
{
    struct mixed m = {r, own, n, to, NULL, 0, {.arena = r->arena}, {.arena = r->arena}};
    struct node *keys = make_mapping(r->arena, n->at);

    keys->faulty = n->faulty;
    if (!count_values(r, n->count, n->at)) {
        keys->faulty = true;
        section_read(r, own, keys, false, to);
        return m;
    }
    m.parts = arena_alloc(r->arena, n->count * sizeof *m.parts);
    for (size_t i = 0; i < n->count; i++) {
        const struct node_entry *e = &n->entries[i];
        struct mixed_part *part = &m.parts[m.count];

        if (section_key(own, e->key->text) != NULL) {
            node_add_entry(r->arena, keys, e->key, e->value);
            continue;
        }
        *part = (struct mixed_part){.key = e->key, .value = e->value};
        (void)map_add(&m.names, e->key->text, part);
        index_host(&m, part);
        m.count++;
    }
    section_read(r, own, keys, false, to);
    return m;
}

static struct mixed_part *find(const struct mixed *m, const struct ast_text *item, bool by_host)
{
    struct mixed_part *part = map_get(&m->names, item->text);

    if (part == NULL)
        part = map_get(&m->names, with_underscores(m->r->arena, item->text));
    if (part == NULL && by_host)
        part = map_get(&m->hosts, item->text);
    return part;
}

static const char *part_at(const void *parts, size_t i)
{
    return ((const struct mixed_part *)parts)[i].key->text;
}

static void report_missing(struct mixed *m, const char *list, const struct ast_text *item)
{
    const char *near, *folded = with_underscores(m->r->arena, item->text);
    struct mixed_part *part;
    struct diag *d;

    /* What a wrong merge would have brought may be it. */
    if (m->n->faulty || diags_full(m->r->diags))
        return;
    d = diag_report(m->r->diags, L0131, item->at, "`%s` of `%s` has no section", item->text, list);
    near = suggest(item->text, m->count, part_at, m->parts);
    part = near != NULL ? map_get(&m->names, near) : NULL;
    if (part != NULL && part->taken == NULL) {
        part->meant = true;
        diag_note(d, part->key->at, "this section is near to it");
        diag_help(d, "did you mean `%s`?", near);
    } else if (strcmp(folded, item->text) != 0) {
        diag_help(d, "write its section beside `%s`: `%s:` or `%s:`", list, item->text, folded);
    } else {
        diag_help(d, "write its section beside `%s`: `%s:`", list, item->text);
    }
}

/* Has another item named this section already? Then reports it. */
static bool taken_twice(struct mixed *m, struct mixed_part *part, const struct ast_text *item)
{
    struct diag *d;

    if (part->taken == NULL) {
        part->taken = item;
        return false;
    }
    d = diag_report(m->r->diags, L0133, item->at, "`%s` and `%s` are one section, `%s`",
                    part->taken->text, item->text, part->key->text);
    diag_note(d, part->taken->at, "first listed here");
    diag_help(d, "remove one of the two, or write a section for each");
    return true;
}

/* section_require(), and marks what is missing as faulty. */
static void require(struct reader *r, const struct section *s, struct span at, void *section)
{
    section_require(r, s, at, section);
    for (size_t i = 0; i < s->count; i++) {
        struct span *value = (struct span *)((char *)section + s->keys[i].offset);

        if ((s->keys[i].flags & KEY_REQUIRED) != 0 && value->source == NULL)
            value->source = at.source;
    }
}

static void read_content(struct mixed *m, const struct section *section,
                         const struct mixed_part *part, struct entry0 *entry)
{
    const struct node *n = part->value;

    if (n->kind == NODE_MAPPING) {
        entry->faulty = !count_values(m->r, n->count, n->at);
        if (!entry->faulty)
            section_read(m->r, section, n, false, entry);
    } else if (!node_is_null(n)) {
        entry->faulty = true;
        wrong_type(m->r,
                   &(struct key){.name = part->key->text,
                                 .doc = arena_printf(m->r->arena, "a mapping, such as `{%s: ...}`",
                                                     section->keys[0].name)},
                   n, "a mapping");
    }
}

void mixed_read(struct mixed *m, const struct section *section, const char *list,
                const struct ast_text *item, bool by_host, struct entry0 *entry)
{
    struct mixed_part *part = find(m, item, by_host);

    entry->item = *item;
    entry->key = entry->at = item->at;
    if (part == NULL) {
        report_missing(m, list, item);
    } else if (!taken_twice(m, part, item)) {
        entry->found = true;
        entry->key = entry->at = part->key->at;
        read_content(m, section, part, entry);
        if (!entry->faulty)
            require(m->r, section, entry->at, entry);
    }
}

const struct node *mixed_take(struct mixed *m, const struct ast_text *item)
{
    struct mixed_part *part = find(m, item, false);

    return part == NULL || taken_twice(m, part, item) ? NULL : part->value;
}

/* The own keys, then the items of another list. */
struct words {
    const struct section *own;
    const struct list0 *others;
};

static const char *word_at(const void *context, size_t i)
{
    const struct words *words = context;

    return i < words->own->count ? words->own->keys[i].name
                                 : words->others->items[i - words->own->count].text;
}

static void report_unused(struct mixed *m, const struct mixed_part *part, const char *lists,
                          const struct list0 *others)
{
    struct words words = {m->own, others};
    size_t count = m->own->count + (others != NULL ? others->count : 0);
    const char *near;
    struct diag *d;

    if (part->key->faulty || !clean_text(m->r, part->key))
        return;
    part->key->faulty = true;
    near = suggest(part->key->text, count, word_at, &words);
    if (near != NULL && find(m, &(struct ast_text){.text = near}, false) != NULL)
        near = NULL; /* it has its own section */
    d = diag_report(m->r->diags, L0132, part->key->at, "nothing uses the section `%s`",
                    part->key->text);
    if (near != NULL)
        diag_help(d, "did you mean `%s`? Else add it to %s, or remove it", near, lists);
    else
        diag_help(d, "add it to %s, or remove it", lists);
}

static bool is_section(const struct mixed_part *part)
{
    return part->value->kind == NODE_MAPPING || node_is_null(part->value);
}

/* What is no section must be a misspelled key. */
static void report_odd(struct mixed *m)
{
    struct node *odd = make_mapping(m->r->arena, m->n->at);

    for (size_t i = 0; i < m->count; i++)
        if (m->parts[i].taken == NULL && !m->parts[i].meant && !is_section(&m->parts[i]))
            node_add_entry(m->r->arena, odd, m->parts[i].key, m->parts[i].value);
    section_read(m->r, m->own, odd, false, m->to);
}

/* Is every item of the own lists known? */
static bool lists_are_whole(const struct mixed *m)
{
    for (size_t i = 0; i < m->own->count; i++) {
        const struct list0 *list = (void *)((char *)m->to + m->own->keys[i].offset);

        if (m->own->keys[i].type == &type_list0 && (ast_is_faulty(list->at) || list->incomplete))
            return false;
    }
    return true;
}

void mixed_close(struct mixed *m, const char *lists, const struct list0 *others)
{
    report_odd(m);
    require(m->r, m->own, m->n->at, m->to);
    if (!lists_are_whole(m) || (others != NULL && others->incomplete))
        return;
    for (size_t i = 0; i < m->count && !diags_full(m->r->diags); i++)
        if (m->parts[i].taken == NULL && !m->parts[i].meant && is_section(&m->parts[i]))
            report_unused(m, &m->parts[i], lists, others);
}

static void report_twice(struct reader *r, const struct key *key, const struct ast_text *item,
                         const struct ast_text *first)
{
    struct diag *d = diag_report(r->diags, L0133, item->at, "`%s` is listed twice in `%s`",
                                 item->text, key->name);

    diag_note(d, first->at, "first listed here");
    diag_help(d, "remove one of the two");
}

/* Nothing is an empty list. */
static void read_list0(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct list0 *list = to;
    struct map seen = {.arena = r->arena};

    list->incomplete = true;
    if (n->kind != NODE_SEQUENCE && !node_is_null(n)) {
        wrong_type(r, key, n, "a list");
        return;
    }
    if (!count_values(r, n->count, n->at))
        return;
    list->at = n->at;
    list->incomplete = false;
    list->items = arena_alloc(r->arena, n->count * sizeof *list->items);
    for (size_t i = 0; i < n->count; i++) {
        struct ast_text *item = &list->items[list->count], *first;
        struct node name = *n->items[i];

        /* `null` is a name here; `~` and nothing are none. */
        name.plain = name.plain && (name.kind != NODE_SCALAR || strcmp(name.text, "null") != 0);
        if (!want_scalar(r, key, &name, "a list of plain names") || !clean_text(r, &name)) {
            list->incomplete = true;
            continue;
        }
        *item = (struct ast_text){name.at, name.text};
        first = map_add(&seen, item->text, item);
        if (first == NULL)
            list->count++;
        else
            report_twice(r, key, item, first);
    }
}

const struct key_type type_list0 = {"list of names", sizeof(struct list0), read_list0, NULL,
                                    .pattern = NULL};
