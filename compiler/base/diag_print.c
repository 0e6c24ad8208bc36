/* Errors and warnings: how they are shown, as text and as JSON. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/utf8.h"

enum { MAX_LINE_SHOWN = 200 };

struct style {
    const char *error, *warning, *bold, *blue, *reset;
};

static const struct style plain = {"", "", "", "", ""};
static const struct style ansi = {"\033[1;31m", "\033[1;33m", "\033[1m", "\033[1;34m", "\033[0m"};

static int by_place(const void *a, const void *b)
{
    const struct diag *x = *(const struct diag *const *)a, *y = *(const struct diag *const *)b;
    int order = span_compare(x->at, y->at);

    return order != 0 ? order : (x->serial > y->serial) - (x->serial < y->serial);
}

/* All diagnostics in the order of their places; their number in `*n`. */
static const struct diag **sorted(const struct diags *d, size_t *n)
{
    const struct diag **all = arena_alloc(d->arena, d->kept * sizeof(*all));

    *n = 0;
    for (const struct diag *i = d->list; i != NULL; i = i->next)
        all[(*n)++] = i;
    qsort(all, *n, sizeof(*all), by_place);
    return all;
}

/* Is the character within a value that is not to be shown? */
static bool is_veiled(const struct diag_veil *veils, const struct source *s, unsigned line,
                      unsigned column)
{
    const struct diag_veil *v = veils;

    while (v != NULL && (v->at.source != s || line < v->at.line || line > v->at.end_line ||
                         (line == v->at.line && column < v->at.column) ||
                         (line == v->at.end_line && column >= v->at.end_column)))
        v = v->next;
    return v != NULL;
}

/* Prints one line of a source; what is no printable character becomes a `?`, a tab one blank. */
static void print_source_line(FILE *out, const struct source *s, unsigned line,
                              const struct diag_veil *veils)
{
    size_t len;
    const char *text = source_line(s, line, &len);

    for (unsigned shown = 0; len > 0 && shown < MAX_LINE_SHOWN; shown++) {
        size_t n = utf8_length(text, len);
        unsigned char c = (unsigned char)*text;

        if (is_veiled(veils, s, line, shown + 1))
            (void)fputc('*', out);
        else if (n <= 1)
            (void)fputc(c == '\t' ? ' ' : n == 0 || c < ' ' || c == 127 ? '?' : c, out);
        else
            (void)fwrite(text, 1, n, out);
        text += n == 0 ? 1 : n;
        len -= n == 0 ? 1 : n;
    }
}

struct mark {
    struct span at;
    const char *label;
    char sign;
    bool other;    /* it is in another file than the primary place */
    size_t serial; /* of the notes, from 1; 0: the primary place */
};

/* Is there room on a terminal for the place? */
static bool is_shown(const struct mark *m)
{
    return m->at.column <= MAX_LINE_SHOWN;
}

static void print_numbered_line(FILE *out, const struct style *st, struct span at, int width,
                                const struct diag_veil *veils)
{
    (void)fprintf(out, "%s%*u |%s ", st->blue, width, at.line, st->reset);
    print_source_line(out, at.source, at.line, veils);
    (void)fputc('\n', out);
}

/* What stands under the line of source. */
static void print_mark(FILE *out, const struct style *st, const struct mark *m, int width)
{
    unsigned length = 1;
    struct span at = m->at;

    if (at.end_line == at.line && at.end_column > at.column)
        length = at.end_column - at.column;
    if (at.column + length > MAX_LINE_SHOWN)
        length = 1;
    (void)fprintf(out, "%s%*s |%s %*s%s", st->blue, width, "", st->reset, (int)at.column - 1, "",
                  m->sign == '^' ? st->error : st->blue);
    for (unsigned i = 0; i < length; i++)
        (void)fputc(m->sign, out);
    (void)fprintf(out, "%s%s%s\n", m->label != NULL ? " " : "", m->label != NULL ? m->label : "",
                  st->reset);
}

/* The file of the primary place first, line by line; then the others, in the order of the notes. */
static int mark_by_place(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;
    int order = x->other - y->other;

    if (order == 0 && !x->other)
        order = span_compare(x->at, y->at);
    return order != 0 ? order : (x->serial > y->serial) - (x->serial < y->serial);
}

/* The primary place and the secondary ones that have one. */
static size_t collect_marks(const struct diag *d, struct mark **marks)
{
    size_t n = 1;

    for (const struct diag_note *i = d->notes; i != NULL; i = i->next)
        n += i->at.line != 0;
    *marks = arena_alloc(d->arena, n * sizeof(**marks));
    (*marks)[0] = (struct mark){d->at, d->label, '^', false, 0};
    n = 1;
    for (const struct diag_note *i = d->notes; i != NULL; i = i->next)
        if (i->at.line != 0) {
            (*marks)[n] = (struct mark){i->at, i->message, '-', i->at.source != d->at.source, n};
            n++;
        }
    qsort(*marks, n, sizeof(**marks), mark_by_place);
    return n;
}

static void print_excerpts(FILE *out, const struct style *st, const struct diag *d, int width)
{
    struct mark *marks;
    size_t n = collect_marks(d, &marks);
    struct span shown = {0}; /* the line printed last */

    (void)fprintf(out, "%s%*s |%s\n", st->blue, width, "", st->reset);
    for (size_t i = 0; i < n; i++) {
        struct span at = marks[i].at;

        if (i > 0 && at.source != marks[i - 1].at.source)
            (void)fprintf(out, "%s%*s ::%s %s:%u:%u\n", st->blue, width, "", st->reset,
                          at.source->name, at.line, at.column);
        else if (i > 0 && at.line != marks[i - 1].at.line && at.line != marks[i - 1].at.line + 1)
            (void)fprintf(out, "%s%*s ...%s\n", st->blue, width > 2 ? width - 2 : 0, "", st->reset);
        if (!is_shown(&marks[i]))
            continue;
        if (at.source != shown.source || at.line != shown.line)
            print_numbered_line(out, st, at, width, *d->veils);
        shown = at;
        print_mark(out, st, &marks[i], width);
    }
}

/* Digits of the largest line number that will be shown. */
static int gutter(const struct diag *d)
{
    unsigned most = d->at.line;
    int width = 1;

    for (const struct diag_note *i = d->notes; i != NULL; i = i->next)
        most = i->at.line > most ? i->at.line : most;
    for (; most >= 10; most /= 10)
        width++;
    return width < 2 ? 2 : width;
}

static void print_one(FILE *out, const struct style *st, const struct diag *d)
{
    const struct code_info *info = code_info(d->code);
    bool error = d->severity == SEVERITY_ERROR;
    int width = gutter(d);

    (void)fprintf(out, "%s%s[%s]%s%s: %s%s\n", error ? st->error : st->warning,
                  error ? "error" : "warning", info->name, st->reset, st->bold, d->message,
                  st->reset);
    if (d->at.source != NULL && d->at.line != 0) {
        (void)fprintf(out, "%s%*s-->%s %s:%u:%u\n", st->blue, width, "", st->reset,
                      d->at.source->name, d->at.line, d->at.column);
        print_excerpts(out, st, d, width);
    } else if (d->at.source != NULL) {
        (void)fprintf(out, "%s%*s-->%s %s\n", st->blue, width, "", st->reset, d->at.source->name);
    }
    if (d->help != NULL)
        (void)fprintf(out, "%s%*s =%s %shelp%s: %s\n", st->blue, width, "", st->reset, st->bold,
                      st->reset, d->help);
    for (const struct diag_note *i = d->notes; i != NULL; i = i->next)
        if (i->at.line == 0)
            (void)fprintf(out, "%s%*s =%s note: %s\n", st->blue, width, "", st->reset, i->message);
    (void)fprintf(out, "%s%*s =%s note: `lstackc explain %s` tells more\n\n", st->blue, width, "",
                  st->reset, info->name);
}

void diags_print_text(const struct diags *d, FILE *out, bool color)
{
    size_t n;
    const struct diag **all = sorted(d, &n);

    for (size_t i = 0; i < n; i++)
        print_one(out, color ? &ansi : &plain, all[i]);
    if (d->cut)
        (void)fprintf(out, "... and more, which are not shown\n");
    if (n > 0)
        (void)fprintf(out, "%zu error%s, %zu warning%s\n", d->errors, d->errors == 1 ? "" : "s",
                      d->warnings, d->warnings == 1 ? "" : "s");
}

/* A JSON string of bytes that may be no UTF-8: what is none is replaced. */
static json_t *text_or_null(const char *s)
{
    json_t *value = s == NULL ? json_null() : json_string(s);

    return value != NULL ? value : json_string("(not UTF-8)");
}

static json_t *note_json(const struct diag_note *i)
{
    return json_pack("{s:o, s:o, s:i, s:i}", "message", text_or_null(i->message), "file",
                     text_or_null(i->at.source == NULL ? NULL : i->at.source->name), "line",
                     (int)i->at.line, "column", (int)i->at.column);
}

static json_t *diag_json(const struct diag *d)
{
    const struct code_info *info = code_info(d->code);
    json_t *notes = json_array();

    for (const struct diag_note *i = d->notes; i != NULL; i = i->next)
        (void)json_array_append_new(notes, note_json(i));
    return json_pack(
        "{s:s, s:s, s:o, s:o, s:i, s:i, s:i, s:i, s:o, s:o}", "code", info->name, "severity",
        d->severity == SEVERITY_ERROR ? "error" : "warning", "message", text_or_null(d->message),
        "file", text_or_null(d->at.source == NULL ? NULL : d->at.source->name), "line",
        (int)d->at.line, "column", (int)d->at.column, "end_line", (int)d->at.end_line, "end_column",
        (int)d->at.end_column, "help", text_or_null(d->help), "notes", notes);
}

void diags_print_json(const struct diags *d, FILE *out)
{
    size_t n;
    const struct diag **all = sorted(d, &n);
    json_t *array = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(array, diag_json(all[i]));
    (void)json_dumpf(array, out, JSON_INDENT(2));
    (void)fputc('\n', out);
    json_decref(array);
}
