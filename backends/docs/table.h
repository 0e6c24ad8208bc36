/* Tables in Markdown: as forges read them, or as HTML, which is all that CommonMark knows. */
#ifndef LSTACKER_BACKENDS_DOCS_TABLE_H
#define LSTACKER_BACKENDS_DOCS_TABLE_H

#include <stdbool.h>

#include "base/buf.h"

/* A document that is being written. */
struct doc {
    struct buf text;
    bool html; /* tables as HTML, and no diagram */
};

/* Begins a table with the headings `names`, ended by NULL. */
void table_begin(struct doc *d, const char *const *names);

void table_row(struct doc *d);
void table_cell(struct doc *d, const char *text); /* text, quoted */
void table_code(struct doc *d, const char *text); /* text in a fixed font, quoted */
void table_row_end(struct doc *d);

void table_end(struct doc *d);

#endif
