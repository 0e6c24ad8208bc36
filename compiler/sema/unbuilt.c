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
    struct span jump_box = {0};

    for (size_t i = 0; i < s->ast->containers.count; i++)
        first(&jump_box, c[i].jump_box.value != 0, c[i].jump_box.at);
    warn(s, "jump_box", jump_box);
}

/* Recipes may take it; then the servers and containers themselves do without yet, as they would
 * without `proxy`. */
static void warn_proxy(struct sema *s)
{
    static const enum recipe_value_id of_proxy[] = {VALUE_HTTP_PROXY, VALUE_HTTPS_PROXY,
                                                    VALUE_NO_PROXY};
    const struct ast_proxy *proxy = &s->ast->proxy;

    for (size_t i = 0; i < sizeof of_proxy / sizeof *of_proxy; i++)
        if (s->recipe_values[of_proxy[i]].items != NULL)
            return;
    if (proxy->http.at.line != 0 || proxy->https.at.line != 0)
        diag_help(
            diag_report(s->diags, L0253, proxy->at,
                        "`proxy` is checked, but no recipe of the stack takes it, and nothing "
                        "else is built of it yet"),
            "recipes such as `docker` take it by themselves; CHANGELOG.md tells of the rest");
}

void sema_unbuilt(struct sema *s)
{
    const struct ast *ast = s->ast;

    if (s->diags->errors > 0)
        return; /* with errors, nothing is built at all */
    warn_containers(s);
    warn_proxy(s);
    warn(s, "dns", ast->dns.at);
    warn(s, "bootstrap", ast->bootstrap.pull.at);
}
