/* From libyaml's events to a tree of nodes. */
#include "front/yaml.h"

#include <string.h>

#include "base/utf8.h"
#include "front/yaml_faults.h"

struct level {
    struct node *node;
    struct anchor *anchor;           /* its own, or NULL */
    const struct anchor *inside;     /* its own or the nearest around it, or NULL */
    struct node *key;                /* of a mapping: the key that waits for its value */
    struct map keys;                 /* of a mapping: the keys so far */
    struct node *merge_key, *merges; /* of a mapping: its `<<` and what that named, or NULL */
    bool merges_twice;               /* there is another `<<`, and that was reported */
};

struct builder {
    struct arena *arena;
    struct diags *diags;
    const struct source *source;
    struct trace *trace;
    struct map anchors; /* name -> struct anchor **, the last one of the name */
    struct level stack[YAML_MAX_DEPTH];
    size_t depth;
    struct node *root;
    size_t offset, character; /* of one place in the text: see offset_of() */
    bool given_up;            /* a bound was passed: the tree is of no use */
};

static void give_up(struct builder *b, enum code code, struct span at, const char *message,
                    const char *help)
{
    diag_help(diag_report(b->diags, code, at, "%s", message), "%s", help);
    b->given_up = true;
}

static struct node *new_node(struct builder *b, enum node_kind kind, struct span at)
{
    struct node *n = arena_new(b->arena, struct node);

    n->kind = kind;
    n->at = at;
    if (++b->trace->nodes > b->trace->most_nodes)
        give_up(b, L0013, at, "the file has more than a million values",
                "split the stack into several; included files count, too");
    return n;
}

/* Adds what `<<` named to the mapping; keys that are there already win. What a faulty one would
 * have brought is not missing. */
static void merge_one(struct builder *b, struct level *l, const struct node *from)
{
    bool known = from->faulty;

    if (from->faulty || from->kind != NODE_MAPPING)
        l->node->faulty = true;
    if (from->kind == NODE_SEQUENCE)
        diag_help(diag_report(b->diags, L0018, from->at, "a list in a list cannot be merged"),
                  "write one list: `<<: [*one, *two]`");
    else if (from->kind == NODE_SCALAR && !known)
        diag_help(diag_report(b->diags, L0018, from->at, "`<<` needs a mapping, not %s",
                              node_describe(from)),
                  "write `<<: *name`, with `&name` before the mapping to be merged");
    if (from->kind != NODE_MAPPING)
        return;
    for (size_t i = 0; i < from->count && !b->given_up; i++)
        if (map_add(&l->keys, from->entries[i].key->text, from->entries[i].key) == NULL) {
            node_add_entry(b->arena, l->node, from->entries[i].key, from->entries[i].value);
            if (++b->trace->nodes > b->trace->most_nodes)
                give_up(b, L0013, from->entries[i].key->at,
                        "merge keys make more than a million values of this file",
                        "merge fewer mappings into one another");
        }
}

static void merge(struct builder *b, struct level *l, const struct node *from)
{
    if (from->kind != NODE_SEQUENCE)
        merge_one(b, l, from);
    for (size_t i = 0; from->kind == NODE_SEQUENCE && i < from->count && !b->given_up; i++)
        merge_one(b, l, from->items[i]);
}

/* Keeps the value of `<<` for the end of the mapping, when all of its own keys are known. */
static void add_merge(struct builder *b, struct level *l, struct node *key, struct node *value)
{
    struct diag *d;

    if (l->merge_key == NULL) {
        l->merge_key = key;
        l->merges = value;
        return;
    }
    if (l->merges_twice)
        return;
    l->merges_twice = true;
    l->node->faulty = true;
    d = diag_report(b->diags, L0014, key->at, "the key `<<` is given twice");
    diag_label(d, "given again");
    diag_note(d, l->merge_key->at, "first given here");
    diag_help(d, "one `<<` merges several: `<<: [*a, *b]`");
}

static void add_pair(struct builder *b, struct level *l, struct node *value)
{
    struct node *key = l->key, *before;
    struct diag *d;

    l->key = NULL;
    if (key->faulty)
        return;
    if (strcmp(key->text, "<<") == 0 && key->plain) {
        add_merge(b, l, key, value);
        return;
    }
    before = map_add(&l->keys, key->text, key);
    if (before == NULL) {
        node_add_entry(b->arena, l->node, key, value);
        return;
    }
    if (b->trace->first_stands)
        return;
    d = diag_report(b->diags, L0014, key->at, "the key `%s` is given twice", key->text);
    diag_label(d, "given again");
    diag_note(d, before->at, "first given here");
    diag_help(d, "%s",
              b->trace->twice != NULL ? b->trace->twice : "keep one of the two, or rename one");
}

/* Keys are names: all of them are printed. */
static void refuse_secret_key(struct builder *b, struct level *l, struct node *key)
{
    if (!key->secret)
        return;
    diag_help(diag_report(b->diags, L0020, key->at, "a key cannot be a secret"),
              "write the key itself, without `!secret`");
    key->faulty = l->node->faulty = true;
}

/* Puts a finished node where it belongs. */
static void place(struct builder *b, struct node *n)
{
    struct level *l;

    if (b->depth == 0) {
        b->root = n;
        return;
    }
    l = &b->stack[b->depth - 1];
    if (l->node->kind == NODE_SEQUENCE) {
        node_add_item(b->arena, l->node, n);
    } else if (l->key != NULL) {
        add_pair(b, l, n);
    } else if (n->kind == NODE_SCALAR) {
        l->key = n;
        refuse_secret_key(b, l, n);
    } else {
        diag_help(
            diag_report(b->diags, L0017, n->at, "a key must be text, not %s", node_describe(n)),
            "write a word before the colon");
        l->key = new_node(b, NODE_SCALAR, n->at);
        l->key->text = "";
        l->key->faulty = true;
    }
}

/* Bytes before character `n` of the text. Cheap for places that are asked for in their order. */
static size_t offset_of(struct builder *b, size_t n)
{
    const char *text = b->source->text;

    for (; b->character < n && b->offset < b->source->len; b->character++)
        b->offset += utf8_length(text + b->offset, b->source->len - b->offset);
    for (; b->character > n && b->offset > 0; b->character--)
        do
            b->offset--;
        while (b->offset > 0 && utf8_continues(text[b->offset]));
    return b->offset;
}

/* The place of `&name`, which is the first of the event unless a tag stands before it. */
static struct span span_of_anchor(struct builder *b, const char *name, const yaml_event_t *e,
                                  bool tagged)
{
    struct span at = yaml_span(b->source, e->start_mark, e->start_mark);
    size_t offset, n = 0;

    if (tagged) {
        offset = offset_of(b, e->start_mark.index);
        if (b->source->text[offset] == '!')
            n = strcspn(b->source->text + offset, " \t\r\n");
        n += strspn(b->source->text + offset + n, " \t");
        if (b->source->text[offset + n] == '&')
            at.column += (unsigned)n; /* a tag is ASCII */
    }
    at.end_line = at.line;
    at.end_column = at.column + 1 + (unsigned)strlen(name);
    return at;
}

static struct anchor *begin_anchor(struct builder *b, const yaml_char_t *anchor,
                                   const yaml_char_t *tag, const yaml_event_t *e)
{
    const char *name = (const char *)anchor;
    struct anchor *a;

    if (name == NULL)
        return NULL;
    a = trace_anchor(b->trace, name, span_of_anchor(b, name, e, tag != NULL),
                     b->depth > 0 ? b->stack[b->depth - 1].inside : NULL);
    a->whole = yaml_span(b->source, e->start_mark, e->end_mark);
    return a;
}

/* From here on, aliases may name the node. */
static void end_anchor(struct builder *b, struct anchor *a, struct node *n, const yaml_event_t *e)
{
    struct anchor **slot;
    struct span end = yaml_span(b->source, e->end_mark, e->end_mark);

    if (a == NULL)
        return;
    a->node = n;
    a->whole.end_line = end.line;
    a->whole.end_column = end.column;
    slot = map_get(&b->anchors, a->name);
    if (slot == NULL) {
        slot = arena_new(b->arena, struct anchor *);
        (void)map_add(&b->anchors, a->name, slot);
    }
    *slot = a;
}

static bool is_secret_tag(const yaml_char_t *tag)
{
    return tag != NULL && strcmp((const char *)tag, "!secret") == 0;
}

static void refuse_tag(struct builder *b, const yaml_char_t *tag, struct span at)
{
    if (b->trace->foreign == NULL && tag != NULL && strncmp((const char *)tag, "tag:", 4) != 0)
        diag_help(diag_report(b->diags, L0019, at, "the tag `%s` is not known", (const char *)tag),
                  "leave it out");
}

static void report_nameless_secret(struct builder *b, struct span at)
{
    diag_help(diag_report(b->diags, L0021, at, "`!secret` needs the name of a secret"),
              "write `!secret NAME`, with NAME one of the `secrets`");
}

/* Who reads the file of another language knows no secrets of ours. */
static void report_foreign_secret(struct builder *b, struct span at)
{
    diag_help(diag_report(b->diags, L0488, at, "Docker does not understand `!secret`"),
              "write `secrets: {NAME: {external: true}}` at the top of this file, and NAME under "
              "`secrets` of the stack");
}

static void take_scalar_tag(struct builder *b, const yaml_char_t *tag, struct node *n)
{
    if (!is_secret_tag(tag)) {
        refuse_tag(b, tag, n->at);
    } else if (b->trace->foreign != NULL) {
        report_foreign_secret(b, n->at);
        n->faulty = true;
    } else if (*n->text == '\0' && !n->faulty) {
        report_nameless_secret(b, n->at);
        n->faulty = true;
    } else {
        n->secret = true;
        n->plain = false;
    }
}

/* Of a list or mapping, whose node is still to be made. */
static void refuse_collection_tag(struct builder *b, const yaml_char_t *tag, const yaml_event_t *e)
{
    struct span at = yaml_span(b->source, e->start_mark, e->end_mark);

    if (is_secret_tag(tag) && b->trace->foreign != NULL)
        report_foreign_secret(b, at);
    else if (is_secret_tag(tag))
        report_nameless_secret(b, at);
    else
        refuse_tag(b, tag, at);
}

static void on_scalar(struct builder *b, const yaml_event_t *e)
{
    struct node *n = new_node(b, NODE_SCALAR, yaml_span(b->source, e->start_mark, e->end_mark));
    const char *text = (const char *)e->data.scalar.value;

    n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    n->text = arena_strndup(b->arena, text, e->data.scalar.length);
    if (memchr(text, '\0', e->data.scalar.length) != NULL) {
        n->faulty = true;
        diag_help(diag_report(b->diags, L0115, n->at, "this text holds a NUL character"),
                  "no program takes such a value; leave `\\0` out");
    }
    take_scalar_tag(b, e->data.scalar.tag, n);
    end_anchor(b, begin_anchor(b, e->data.scalar.anchor, e->data.scalar.tag, e), n, e);
    trace_scalar(b->trace, e->start_mark.index, e->end_mark.index);
    place(b, n);
}

static void on_alias(struct builder *b, const yaml_event_t *e)
{
    const char *name = (const char *)e->data.alias.anchor;
    struct span at = yaml_span(b->source, e->start_mark, e->end_mark);
    struct anchor **slot = map_get(&b->anchors, name);
    struct node *n;

    if (slot != NULL) {
        trace_use(b->trace, *slot, at);
        place(b, (*slot)->node);
        return;
    }
    trace_missing(b->trace, name);
    diag_help(diag_report(b->diags, L0015, at, "no anchor `&%s` stands before this alias", name),
              "an anchor must come first, and outside of what it names");
    n = new_node(b, NODE_SCALAR, at);
    n->text = "";
    n->faulty = true;
    place(b, n);
}

static void on_start(struct builder *b, const yaml_event_t *e, enum node_kind kind,
                     const yaml_char_t *anchor, const yaml_char_t *tag)
{
    struct anchor *named;
    struct span at = yaml_span(b->source, e->start_mark, e->start_mark);
    struct level *l;

    at.end_column++;
    if (b->depth == YAML_MAX_DEPTH) {
        give_up(b, L0013, at, "the file is nested more than 64 levels deep",
                "no key of this language needs more than 6 levels");
        return;
    }
    named = begin_anchor(b, anchor, tag, e);
    l = &b->stack[b->depth++];
    *l =
        (struct level){.node = new_node(b, kind, at), .anchor = named, .keys = {.arena = b->arena}};
    l->inside = named != NULL ? named : b->depth > 1 ? l[-1].inside : NULL;
}

static void on_end(struct builder *b, const yaml_event_t *e)
{
    struct level *l = &b->stack[b->depth - 1];

    if (l->merges != NULL)
        merge(b, l, l->merges);
    b->depth--;
    end_anchor(b, l->anchor, l->node, e);
    place(b, l->node);
}

static void on_event(struct builder *b, const yaml_event_t *e, size_t *documents)
{
    switch (e->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++*documents > 1)
            give_up(b, L0012, yaml_span(b->source, e->start_mark, e->end_mark),
                    "a second document begins here", "one file holds one stack: remove the `---`");
        break;
    case YAML_SCALAR_EVENT:
        on_scalar(b, e);
        break;
    case YAML_ALIAS_EVENT:
        on_alias(b, e);
        break;
    case YAML_SEQUENCE_START_EVENT:
        refuse_collection_tag(b, e->data.sequence_start.tag, e);
        on_start(b, e, NODE_SEQUENCE, e->data.sequence_start.anchor, e->data.sequence_start.tag);
        break;
    case YAML_MAPPING_START_EVENT:
        refuse_collection_tag(b, e->data.mapping_start.tag, e);
        on_start(b, e, NODE_MAPPING, e->data.mapping_start.anchor, e->data.mapping_start.tag);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        on_end(b, e);
        break;
    default:
        break;
    }
}

static bool parse_events(struct builder *b, yaml_parser_t *p)
{
    size_t documents = 0;
    bool more = true;

    while (more && !b->given_up) {
        yaml_event_t e;

        if (!yaml_parser_parse(p, &e)) {
            yaml_report_syntax(b->diags, b->source, p);
            return false;
        }
        on_event(b, &e, &documents);
        more = e.type != YAML_STREAM_END_EVENT;
        yaml_event_delete(&e);
    }
    return !b->given_up;
}

struct node *yaml_parse_traced(struct diags *diags, const struct source *source, struct trace *t)
{
    struct builder *b = arena_new(diags->arena, struct builder);
    struct traced_file *file = trace_file(t, source);
    struct span whole = {.source = source};
    yaml_parser_t p;

    if (!yaml_check_text(diags, source))
        return NULL;
    b->arena = diags->arena;
    b->anchors.arena = diags->arena;
    b->diags = diags;
    b->source = source;
    b->trace = t;
    if (t->most_nodes == 0)
        t->most_nodes = YAML_MAX_NODES;
    b->offset = utf8_mark(source->text); /* libyaml skips it */
    if (!yaml_parser_initialize(&p))
        longjmp(b->arena->oom, 1);
    yaml_parser_set_input_string(&p, (const unsigned char *)source->text, source->len);
    file->complete = parse_events(b, &p);
    yaml_parser_delete(&p);
    if (!file->complete)
        return NULL;
    if (b->root == NULL || node_is_null(b->root)) {
        diag_help(diag_report(diags, L0005, whole, "the file describes nothing"), "%s",
                  t->foreign != NULL ? t->foreign
                  : source->label != NULL
                      ? "write a section such as `containers:` into it, or do not include it"
                      : "a stack has at least `version: 1`, `name:` and `servers:`; see examples/");
        return NULL;
    }
    return b->root;
}

struct node *yaml_parse(struct diags *diags, const struct source *source)
{
    struct trace t = {.arena = diags->arena};

    return yaml_parse_traced(diags, source, &t);
}
