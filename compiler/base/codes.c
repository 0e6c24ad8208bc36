/* The table of diagnostic codes. */
#include "base/codes.h"

#include <stdlib.h>

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
    char *end;
    long number;

    name += *name == 'L' || *name == 'l';
    number = strtol(name, &end, 10);
    if (*name < '0' || *name > '9' || *end != '\0')
        return CODE_COUNT;
    for (unsigned i = 0; i < CODE_COUNT; i++)
        if (strtol(table[i].name + 1, NULL, 10) == number)
            return (enum code)i;
    return CODE_COUNT;
}
