/* Faults in what aliases repeat, and anchors that nothing repeats. */
#include "front/uses.h"

static bool is_before(unsigned line, unsigned column, struct span at)
{
    return line < at.line || (line == at.line && column < at.column);
}

/* Does `whole` hold the place where `at` begins? */
static bool holds(struct span whole, struct span at)
{
    return !is_before(at.line, at.column, whole) &&
           is_before(at.line, at.column,
                     (struct span){.line = whole.end_line, .column = whole.end_column});
}

/* The last anchor that begins at `at` or before it, or NULL. Whatever anchored node holds `at` is
 * it or stands around it. */
static const struct anchor *last_before(const struct traced_file *f, struct span at)
{
    size_t first = 0, end = f->anchor_count;

    while (first < end) {
        size_t middle = first + (end - first) / 2;
        struct span begin = f->anchors[middle]->whole;

        if (is_before(at.line, at.column, begin))
            end = middle;
        else
            first = middle + 1;
    }
    return first > 0 ? f->anchors[first - 1] : NULL;
}

/* Notes where aliases use what `d` lies in: the innermost node first, three places in all. */
static void note_uses(struct diag *d, const struct traced_file *f)
{
    size_t shown = 0, all = 0;

    for (const struct anchor *a = last_before(f, d->at); a != NULL; a = a->outer) {
        if (!holds(a->whole, d->at))
            continue;
        for (size_t i = 0; i < a->use_count && i < ANCHOR_USES_KEPT && shown < ANCHOR_USES_KEPT;
             i++) {
            diag_note(d, a->uses[i], "used here as `*%s`", a->name);
            shown++;
        }
        all += a->use_count;
    }
    if (all > shown)
        diag_note(d, (struct span){0}, "and used in %zu more place%s", all - shown,
                  all - shown == 1 ? "" : "s");
}

static void note_all(struct diags *diags, const struct trace *trace)
{
    for (struct diag *d = diags->list; d != NULL; d = d->next)
        for (const struct traced_file *f = trace->first; f != NULL; f = f->next)
            if (f->source == d->at.source && d->at.line != 0)
                note_uses(d, f);
}

/* What an alias names in vain is not unused: it stands in the wrong place. */
static void report_unused(struct diags *diags, const struct traced_file *f)
{
    for (size_t i = 0; i < f->anchor_count; i++) {
        const struct anchor *a = f->anchors[i];

        if (a->use_count == 0 && map_get(&f->missing, a->name) == NULL)
            diag_help(diag_report(diags, L0016, a->at, "nothing uses `&%s`", a->name),
                      "remove it, or write `*%s` where its value is meant", a->name);
    }
}

void uses_report(struct diags *diags, const struct trace *trace)
{
    note_all(diags, trace);
    for (const struct traced_file *f = trace->first; f != NULL; f = f->next)
        if (f->complete)
            report_unused(diags, f);
}
