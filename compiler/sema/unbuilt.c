/* What is understood and checked, but has no backend yet: said once for each section. */
#include "sema/parts.h"

static void warn(struct sema *s, const char *section, struct span at)
{
    if (at.line != 0)
        diag_help(diag_report(s->diags, L0253, at,
                              "`%s` is checked, but nothing is built of it yet", section),
                  "CHANGELOG.md tells when that comes");
}

/* The first place that has some of it. */
static void first(struct span *place, bool some, struct span at)
{
    if (place->line == 0 && some)
        *place = at;
}

static void warn_containers(struct sema *s)
{
    const struct ast_container *c = s->ast->containers.items;
    struct span ports = {0}, jump_box = {0};

    for (size_t i = 0; i < s->ast->containers.count; i++) {
        first(&ports, c[i].ports.count > 0, c[i].ports.at);
        first(&jump_box, c[i].jump_box.value != 0, c[i].jump_box.at);
    }
    warn(s, "ports", ports);
    warn(s, "jump_box", jump_box);
}

void sema_unbuilt(struct sema *s)
{
    const struct ast *ast = s->ast;

    if (s->diags->errors > 0)
        return; /* with errors, nothing is built at all */
    warn_containers(s);
    if (ast->proxy.http.at.line != 0 || ast->proxy.https.at.line != 0)
        warn(s, "proxy", ast->proxy.at);
    warn(s, "expose", ast->expose.count > 0 ? ast->expose.at : (struct span){0});
    warn(s, "dns", ast->dns.at);
    warn(s, "monitoring", ast->monitoring.at);
    warn(s, "bootstrap", ast->bootstrap.pull.at);
}
