/* What is understood and checked, but has no backend yet: said once for each section. */
#include "sema/parts.h"

static void warn(struct sema *s, const char *section, struct span at)
{
    if (at.line != 0)
        diag_help(diag_report(s->diags, L0253, at,
                              "`%s` is checked, but nothing is built of it yet", section),
                  "CHANGELOG.md tells when that comes");
}

void sema_unbuilt(struct sema *s)
{
    const struct ast *ast = s->ast;

    if (s->diags->errors > 0)
        return; /* with errors, nothing is built at all */
    warn(s, "bootstrap", ast->bootstrap.pull.at);
}
