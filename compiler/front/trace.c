/* What is remembered of the parsed files besides their trees. */
#include "front/trace.h"

#include <string.h>

struct traced_file *trace_file(struct trace *t, const struct source *source)
{
    struct traced_file *f = arena_new(t->arena, struct traced_file);

    f->source = source;
    f->missing.arena = t->arena;
    f->wants_scalars = strstr(source->text, "lstackc:") != NULL;
    if (t->last != NULL)
        t->last->next = f;
    else
        t->first = f;
    t->last = f;
    return f;
}

struct anchor *trace_anchor(struct trace *t, const char *name, struct span at,
                            const struct anchor *outer)
{
    struct traced_file *f = t->last;
    struct anchor *a = arena_new(t->arena, struct anchor);

    f->anchors = arena_extend(t->arena, f->anchors, f->anchor_count, sizeof(struct anchor *));
    *a = (struct anchor){.name = arena_strdup(t->arena, name), .at = at, .outer = outer};
    f->anchors[f->anchor_count++] = a;
    return a;
}

void trace_use(struct trace *t, struct anchor *anchor, struct span at)
{
    if (anchor->uses == NULL)
        anchor->uses = arena_alloc(t->arena, ANCHOR_USES_KEPT * sizeof *anchor->uses);
    if (anchor->use_count < ANCHOR_USES_KEPT)
        anchor->uses[anchor->use_count] = at;
    anchor->use_count++;
}

void trace_missing(struct trace *t, const char *name)
{
    if (map_get(&t->last->missing, name) == NULL)
        (void)map_add(&t->last->missing, arena_strdup(t->arena, name), t->last);
}

void trace_scalar(struct trace *t, size_t start, size_t end)
{
    struct traced_file *f = t->last;

    if (!f->wants_scalars || start == end)
        return;
    f->scalars = arena_extend(t->arena, f->scalars, f->scalar_count, sizeof *f->scalars);
    f->scalars[f->scalar_count++] = (struct extent){start, end};
}
