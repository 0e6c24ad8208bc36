/* Files that the stack names: there, and readable. */
#include <errno.h>
#include <string.h>

#include "sema/parts.h"

void sema_check_file(struct sema *s, const struct ast_text *path)
{
    const char *full;

    if (path->at.line == 0)
        return;
    full = source_path(s->arena, path->at.source, path->text);
    if (map_get(&s->found_files, full) != NULL)
        return;
    if (source_is_readable(full))
        (void)map_add(&s->found_files, full, s);
    else
        diag_help(diag_report(s->diags, L0416, path->at, "cannot read `%s`: %s", path->text,
                              strerror(errno)),
                  "relative paths count from the file that names them");
}
