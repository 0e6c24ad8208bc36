/* Errors and warnings: collected, sorted by place, printed at the end. */
#ifndef LSTACKER_BASE_DIAG_H
#define LSTACKER_BASE_DIAG_H

#include <stdbool.h>
#include <stdio.h>

#include "base/codes.h"
#include "base/source.h"

struct diag_note {
    struct diag_note *next;
    struct span at; /* nowhere: a remark without a place */
    const char *message;
};

struct diag {
    struct diag *next;
    enum code code;
    enum severity severity; /* that of the code, or an error by diags_make_strict() */
    struct span at;
    const char *message;
    const char *label;       /* said beside the caret, or NULL */
    const char *help;        /* how to mend it, or NULL */
    struct diag_note *notes; /* in the order given */
    struct arena *arena;
    size_t serial;                        /* order of reporting, for a stable sort */
    const struct diag_veil *const *veils; /* of the list that it is in */
};

/* A value that no line of source may show. */
struct diag_veil {
    const struct diag_veil *next;
    struct span at;
};

/* More than this nobody reads; what comes later is left out. */
enum { DIAGS_KEPT = 1000 };

/* Zero-initialise but for `arena`. */
struct diags {
    struct arena *arena;
    struct diag *list;
    const struct diag_veil *veils;
    size_t errors, warnings;
    size_t kept; /* length of `list` */
    size_t work; /* comparisons with those that are there */
    bool cut;    /* there are more, not kept */
    bool strict; /* warnings are errors */
    /* Which warnings are dropped, or NULL. */
    bool (*is_allowed)(void *allowed, enum code code, struct span at);
    void *allowed;
    struct diag rejected; /* stands for those that are not kept: its message is NULL */
};

/*
 * Reports `code` at `at`; whether it is an error or a warning stands in the
 * table of codes. The message is one sentence without a full stop, with what
 * the user wrote in `backquotes`. Returns the diagnostic, never NULL, for the
 * functions below to add to. What was reported before, word for word at the same place (aliases
 * share nodes), counts once. In messages, control characters are made visible and long values cut.
 */
struct diag *diag_report(struct diags *d, enum code code, struct span at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Makes errors of all warnings, those that come later included. */
void diags_make_strict(struct diags *d);

/* Is there so much wrong that going on helps nobody? Never with warnings alone: what is built must
 * be whole. */
bool diags_full(const struct diags *d);

void diag_label(struct diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));
void diag_help(struct diag *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* From now on, lines of source are printed with `*` for the value at `at`: a password, for example,
 * which must not come into logs by the warning that it stands there. */
void diags_veil(struct diags *d, struct span at);

/* A second place that the reader must see to understand, or a remark. */
void diag_note(struct diag *d, struct span at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Prints all to `out`, sorted by place, as text with the lines of the source. */
void diags_print_text(const struct diags *d, FILE *out, bool color);

/* Prints all to `out` as a JSON array: see docs/diagnostics.md. */
void diags_print_json(const struct diags *d, FILE *out);

#endif
