/* The table of diagnostic codes. */
#include "base/codes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ERROR   SEVERITY_ERROR
#define WARNING SEVERITY_WARNING

static const struct code_info table[CODE_COUNT] = {
#define CODE(id, severity, title, text) [id] = {#id, severity, title, text},
#include "base/codes.def"
#undef CODE
};

const struct code_info *code_info(enum code code)
{
    return &table[code];
}

enum code code_find(const char *name)
{
    char *end, full[24];
    long number;

    name += *name == 'L' || *name == 'l';
    number = strtol(name, &end, 10);
    if (*name < '0' || *name > '9' || *end != '\0' || number > 9999)
        return CODE_COUNT;
    (void)snprintf(full, sizeof full, "L%04ld", number);
    for (unsigned i = 0; i < CODE_COUNT; i++)
        if (strcmp(table[i].name, full) == 0)
            return (enum code)i;
    return CODE_COUNT;
}
