/* An example of a recipe: a stack that compiles. */
#include <string.h>

#include "main/recipes.h"

/* So deep may needs need others; shipped ones do not come near, and circles end here. */
enum { MAX_DEPTH = 8 };

struct example {
    struct arena *a;
    const struct recipe_rows *all;
    struct buf recipes, secrets;
};

/* It shall compile, even where one must look for an image. */
static const char *image_of(struct arena *a, const char *platform)
{
    const char *image = recipes_image(a, platform);

    return image != NULL ? image : arena_printf(a, "images:%s/cloud", platform);
}

static const char *secret_name(struct arena *a, const char *recipe, const char *param)
{
    char *name = arena_printf(a, "%s_%s", recipe, param);

    for (char *p = name; *p != '\0'; p++)
        if (*p == '-')
            *p = '_';
    return name;
}

static const char *sample(struct example *e, const char *recipe, const struct recipe_param *param)
{
    static const char *const samples[] = {
        [RECIPE_STRING] = "example",  [RECIPE_INT] = "1",   [RECIPE_BOOL] = "true",
        [RECIPE_PORT] = "8080",       [RECIPE_PATH] = NULL, [RECIPE_SECRET] = NULL,
        [RECIPE_LIST] = "[one, two]", [RECIPE_ENUM] = NULL,
    };

    if (param->type == RECIPE_PATH)
        return arena_printf(e->a, "/srv/%s", param->name.text);
    if (param->type == RECIPE_SECRET)
        return arena_printf(e->a, "!secret %s", secret_name(e->a, recipe, param->name.text));
    return param->type == RECIPE_ENUM ? param->words[0] : samples[param->type];
}

/* The default as YAML; for people, in a comment. */
static const char *preset(struct example *e, const struct recipe_param *param)
{
    const char *all = "";

    if (param->value != NULL)
        return arena_printf(e->a, "@%s", param->value->name);
    if (param->type != RECIPE_LIST)
        return *param->preset.items->text != '\0' ? param->preset.items->text : "\"\"";
    for (size_t i = 0; i < param->preset.count; i++)
        all = arena_printf(e->a, "%s%s%s", all, i > 0 ? ", " : "", param->preset.items[i].text);
    return arena_printf(e->a, "[%s]", all);
}

static void add_param(struct example *e, const char *recipe, const struct recipe_param *param)
{
    const char *name = param->name.text, *secret = secret_name(e->a, recipe, name);

    if (param->required)
        buf_printf(&e->recipes, "          %s: %s", name, sample(e, recipe, param));
    else if (param->type == RECIPE_SECRET)
        buf_printf(&e->recipes, "          # %s: !secret NAME", name);
    else
        buf_printf(&e->recipes, "          # %s: %s", name, preset(e, param));
    buf_printf(&e->recipes, "  # %s\n", param->doc);
    if (param->required && param->type == RECIPE_SECRET)
        buf_printf(&e->secrets, "  %s: {file: secrets/%s}\n", secret, secret);
}

static const struct recipe_row *find_row(const struct recipe_rows *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return recipes_resolve(all, &all->items[i]);
    return NULL;
}

static bool is_demanding(const struct recipe_header *h)
{
    for (size_t i = 0; i < h->param_count; i++)
        if (h->params[i].required)
            return true;
    return false;
}

/* The recipe, behind those that it needs and that must be told something. */
static void add_recipe(struct example *e, const char *name, const struct recipe_header *h,
                       int depth)
{
    for (size_t i = 0; i < h->needs.count && depth < MAX_DEPTH; i++) {
        const struct recipe_row *need = find_row(e->all, h->needs.items[i].text);

        if (need != NULL && is_demanding(need->header) &&
            strstr(e->recipes.data, arena_printf(e->a, "- %s:\n", need->name)) == NULL)
            add_recipe(e, need->name, need->header, depth + 1);
    }
    buf_printf(&e->recipes, "      - %s%s\n", name, h->param_count > 0 ? ":" : "");
    for (size_t i = 0; i < h->param_count; i++)
        add_param(e, name, &h->params[i]);
}

/* Is it Docker's recipe, or one that needs it? Docker must be able to nest. */
/* NOLINTNEXTLINE(misc-no-recursion): MAX_DEPTH bounds it */
static bool brings_docker(const struct recipe_rows *all, const struct recipe_row *row, int depth)
{
    const struct ast_texts *needs;

    if (row == NULL || depth > MAX_DEPTH)
        return false;
    row = recipes_resolve(all, row);
    needs = &row->header->needs;
    for (size_t i = 0; i < needs->count; i++)
        if (brings_docker(all, find_row(all, needs->items[i].text), depth + 1))
            return true;
    return strcmp(row->name, "docker") == 0;
}

struct buf recipes_example(struct arena *a, const struct recipe_rows *all,
                           const struct recipe_row *row)
{
    struct example e = {a, all, buf_make(a), buf_make(a)};
    const struct recipe_header *h = recipes_resolve(all, row)->header;
    struct buf b = buf_make(a);
    const char *platform = row->folder != NULL      ? row->folder
                           : h->platforms.count > 0 ? h->platforms.items->text
                                                    : "any";

    add_recipe(&e, row->name, h, 0);
    buf_printf(&b,
               "version: 1\nname: example\nservers:\n  one: {address: 192.0.2.1}\ncontainers:\n"
               "  box:\n    server: one\n    image: %s\n%s    recipes:\n%s",
               image_of(a, platform), brings_docker(all, row, 0) ? "    docker: true\n" : "",
               e.recipes.data);
    if (e.secrets.len > 0)
        buf_printf(&b, "secrets:\n%s", e.secrets.data);
    return b;
}
