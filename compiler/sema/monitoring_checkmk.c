/* Checkmk: its site, the hosts that it is told, the agents that it asks. */
#include <string.h>

#include "base/ascii.h"
#include "sema/monitoring.h"

/* The recipe `omd` takes no longer name, as Checkmk does not (its documentation: "Creating a
 * site"). */
enum { MAX_SITE = 16 };

static const struct ast_recipe *listed(const struct ast_recipes *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->items[i].name.text != NULL && strcmp(all->items[i].name.text, name) == 0)
            return &all->items[i];
    return NULL;
}

/* What is listed in the container, or, if it has none of that name, NULL. */
static const struct ast_recipe *listed_in(const struct sema *s, const struct ir_container *c,
                                          const char *name)
{
    return listed(&s->origins[c - s->ir->containers].from->recipes, name);
}

/* A stack's name as that of a site: dashes are no part of these. */
static const char *site_of_stack(struct sema *s)
{
    size_t len = strlen(s->ir->name);
    char *site = arena_strndup(s->arena, s->ir->name, len < MAX_SITE ? len : MAX_SITE);

    for (char *p = site; *p != '\0'; p++)
        if (*p == '-')
            *p = '_';
    return site;
}

const char *sema_checkmk_site(struct sema *s)
{
    const struct ast_text *site = &s->ast->monitoring.site;

    return site->at.line != 0 ? site->text : site_of_stack(s);
}

/* The site's name as `omd` is told it, or NULL. */
static const struct ast_text *told_site(const struct ast_recipe *omd)
{
    for (size_t i = 0; i < omd->count; i++)
        if (strcmp(omd->params[i].name.text, "site") == 0 && omd->params[i].values.count == 1)
            return &omd->params[i].values.items[0];
    return NULL;
}

/* It is written into files that Checkmk reads as Python, whichever place names it. */
static void check_site(struct sema *s, const struct ast_text *site)
{
    const char *name = site->text;

    if (site->at.line == 0 || name == NULL ||
        (strlen(name) <= MAX_SITE && strspn(name, LOWER) > 0 &&
         strspn(name, LOWER DIGIT "_") == strlen(name)))
        return;
    diag_help(diag_report(s->diags, L0543, site->at, "a Checkmk site cannot be called `%s`", name),
              "use at most %d lower-case letters, digits and `_`, a letter first", MAX_SITE);
}

/* Both places may name the site, if they agree. */
static void take_site(struct sema *s, const struct ast_recipe *omd)
{
    const struct ast_text *told = told_site(omd), *site = &s->ast->monitoring.site;
    struct ir_monitoring *m = &s->ir->monitoring;
    struct diag *d;

    if (told == NULL || strcmp(told->text, m->site) == 0)
        return;
    check_site(s, told);
    if (site->at.line == 0) {
        m->site = told->text;
        return;
    }
    d = diag_report(s->diags, L0542, told->at, "the site is `%s` here, and `%s` in `monitoring`",
                    told->text, m->site);
    diag_note(d, site->at, "`%s` here", m->site);
    diag_help(d, "leave `site` out here: `omd` takes that of `monitoring`");
}

static void imply_site(struct sema *s, const struct ast_recipe *omd)
{
    const struct ir_monitoring *m = &s->ir->monitoring;
    struct implied *site = sema_implied(s, "omd", omd->at);
    struct implied *hosts = sema_implied(s, "checkmk-hosts", m->at);

    implied_value(s, site, "site", m->site);
    implied_value(s, hosts, "site", m->site);
    implied_text(s, hosts, "hosts", IR_TEXT_CHECKMK);
    sema_imply(s, m->on, site);
    sema_imply(s, m->on, hosts);
}

/* One warning for all of them. */
static void warn_agents(struct sema *s)
{
    const struct ir_container *first = NULL;
    size_t count = 0;
    struct diag *d;

    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];

        if (sema_nic(c, s->ir->monitoring.network) == NULL || listed_in(s, c, "check-mk") != NULL)
            continue;
        first = first != NULL ? first : c;
        count++;
    }
    if (first == NULL)
        return;
    d = diag_report(s->diags, L0544, s->ast->monitoring.at,
                    count == 1 ? "`%s` has no agent of Checkmk: it is only pinged"
                               : "`%s` and others have no agent of Checkmk: they are only pinged",
                    first->name);
    diag_note(d, first->at, "the first of %zu without", count);
    diag_help(d,
              "list the recipe `check-mk` there, with the `url` and `sha256` of your site's agent");
}

void sema_imply_checkmk(struct sema *s)
{
    const struct ir_container *on = s->ir->monitoring.on;
    const struct ast_recipe *omd = listed_in(s, on, "omd");
    struct diag *d;

    check_site(s, &s->ast->monitoring.site);
    if (omd == NULL) {
        if (s->diags->errors > 0)
            return; /* it may stand where the errors are */
        d = diag_report(s->diags, L0541, s->ast->monitoring.on.at,
                        "`%s` has no site of Checkmk: nothing is built of `monitoring`", on->name);
        diag_note(d, on->at, "its recipes");
        diag_help(d, "list the recipe `omd` there, with `version`, `sha256` and `password`");
        return;
    }
    take_site(s, omd);
    imply_site(s, omd);
    if (s->diags->errors == 0)
        warn_agents(s);
}
