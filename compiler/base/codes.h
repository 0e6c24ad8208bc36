/* The table of diagnostic codes: stable, each with its explanation. */
#ifndef LSTACKER_BASE_CODES_H
#define LSTACKER_BASE_CODES_H

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

enum code {
#define CODE(id, severity, title, text) id,
#include "base/codes.def"
#undef CODE
    CODE_COUNT
};

struct code_info {
    const char *name; /* "L0231" */
    enum severity severity;
    const char *title; /* a few words */
    const char *text;  /* paragraphs for `lstackc explain`, without final newline */
};

/* The row of `code`. */
const struct code_info *code_info(enum code code);

/* The code called `name` (`L0231`, `l231`, `231`), or CODE_COUNT. */
enum code code_find(const char *name);

#endif
