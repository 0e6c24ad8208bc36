/* `include:`: several files that are one stack. */
#include "front/include.h"

#include <errno.h>
#include <string.h>

#include "base/map.h"
#include "front/version1.h"
#include "front/yaml.h"

struct file {
    const struct source *source;
    const struct file *by; /* the one that includes it, or NULL */
    struct ast_text named; /* where and how `by` names it */
    unsigned depth;
    bool open; /* what it includes is being read */
};

/* A key of the root of the united file. */
struct part {
    struct part *next;
    struct node *key, *value;
    bool own;         /* `value` is a copy, whose names are in `names` */
    struct map names; /* name -> struct node *, its key */
};

struct includer {
    struct reader reader;
    source_reader *read;
    struct trace *trace;
    struct file files[INCLUDE_MAX_FILES + 1];
    size_t file_count, tries, bytes;
    bool incomplete; /* something is missing, for a reason that was reported */
    bool full;       /* and nothing more is read */
    struct map keys; /* of the root: name -> struct part * */
    struct part *parts, **last;
    size_t part_count;
};

/* Files may share the sections that are mappings from names. */
static bool is_shared(const char *name)
{
    const struct key *key = section_key(&version1_root, name);

    return key != NULL && key->type == &type_entries;
}

static void report_double(struct includer *inc, const struct node *key, const struct node *first,
                          const char *what)
{
    struct diag *d = diag_report(inc->reader.diags, L0009, key->at, "%s is defined twice", what);

    diag_label(d, "defined again");
    diag_note(d, first->at, "first defined here");
    diag_help(d, "keep one of the two");
}

/* Is `n` a mapping from names? If not, says so. */
static bool want_names(struct includer *inc, const struct part *part, const struct node *n)
{
    const struct key row = {.name = part->key->text,
                            .doc = "a mapping from names, such as `NAME: {...}`"};

    if (n->kind != NODE_MAPPING)
        wrong_type(&inc->reader, &row, n, "a mapping from names");
    return n->kind == NODE_MAPPING;
}

static void add_name(struct includer *inc, struct part *part, const struct node_entry *e)
{
    struct arena *a = inc->reader.arena;
    struct node *map = part->value, *first = map_add(&part->names, e->key->text, e->key);

    if (first != NULL) {
        report_double(inc, e->key, first,
                      arena_printf(a, "`%s` of `%s`", e->key->text, part->key->text));
        return;
    }
    node_add_entry(a, map, e->key, e->value);
}

/* Makes the value of `part` one that may be added to: nodes are shared by aliases. */
static void own_value(struct includer *inc, struct part *part)
{
    const struct node *from = part->value;

    if (part->own)
        return;
    part->own = true;
    part->names.arena = inc->reader.arena;
    part->value = arena_new(inc->reader.arena, struct node);
    *part->value = (struct node){.kind = NODE_MAPPING, .at = from->at, .faulty = from->faulty};
    if (!want_names(inc, part, from))
        part->value->faulty = true;
    else
        for (size_t i = 0; i < from->count; i++)
            add_name(inc, part, &from->entries[i]);
}

/* Adds the names of `value` to those that `part` has from other files. */
static void unite(struct includer *inc, struct part *part, const struct node_entry *e)
{
    if (node_is_null(e->value))
        return;
    if (node_is_null(part->value)) {
        part->key = e->key;
        part->value = e->value;
        return;
    }
    own_value(inc, part);
    part->value->faulty = part->value->faulty || e->value->faulty;
    if (!want_names(inc, part, e->value))
        part->value->faulty = true;
    else
        for (size_t i = 0; i < e->value->count; i++)
            add_name(inc, part, &e->value->entries[i]);
}

/* It may stand in each file. */
static const struct key version_row = {.name = "version", .type = &type_version};

static void add_part(struct includer *inc, const struct node_entry *e)
{
    struct part *part = map_get(&inc->keys, e->key->text);

    if (part == NULL) {
        part = arena_new(inc->reader.arena, struct part);
        part->key = e->key;
        part->value = e->value;
        (void)map_add(&inc->keys, e->key->text, part);
        *inc->last = part;
        inc->last = &part->next;
        inc->part_count++;
    } else if (is_shared(e->key->text)) {
        unite(inc, part, e);
    } else if (strcmp(e->key->text, "version") == 0) {
        struct ast_number same = {0};

        type_version.read(&inc->reader, &version_row, e->value, &same);
    } else {
        report_double(inc, e->key, part->key,
                      arena_printf(inc->reader.arena, "`%s`", e->key->text));
    }
}

/* All that a file says, but what it includes. */
static void add_parts(struct includer *inc, const struct node *root,
                      const struct node_entry *include)
{
    for (size_t i = 0; i < root->count; i++)
        if (&root->entries[i] != include)
            add_part(inc, &root->entries[i]);
}

/* The file that `source` is, if it was read before. */
static struct file *find_file(struct includer *inc, const struct source *source)
{
    for (size_t i = 0; i < inc->file_count; i++) {
        const struct source *s = inc->files[i].source;

        if (s->device == source->device && s->inode == source->inode &&
            (s->inode != 0 || s->device != 0 || strcmp(s->name, source->name) == 0))
            return &inc->files[i];
    }
    return NULL;
}

/* `by` names, at `named`, the file `first` that is there already. */
static void report_again(struct includer *inc, const struct file *first, const struct file *by,
                         const struct ast_text *named)
{
    const struct ast_text *way[INCLUDE_MAX_DEPTH + 1];
    size_t steps = 0;
    struct diag *d;

    if (!first->open) {
        d = diag_report(inc->reader.diags, L0007, named->at, "`%s` is included twice", named->text);
        diag_label(d, "included again");
        diag_note(d, first->named.at, "first included here");
        diag_help(d, "leave one of the two out");
        return;
    }
    for (const struct file *f = by; f != first; f = f->by)
        way[steps++] = &f->named;
    d = diag_report(inc->reader.diags, L0008, named->at,
                    steps == 0 ? "`%s` includes itself" : "`%s` leads back to itself", named->text);
    diag_label(d, steps == 0 ? "this is the file itself" : "and back again");
    while (steps-- > 0)
        diag_note(d, way[steps]->at, "`%s` is included here", way[steps]->text);
    diag_help(d, "leave one of these out");
}

static void report_unread(struct includer *inc, enum source_status status,
                          const struct ast_text *named)
{
    const char *why = status == SOURCE_IRREGULAR ? "it is no regular file" : strerror(errno);

    if (status == SOURCE_TOO_LARGE)
        diag_help(diag_report(inc->reader.diags, L0003, named->at,
                              "with `%s`, the files have more than 32 MiB", named->text),
                  "is it the right file?");
    else
        diag_help(diag_report(inc->reader.diags, L0006, named->at, "`%s` cannot be read: %s",
                              named->text, why),
                  "name a file; relative paths count from the directory of `%s`",
                  named->at.source->name);
}

/* May one more file be read? If not, says so. */
static bool take_room(struct includer *inc, const struct file *by, const struct ast_text *named)
{
    const char *problem = NULL;

    if (inc->full)
        return false;
    if (by->depth == INCLUDE_MAX_DEPTH)
        problem = "files include one another more than 64 levels deep";
    else if (inc->tries == INCLUDE_MAX_FILES)
        problem = "more than 1000 files are included";
    inc->tries++;
    if (problem == NULL)
        return true;
    diag_help(diag_report(inc->reader.diags, L0013, named->at, "%s", problem),
              "put several of them into one");
    inc->full = inc->incomplete = true;
    return false;
}

/* Is what a file holds a part of a stack? If not, says so. */
static bool check_root(struct includer *inc, const struct node *root, const struct ast_text *named)
{
    const struct node_entry *old;
    struct diag *d;

    if (root->kind != NODE_MAPPING) {
        d = diag_report(inc->reader.diags, L0102, root->at,
                        "an included file must be a mapping, not %s", node_describe(root));
        diag_note(d, named->at, "included here");
        diag_help(d, "begin with the name of a section, such as `containers:`");
        return false;
    }
    old = node_find(root, "lstack");
    if (old == NULL)
        return true;
    d = diag_report(inc->reader.diags, L0022, old->key->at,
                    "a file of LStacker 0 (`lstack:`) cannot be included");
    diag_note(d, named->at, "included here");
    diag_help(d, "`lstackc migrate` makes a file of version 1 of it");
    return false;
}

static void add_file(struct includer *inc, struct file *file, const struct node *root);

static void include_one(struct includer *inc, const struct file *by, const struct ast_text *named)
{
    struct arena *a = inc->reader.arena;
    struct source *source;
    struct file *file;
    const struct node *root;
    enum source_status status;

    if (!take_room(inc, by, named))
        return;
    status =
        inc->read(a, source_path(a, by->source, named->text), YAML_MAX_BYTES - inc->bytes, &source);
    if (status != SOURCE_OK) {
        report_unread(inc, status, named);
        inc->incomplete = true;
        return;
    }
    inc->bytes += source->len;
    file = find_file(inc, source);
    if (file != NULL) {
        report_again(inc, file, by, named);
        return;
    }
    source->label = source_label(a, by->source, named->text);
    file = &inc->files[inc->file_count++];
    *file = (struct file){source, by, *named, by->depth + 1, false};
    root = yaml_parse_traced(inc->reader.diags, source, inc->trace);
    inc->full = inc->full || inc->trace->nodes > YAML_MAX_NODES;
    if (root != NULL && check_root(inc, root, named))
        add_file(inc, file, root);
    else
        inc->incomplete = true;
}

static void include_all(struct includer *inc, struct file *by, const struct node *value)
{
    const struct key *row = section_key(&version1_root, "include");
    struct ast_texts paths = {0};
    size_t errors = inc->reader.diags->errors;

    row->type->read(&inc->reader, row, value, &paths);
    if (inc->reader.diags->errors > errors || value->faulty)
        inc->incomplete = true;
    by->open = true;
    for (size_t i = 0; i < paths.count; i++)
        include_one(inc, by, &paths.items[i]);
    by->open = false;
}

/* NOLINTNEXTLINE(misc-no-recursion): INCLUDE_MAX_DEPTH bounds it */
static void add_file(struct includer *inc, struct file *file, const struct node *root)
{
    const struct node_entry *include = node_find(root, "include");

    inc->incomplete = inc->incomplete || root->faulty;
    add_parts(inc, root, include);
    if (include != NULL)
        include_all(inc, file, include->value);
}

/* The root that all files make. When something is missing, it may be in any shared section. */
static struct node *united_root(struct includer *inc, const struct node *first)
{
    struct arena *a = inc->reader.arena;
    struct node *root = arena_new(a, struct node);

    *root = (struct node){.kind = NODE_MAPPING, .at = first->at, .faulty = inc->incomplete};
    root->entries = arena_alloc(a, inc->part_count * sizeof *root->entries);
    for (const struct part *p = inc->parts; p != NULL; p = p->next) {
        struct node *value = p->value;

        if (inc->incomplete && is_shared(p->key->text) && value->kind == NODE_MAPPING) {
            value = arena_new(a, struct node);
            *value = *p->value;
            value->faulty = true;
        }
        root->entries[root->count++] = (struct node_entry){p->key, value};
    }
    return root;
}

struct node *include_parse(struct diags *diags, const struct source *first, source_reader *read,
                           struct trace *trace)
{
    struct node *root = yaml_parse_traced(diags, first, trace);
    const struct node_entry *include = root != NULL ? node_find(root, "include") : NULL;
    struct includer *inc;

    if (include == NULL)
        return root;
    inc = arena_new(diags->arena, struct includer);
    inc->reader = (struct reader){.arena = diags->arena, .diags = diags};
    inc->read = read;
    inc->trace = trace;
    inc->keys.arena = diags->arena;
    inc->last = &inc->parts;
    inc->bytes = first->len;
    inc->files[inc->file_count++] = (struct file){.source = first};
    if (node_find(root, "lstack") == NULL) {
        add_file(inc, &inc->files[0], root);
        return united_root(inc, root);
    }
    diag_help(diag_report(diags, L0022, include->key->at,
                          "a file of LStacker 0 (`lstack:`) cannot include others"),
              "write all of it into one file, or as version 1: see `lstackc migrate`");
    add_parts(inc, root, include);
    return united_root(inc, root);
}
