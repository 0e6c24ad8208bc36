/* Errors and warnings: how they are collected. */
#include "base/diag.h"

#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

enum { MAX_TEXT = 2000 };

/* Comparisons of diagnostics with one another that a compilation may cost: a tenth of a second. */
enum { MAX_WORK = 20 * 1000 * 1000 };

/* A copy of `text` that is safe on a terminal. */
static const char *make_visible(struct arena *a, const char *text)
{
    struct buf b = buf_make(a);

    for (; *text != '\0' && b.len < MAX_TEXT; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '\n')
            buf_str(&b, "\\n");
        else if (c < ' ' || c == 127)
            buf_printf(&b, "\\x%02x", c);
        else if (c == 0xC2 && (unsigned char)text[1] < 0xA0) /* U+0080 to U+009F */
            buf_printf(&b, "\\x%02x", (unsigned char)*++text);
        else
            buf_char(&b, (char)c);
    }
    if (*text == '\0')
        return b.data;
    while (b.len > 0 && utf8_continues(b.data[b.len - 1]))
        b.len--; /* no half characters */
    if (b.len > 0 && (unsigned char)b.data[b.len - 1] >= 0xC0)
        b.len--;
    b.data[b.len] = '\0';
    buf_str(&b, "...");
    return b.data;
}

static const char *format_text(struct arena *a, const char *format, va_list ap)
{
    const char *p = arena_vprintf(a, format, ap);

    for (const char *c = p; *c != '\0'; c++)
        if ((unsigned char)*c < ' ' || *c == 127 || (unsigned char)*c == 0xC2 || c - p == MAX_TEXT)
            return make_visible(a, p);
    return p;
}

static bool has_room(const struct diags *d)
{
    return d->kept < DIAGS_KEPT && d->work < MAX_WORK;
}

/* Warnings alone never stop anything: what stands behind them must be read. */
bool diags_full(const struct diags *d)
{
    return d->errors > 0 && !has_room(d);
}

static bool is_reported(const struct diags *d, enum code code, struct span at, const char *message)
{
    for (const struct diag *i = d->list; i != NULL; i = i->next)
        if (i->code == code && i->at.source == at.source && span_compare(i->at, at) == 0 &&
            strcmp(i->message, message) == 0)
            return true;
    return false;
}

static void count(struct diags *d, enum severity severity)
{
    if (severity == SEVERITY_ERROR)
        d->errors++;
    else
        d->warnings++;
}

static void make_strict(struct diag *d)
{
    if (d->severity == SEVERITY_ERROR)
        return;
    d->severity = SEVERITY_ERROR;
    diag_note(d, (struct span){0}, "`--strict` makes an error of this warning");
}

void diags_make_strict(struct diags *d)
{
    d->strict = true;
    d->errors += d->warnings;
    d->warnings = 0;
    for (struct diag *i = d->list; i != NULL; i = i->next)
        make_strict(i);
}

struct diag *diag_report(struct diags *d, enum code code, struct span at, const char *format, ...)
{
    enum severity severity = code_info(code)->severity;
    struct diag *new;
    const char *message;
    va_list ap;

    if (severity == SEVERITY_WARNING && d->is_allowed != NULL &&
        d->is_allowed(d->allowed, code, at))
        return &d->rejected;
    if (!has_room(d)) {
        d->cut = true;
        count(d, d->strict ? SEVERITY_ERROR
                           : severity); /* an error must not be lost behind a thousand warnings */
        return &d->rejected;
    }
    d->work += d->kept;
    va_start(ap, format);
    message = format_text(d->arena, format, ap);
    va_end(ap);
    if (is_reported(d, code, at, message))
        return &d->rejected;
    count(d, d->strict ? SEVERITY_ERROR : severity);
    new = arena_new(d->arena, struct diag);
    *new = (struct diag){.next = d->list,
                         .code = code,
                         .severity = severity,
                         .at = at,
                         .message = message,
                         .arena = d->arena,
                         .veils = &d->veils,
                         .serial = d->kept++};
    d->list = new;
    if (d->strict)
        make_strict(new);
    return new;
}

void diag_label(struct diag *d, const char *format, ...)
{
    va_list ap;

    if (d->message == NULL)
        return;
    va_start(ap, format);
    d->label = format_text(d->arena, format, ap);
    va_end(ap);
}

void diag_help(struct diag *d, const char *format, ...)
{
    va_list ap;

    if (d->message == NULL)
        return;
    va_start(ap, format);
    d->help = format_text(d->arena, format, ap);
    va_end(ap);
}

void diag_note(struct diag *d, struct span at, const char *format, ...)
{
    struct diag_note **last = &d->notes;
    va_list ap;

    if (d->message == NULL)
        return;
    while (*last != NULL)
        last = &(*last)->next;
    *last = arena_new(d->arena, struct diag_note);
    (*last)->at = at;
    va_start(ap, format);
    (*last)->message = format_text(d->arena, format, ap);
    va_end(ap);
}

void diags_veil(struct diags *d, struct span at)
{
    struct diag_veil *veil = arena_new(d->arena, struct diag_veil);

    *veil = (struct diag_veil){d->veils, at};
    d->veils = veil;
}
