/* The type of recipes: a name, perhaps with values for its parameters. */
#include <string.h>

#include "front/table.h"

/* One value of a parameter, or one item of its list. */
static bool read_value(struct reader *r, const struct key *key, const struct node *n,
                       struct ast_text *to)
{
    if (n->kind == NODE_SCALAR && n->secret) {
        diag_help(diag_report(r->diags, L0020, n->at, "a list cannot hold secrets"),
                  "pass the secret alone: `%s: !secret %s`", key->name, n->text);
        return false;
    }
    if (!want_scalar(r, key, n, "text, a number or a list of them") || !clean_text(r, n))
        return false;
    set_text(to, n);
    return true;
}

/* The value of a parameter: `!secret NAME`, a scalar, or a list of scalars. */
static bool read_param(struct reader *r, const struct node *name, const struct node *n,
                       struct ast_param *param)
{
    struct key row = {.name = name->text, .doc = "a parameter of the recipe"};
    size_t count = n->kind == NODE_SEQUENCE ? n->count : 1;

    type_identifier.read(r, &row, name, &param->name);
    param->values.at = n->at;
    param->values.items = arena_alloc(r->arena, count * sizeof *param->values.items);
    if (n->kind == NODE_SCALAR && n->secret) {
        param->secret = true;
        type_secret.read(r, &row, n, &param->values.items[0]);
        param->values.count = param->values.items[0].at.line != 0;
        return param->name.at.line != 0 && param->values.count == 1;
    }
    if (!count_values(r, count, n->at))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct node *value = n->kind == NODE_SEQUENCE ? n->items[i] : n;

        param->values.count +=
            read_value(r, &row, value, &param->values.items[param->values.count]);
    }
    return param->name.at.line != 0 && param->values.count == count;
}

static void read_params(struct reader *r, const struct node *n, struct ast_recipe *recipe)
{
    struct key row = {.name = recipe->name.text, .doc = "its parameters, such as `{NAME: value}`"};

    if (n->kind != NODE_MAPPING) {
        if (!node_is_null(n))
            wrong_type(r, &row, n, "a mapping of parameters");
        recipe->incomplete = !node_is_null(n);
        return;
    }
    recipe->incomplete = n->faulty || !count_values(r, n->count, n->at);
    if (recipe->incomplete)
        return;
    recipe->params = arena_alloc(r->arena, n->count * sizeof *recipe->params);
    for (size_t i = 0; i < n->count; i++) {
        if (read_param(r, n->entries[i].key, n->entries[i].value, &recipe->params[recipe->count]))
            recipe->count++;
        else
            recipe->params[recipe->count] = (struct ast_param){0};
        recipe->incomplete = recipe->incomplete || recipe->count <= i;
    }
}

/* NAME, or {NAME: {PARAMETER: value}}. */
static void read_recipe(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_recipe *recipe = to;

    if (n->kind == NODE_MAPPING && n->count != 1) {
        if (!n->faulty)
            diag_help(diag_report(r->diags, L0170, n->at, "this item names %s",
                                  n->count == 0 ? "no recipe" : "several recipes"),
                      "write each as an item of its own: `- NAME: {PARAMETER: value}`");
        return;
    }
    type_identifier.read(r, key, n->kind == NODE_MAPPING ? n->entries[0].key : n, &recipe->name);
    if (recipe->name.at.line == 0)
        return;
    recipe->at = recipe->name.at;
    if (n->kind == NODE_MAPPING)
        read_params(r, n->entries[0].value, recipe);
}

const struct key_type type_recipe = {"recipe: NAME, or `{NAME: {PARAMETER: value}}`",
                                     sizeof(struct ast_recipe),
                                     read_recipe,
                                     NULL,
                                     .pattern = PATTERN_IDENTIFIER,
                                     .plain = PLAIN_BOOL};
