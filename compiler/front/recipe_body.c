/* The body of a recipe: whether there is one that does something. */
#include <string.h>

#include "front/recipe_parser.h"

/* Does the line begin as `NAME() {` or `NAME ()`? It may be the last one, which a NUL ends. */
static bool defines(const char *line, const char *name)
{
    size_t len = strlen(name);

    line += strspn(line, " \t");
    if (strncmp(line, name, len) != 0)
        return false;
    line += len;
    line += strspn(line, " \t");
    if (*line++ != '(')
        return false;
    return line[strspn(line, " \t")] == ')';
}

static bool has_function(const struct source *source, const char *name)
{
    size_t len;

    for (unsigned n = 1; n <= source->line_count; n++)
        if (defines(source_line(source, n, &len), name))
            return true;
    return false;
}

void recipe_check_body(struct recipe_parser *p)
{
    struct span whole = {.source = p->source};

    if (has_function(p->source, "wants") ||
        (has_function(p->source, "probe") && has_function(p->source, "apply")))
        return;
    diag_help(diag_report(p->diags, L0474, whole, "the recipe does not say what shall be"),
              "define `wants() { ... }`, or both `probe` and `apply`, each at the beginning of a "
              "line; `lstackc recipes new NAME` writes an example");
}
