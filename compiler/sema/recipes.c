/* Recipes: known by their names, each once, their secrets defined. */
#include <string.h>

#include "base/recipe.h"
#include "sema/parts.h"

/* Is there a file of this name in `recipes/` beside the file, or in a folder of the platform there?
 * Asked of the disk once. */
static bool is_beside(struct sema *s, const struct ast_text *name, const struct platform *platform)
{
    static const char yes[] = "yes", no[] = "no";
    const char *own = arena_printf(s->arena, "recipes/%s", name->text);
    const char *special = arena_printf(s->arena, "recipes/%s/%s", platform->name, name->text);
    const char *path = source_path(s->arena, name->at.source, special);
    const char *known = map_get(&s->own_recipes, path);

    if (known == NULL) {
        known = source_is_readable(path) ||
                        source_is_readable(source_path(s->arena, name->at.source, own))
                    ? yes
                    : no;
        (void)map_add(&s->own_recipes, path, (void *)known);
    }
    return known == yes;
}

static const char *recipe_at(const void *context, size_t i)
{
    (void)context;
    return recipes[i].name;
}

static void report_unknown(struct sema *s, const struct ast_text *name)
{
    struct diag *d = diag_report(s->diags, L0410, name->at, "there is no recipe `%s`", name->text);

    if (!sema_suggest(s, d, name->text, recipe_count, recipe_at, NULL))
        diag_help(d, "write it as `recipes/%s` beside this file", name->text);
}

/* `image` is NULL for what is installed on a server. */
static void check_known(struct sema *s, const struct ast_text *name,
                        const struct platform *platform, const char *image)
{
    const char *has = image != NULL ? sema_image_packages(image) : "apt";
    const struct recipe *shipped = recipe_find(name->text);

    if (shipped != NULL &&
        (shipped->packages == NULL || has == NULL || strcmp(shipped->packages, has) == 0))
        return;
    if (is_beside(s, name, platform))
        return;
    if (shipped == NULL)
        report_unknown(s, name);
    else
        diag_help(diag_report(s->diags, L0418, name->at, "`%s` needs %s, and %s%s%s has %s",
                              name->text, shipped->packages, image != NULL ? "`" : "",
                              image != NULL ? image : platform->title, image != NULL ? "`" : "",
                              has),
                  "leave it out,%s or write it anew as `recipes/%s` beside this file",
                  image != NULL ? " take another image," : "", name->text);
}

/* Does a parameter of this name hold what nobody else should see? */
static bool is_secret_name(const char *name)
{
    static const char *const ends[] = {"password", "passwd", "passphrase", "secret", "token"};
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (len >= strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
            return true;
    return false;
}

static void check_clear(struct sema *s, const struct ast_param *param)
{
    if (!is_secret_name(param->name.text))
        return;
    for (size_t i = 0; i < param->values.count; i++)
        diags_veil(s->diags, param->values.items[i].at);
    diag_help(diag_report(s->diags, L0419, param->values.at, "`%s` stands here in clear",
                          param->name.text),
              "write `%s: !secret NAME`, and under `secrets:` where NAME comes from",
              param->name.text);
}

static void take_params(struct sema *s, const struct ast_recipe *from, struct ir_recipe *to)
{
    to->count = from->count;
    to->params = arena_alloc(s->arena, from->count * sizeof *to->params);
    for (size_t i = 0; i < from->count; i++) {
        const struct ast_param *param = &from->params[i];

        to->params[i].name = param->name.text;
        if (!param->secret)
            check_clear(s, param);
        if (param->secret)
            to->params[i].secret = sema_use_secret(s, &param->values.items[0]);
        else
            to->params[i].values = sema_texts(s, &param->values);
    }
}

struct ir_recipes sema_recipes(struct sema *s, const struct ast_recipes *from,
                               const struct platform *platform, const char *image)
{
    struct ir_recipes to = {arena_alloc(s->arena, from->count * sizeof *to.items), from->count};
    struct map seen = {.arena = s->arena};

    for (size_t i = 0; i < from->count; i++) {
        const struct ast_recipe *recipe = &from->items[i];
        const struct ast_recipe *twin = map_add(&seen, recipe->name.text, (void *)recipe);
        struct diag *d;

        to.items[i] = (struct ir_recipe){.name = recipe->name.text, .at = recipe->at};
        take_params(s, recipe, &to.items[i]);
        if (platform != NULL)
            check_known(s, &recipe->name, platform, image);
        if (twin == NULL)
            continue;
        d = diag_report(s->diags, L0409, recipe->at, "the recipe `%s` is listed twice",
                        recipe->name.text);
        diag_note(d, twin->at, "first listed here");
        diag_help(d, "remove one of the two");
    }
    return to;
}
