/* What the lock becomes: what was assigned now, and the lines of those who left. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "sema/lock_kinds.h"

static const char header[] =
    "# Numbers that `lstackc build` assigned. Commit this file: it keeps them as they are.\n"
    "# Do not edit it. After a merge, keep the lines of both sides: `lstackc check` tells where "
    "they\n"
    "# contradict, and `lstackc build --relock` assigns anew what does, and nothing else.\n"
    "lock: " LOCK_FORMAT "\n";

enum sign { SAME, ADDED, CHANGED, REMOVED };

struct line {
    const char *text; /* without its end */
    enum sign sign;
    const struct lock_fact *before;
};

struct lines {
    const struct lock *lock;
    struct line *items;
    size_t count;
    size_t kept, bytes; /* of those that are written */
};

static int by_text(const void *a, const void *b)
{
    return strcmp(((const struct line *)a)->text, ((const struct line *)b)->text);
}

static void add(struct lines *l, const char *text, enum sign sign, const struct lock_fact *before)
{
    l->items[l->count++] = (struct line){text, sign, before};
    l->kept += sign != REMOVED;
    l->bytes += sign != REMOVED ? strlen(text) + 1 : 0;
}

static const char *line_text(struct lines *l, const char *key, enum lock_kind kind, uint32_t number,
                             int prefix)
{
    struct arena *a = l->lock->arena;

    return arena_printf(a, "%s: %s", key, lock_kinds[kind].write(a, number, prefix));
}

static void add_entry(struct lines *l, const struct lock_entry *e)
{
    char key[LOCK_KEY_SIZE];
    const char *text;
    struct lock_fact *before;
    bool same;

    lock_kind_key(e->kind, e->owner, e->place, key, sizeof key);
    text = line_text(l, key, e->kind, e->number, e->prefix);
    before = map_get(&l->lock->facts, key);
    same = before != NULL && before->number == e->number && before->prefix == e->prefix;
    if (before != NULL)
        before->kept = true;
    add(l, text, same ? SAME : before != NULL ? CHANGED : ADDED, before);
}

/* A line that was there and that nobody has renewed: it stays, if its owner is not in the file and
 * there is room. */
static void add_former(struct lines *l, const struct lock_fact *f)
{
    bool stays = f->kind != LOCK_KINDS && !f->living && !f->gone && l->kept < LOCK_MAX_LINES;
    const char *text;

    if (f->kept)
        return;
    text = f->kind != LOCK_KINDS ? line_text(l, f->key, f->kind, f->number, f->prefix)
                                 : arena_printf(l->lock->arena, "%s: %s", f->key, f->value);
    stays = stays && l->bytes + strlen(text) + sizeof header < LOCK_MAX_BYTES;
    add(l, text, stays ? SAME : REMOVED, f);
}

/* Counts the changes, and notes the first ones. */
static void count_changes(const struct lines *l, struct lock_change *c)
{
    size_t n = 0;

    for (size_t i = 0; i < l->count; i++) {
        const struct line *line = &l->items[i];

        c->added += line->sign == ADDED;
        c->changed += line->sign == CHANGED;
        c->removed += line->sign == REMOVED;
        if (line->sign == SAME || n == LOCK_EXAMPLES)
            continue;
        c->examples[n++] = arena_printf(l->lock->arena, "%s: `%s`%s%s",
                                        line->sign == ADDED     ? "added"
                                        : line->sign == REMOVED ? "removed"
                                                                : "changed",
                                        line->text, line->sign == CHANGED ? ", before " : "",
                                        line->sign == CHANGED ? line->before->value : "");
    }
}

struct lock_change lock_change(const struct lock *lock)
{
    struct lines l = {.lock = lock};
    struct lock_change c = {0};
    struct buf b = buf_make(lock->arena);

    l.items = arena_alloc(lock->arena, (lock->kept_count + lock->count) * sizeof *l.items);
    for (size_t i = 0; i < lock->kept_count; i++)
        add_entry(&l, &lock->kept[i]);
    for (size_t i = 0; i < lock->count; i++)
        add_former(&l, &lock->lines[i]);
    qsort(l.items, l.count, sizeof *l.items, by_text);
    count_changes(&l, &c);
    if (lock->name == NULL || (lock->source == NULL && l.kept == 0))
        return c;
    buf_str(&b, header);
    for (size_t i = 0; i < l.count; i++)
        if (l.items[i].sign != REMOVED) {
            buf_str(&b, l.items[i].text);
            buf_char(&b, '\n');
        }
    c.text = b.data;
    c.len = b.len;
    c.differs = lock->source == NULL || lock->source->len != b.len ||
                memcmp(lock->source->text, b.data, b.len) != 0;
    return c;
}
