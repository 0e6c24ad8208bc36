/* Reads the lock, and tells where it contradicts the file. */
#include "sema/lock.h"

#include <stdio.h>
#include <string.h>

#include "front/yaml.h"
#include "sema/lock_kinds.h"

/* Nodes that a line costs: see yaml.c. */
enum { NODES_OF_LINE = 3 };

/* How to be rid of a line. */
static const char *delete_line(const struct lock *lock, struct span line)
{
    return arena_printf(lock->arena, "delete line %u of `%s`, as `lstackc build --relock` does",
                        line.line, lock->name);
}

static void report_line(struct lock *lock, struct diags *diags, const struct node_entry *line,
                        enum lock_kind kind)
{
    const struct node *key = line->key, *value = line->value;
    bool text = value->kind == NODE_SCALAR && !node_is_null(value);
    struct diag *d;

    if (lock->relock || value->faulty || diags_full(diags))
        return;
    if (kind == LOCK_KINDS)
        d = diag_report(diags, L0263, key->at, "`%s` is nothing that a lock keeps", key->text);
    else
        d = diag_report(diags, L0264, text ? value->at : key->at, "`%s` needs %s, not %s",
                        key->text, lock_kinds[kind].needs,
                        text ? arena_printf(lock->arena, "`%s`", value->text)
                             : node_describe(value));
    diag_help(d, "restore the file from git, or %s", delete_line(lock, key->at));
}

static void read_line(struct lock *lock, struct diags *diags, const struct node_entry *line)
{
    struct lock_fact *fact = &lock->lines[lock->count++];
    enum lock_kind kind;

    fact->key = line->key->text;
    fact->value = line->value->kind == NODE_SCALAR ? line->value->text : "";
    fact->at = line->value->at;
    kind = lock_kind_of(lock->arena, fact->key, fact);
    if (kind == LOCK_KINDS || line->value->kind != NODE_SCALAR ||
        !lock_kinds[kind].read(lock->arena, fact->value, fact)) {
        fact->kind = LOCK_KINDS;
        report_line(lock, diags, line, kind);
        return;
    }
    fact->kind = kind;
    (void)map_add(&lock->facts, fact->key, fact);
}

/* ---- the file ------------------------------------------------------------------------------- */

static void report_no_lock(struct diags *diags, struct span at, const char *why)
{
    diag_help(diag_report(diags, L0261, at, "%s", why),
              "restore it from git; without it, all numbers are assigned anew");
}

/* Lines that a merge left for somebody to choose from? Reports them. */
static bool has_conflicts(struct diags *diags, const struct source *source)
{
    bool found = false;

    for (unsigned line = 1; line <= source->line_count; line++) {
        size_t len;
        const char *text = source_line(source, line, &len);

        if (len < 7 || strncmp(text, "<<<<<<<", 7) != 0 || (len > 7 && text[7] != ' '))
            continue;
        found = true;
        diag_help(
            diag_report(diags, L0262, (struct span){source, line, 1, line, 8},
                        "a merge left two versions of these lines"),
            "keep the lines of both without the marks (of two that begin alike, one), then run "
            "`lstackc check`");
    }
    return found;
}

/* Does the text consist of blank lines and comments? */
static bool is_empty(const struct source *source)
{
    for (unsigned line = 1; line <= source->line_count; line++) {
        size_t len;
        const char *text = source_line(source, line, &len);

        if (len > 0 && *text != '#')
            return false;
    }
    return true;
}

/* The lines of the lock, or NULL if it is none. */
static const struct node *parse(struct diags *diags, const struct source *source, bool relock)
{
    struct span whole = {.source = source};
    struct trace trace = {
        .arena = diags->arena,
        .most_nodes = NODES_OF_LINE * LOCK_MAX_LINES + 1000,
        .first_stands = relock,
        .twice = "delete one of the two lines; `lstackc build --relock` keeps the first",
    };
    struct node *root;

    if (source->line_count > LOCK_MAX_LINES + 100u) {
        diag_help(diag_report(diags, L0260, whole, "`%s` has more than %d lines", source->name,
                              LOCK_MAX_LINES),
                  "restore it from git");
        return NULL;
    }
    if (is_empty(source)) {
        report_no_lock(diags, whole,
                       "this is no lock: it keeps nothing, not even `lock: " LOCK_FORMAT "`");
        return NULL;
    }
    if (has_conflicts(diags, source))
        return NULL;
    root = yaml_parse_traced(diags, source, &trace);
    if (root == NULL)
        return NULL;
    if (root->kind != NODE_MAPPING) {
        report_no_lock(diags, root->at, "this is no lock: it holds no `lock: " LOCK_FORMAT "`");
        return NULL;
    }
    if (source->text[source->len - 1] != '\n') {
        report_no_lock(diags, (struct span){.source = source},
                       "the lock was cut off: its last line has no end");
        return NULL;
    }
    return root;
}

/* Is the lock of the format that we read? */
static bool check_format(struct diags *diags, const struct node *root)
{
    const struct node_entry *format = node_find(root, "lock");

    if (format == NULL) {
        report_no_lock(diags, (struct span){.source = root->at.source},
                       "this is no lock: it holds no `lock: " LOCK_FORMAT "`");
        return false;
    }
    if (format->value->kind == NODE_SCALAR && strcmp(format->value->text, LOCK_FORMAT) == 0)
        return true;
    diag_help(diag_report(diags, L0261, format->value->at,
                          "this lock has a format other than " LOCK_FORMAT),
              "use the lstackc that wrote it, or restore the file from git");
    return false;
}

static void read_lines(struct lock *lock, struct diags *diags, const struct node *root)
{
    lock->lines = arena_alloc(lock->arena, root->count * sizeof *lock->lines);
    for (size_t i = 0; i < root->count; i++)
        if (strcmp(root->entries[i].key->text, "lock") != 0)
            read_line(lock, diags, &root->entries[i]);
}

struct lock *lock_read(struct diags *diags, const char *name, const struct source *source,
                       bool relock)
{
    struct lock *lock = arena_new(diags->arena, struct lock);
    const struct node *root = source != NULL ? parse(diags, source, relock) : NULL;

    lock->arena = lock->facts.arena = diags->arena;
    lock->name = name;
    lock->source = source;
    lock->relock = relock;
    if (root != NULL && check_format(diags, root))
        read_lines(lock, diags, root);
    return lock;
}

struct lock_fact *lock_find(struct lock *lock, enum lock_kind kind, const char *owner,
                            const char *place)
{
    char key[LOCK_KEY_SIZE];
    struct lock_fact *fact;

    if (lock->facts.used == 0)
        return NULL;
    lock_kind_key(kind, owner, place, key, sizeof key);
    fact = map_get(&lock->facts, key);
    if (fact != NULL)
        fact->living = true;
    return fact;
}

void lock_keep(struct lock *lock, enum lock_kind kind, const char *owner, const char *place,
               uint32_t number, int prefix)
{
    lock->kept = arena_extend(lock->arena, lock->kept, lock->kept_count, sizeof *lock->kept);
    lock->kept[lock->kept_count++] = (struct lock_entry){kind, owner, place, number, prefix};
}

/* ---- contradictions ------------------------------------------------------------------------- */

/* Whose number it is. */
static const char *owner_of(const struct lock *lock, const struct lock_fact *fact)
{
    return *fact->owner == '\0' ? "the overlay" : arena_printf(lock->arena, "`%s`", fact->owner);
}

void lock_report_twins(const struct lock *lock, struct diags *diags, const struct lock_fact *a,
                       const struct lock_fact *b)
{
    const struct lock_fact *first = span_compare(a->at, b->at) < 0 ? a : b;
    const struct lock_fact *second = first == a ? b : a;
    struct diag *d;

    if (lock->relock)
        return;
    d = diag_report(diags, L0266, second->at, "the lock gives the %s %s to `%s` and to `%s`",
                    lock_kinds[a->kind].noun, second->value, first->owner, second->owner);
    diag_note(d, first->at, "`%s` has it here", first->owner);
    diag_help(
        d, "delete one of the two lines, or run `lstackc build --relock`: its owner gets another");
}

void lock_report_taken(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                       struct span at, const char *what)
{
    struct diag *d;

    if (lock->relock)
        return;
    d = diag_report(diags, L0267, at, "%s %s the %s %s, which the lock keeps for %s", what,
                    fact->kind == LOCK_NAT_SUBNET ? "meets" : "has", lock_kinds[fact->kind].noun,
                    fact->value, owner_of(lock, fact));
    diag_note(d, fact->at, "kept here");
    diag_help(d, "choose another here, or give another to %s: %s", owner_of(lock, fact),
              delete_line(lock, fact->at));
}

void lock_report_other(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                       struct span at)
{
    struct diag *d;

    if (lock->relock)
        return;
    d = diag_report(diags, L0268, at, "in the lock, the %s of %s is %s",
                    lock_kinds[fact->kind].noun, owner_of(lock, fact), fact->value);
    diag_label(d, "and here it is another");
    diag_note(d, fact->at, "kept here");
    diag_help(d, "leave it out here to keep %s; or %s", fact->value, delete_line(lock, fact->at));
}

void lock_report_outside(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                         size_t count, struct span at, const char *what, struct subnet subnet)
{
    struct diag *d;

    if (lock->relock)
        return;
    d = diag_report(diags, L0265, at, "the lock keeps %zu address%s that %s no host's in %s (%s)",
                    count, count == 1 ? "" : "es", count == 1 ? "is" : "are", what,
                    subnet_text(lock->arena, subnet));
    diag_note(d, fact->at, count == 1 ? "that of `%s`" : "the first is that of `%s`", fact->owner);
    diag_help(d,
              "write the former subnet, or have new addresses assigned: "
              "`lstackc build --relock`, or delete the lines from `%s`",
              lock->name);
}
