/* Recipes: known by their names, each once, their secrets defined. */
#include <string.h>

#include "front/suggest.h"
#include "sema/parts.h"

/* The recipes that LStacker ships. Sorted. */
static const char *const shipped[] = {
    "angular-cli", "apache2",     "bind9",     "centos-update", "check-mk",   "docker",
    "etcd",        "graylog",     "haproxy",   "jenkins",       "mariadb",    "mongodb",
    "mysql",       "nexus",       "node",      "npm",           "omd",        "open-jdk8",
    "openjdk",     "openldap",    "oracle",    "postgres",      "prometheus", "rabbit-mq",
    "salt-master", "salt-minion", "sonarqube", "ubuntu-update", "update",     "webmin",
    "yeoman",
};
enum { SHIPPED = sizeof shipped / sizeof *shipped };

static const char *shipped_name(const void *context, size_t i)
{
    (void)context;
    return shipped[i];
}

/* Is there a file of this name in `recipes/` beside the file, or in a folder of the platform there?
 */
static bool is_beside(struct sema *s, const struct ast_recipe *recipe,
                      const struct platform *platform)
{
    const struct source *of = recipe->at.source;
    const char *name = recipe->name.text, *own = arena_printf(s->arena, "recipes/%s", name);
    const char *special = arena_printf(s->arena, "recipes/%s/%s", platform->name, name);

    return source_is_readable(source_path(s->arena, of, own)) ||
           source_is_readable(source_path(s->arena, of, special));
}

static bool is_shipped(const char *name)
{
    for (size_t i = 0; i < SHIPPED; i++)
        if (strcmp(shipped[i], name) == 0)
            return true;
    return false;
}

static void check_known(struct sema *s, const struct ast_recipe *recipe,
                        const struct platform *platform)
{
    const char *name = recipe->name.text, *near;
    struct diag *d;

    if (is_shipped(name) || map_get(&s->own_recipes, name) != NULL)
        return;
    if (is_beside(s, recipe, platform)) {
        (void)map_add(&s->own_recipes, name, s);
        return;
    }
    d = diag_report(s->diags, L0410, recipe->at, "there is no recipe `%s`", name);
    near = suggest(name, SHIPPED, shipped_name, NULL);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d, "write it as `recipes/%s` beside this file", name);
}

static void take_params(struct sema *s, const struct ast_recipe *from, struct ir_recipe *to)
{
    to->count = from->count;
    to->params = arena_alloc(s->arena, from->count * sizeof *to->params);
    for (size_t i = 0; i < from->count; i++) {
        const struct ast_param *param = &from->params[i];

        to->params[i].name = param->name.text;
        if (param->secret)
            to->params[i].secret = sema_use_secret(s, &param->values.items[0]);
        else
            to->params[i].values = sema_texts(s, &param->values);
    }
}

struct ir_recipes sema_recipes(struct sema *s, const struct ast_recipes *from,
                               const struct platform *platform)
{
    struct ir_recipes to = {arena_alloc(s->arena, from->count * sizeof *to.items), from->count};
    struct map seen = {.arena = s->arena};

    for (size_t i = 0; i < from->count; i++) {
        const struct ast_recipe *recipe = &from->items[i];
        const struct ast_recipe *twin = map_add(&seen, recipe->name.text, (void *)recipe);
        struct diag *d;

        to.items[i] = (struct ir_recipe){.name = recipe->name.text, .at = recipe->at};
        take_params(s, recipe, &to.items[i]);
        check_known(s, recipe, platform);
        if (twin == NULL)
            continue;
        d = diag_report(s->diags, L0409, recipe->at, "the recipe `%s` is listed twice",
                        recipe->name.text);
        diag_note(d, twin->at, "first listed here");
        diag_help(d, "remove one of the two");
    }
    return to;
}
