/* The types of what runs in containers and how it gets its values: recipes, secrets, bootstrap. */
#include <string.h>

#include "front/table.h"

/* The name of a secret, by its tag: `!secret NAME`. */
static void read_secret(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct node name = *n;

    if (n->faulty)
        return;
    if (n->kind != NODE_SCALAR || !n->secret) {
        diag_help(diag_report(r->diags, L0168, n->at, "`%s` must be a secret", key->name),
                  "write `!secret NAME`, and under `secrets:` where NAME comes from");
        return;
    }
    name.secret = false;
    type_identifier.read(r, key, &name, to);
}

/* A command line for a shell: what it prints is the secret. */
static void read_command(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "a command") || !clean_text(r, n))
        return;
    if (*n->text == '\0' || strchr(n->text, '\n') != NULL)
        diag_help(diag_report(r->diags, L0169, n->at, "`%s` must be one line", key->name),
                  "put what is longer into a script, and name that");
    else
        set_text(to, n);
}

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
        return;
    }
    if (!count_values(r, n->count, n->at))
        return;
    recipe->params = arena_alloc(r->arena, n->count * sizeof *recipe->params);
    for (size_t i = 0; i < n->count; i++) {
        if (read_param(r, n->entries[i].key, n->entries[i].value, &recipe->params[recipe->count]))
            recipe->count++;
        else
            memset(&recipe->params[recipe->count], 0, sizeof *recipe->params);
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

/* `push`, or {pull: URL, every: MINUTES}. */
static const struct key bootstrap_keys[] = {
    {"pull", &type_url, AT(ast_bootstrap, pull), KEY_REQUIRED,
     .doc = "where servers fetch their bundles from"},
    {"every", &type_number, AT(ast_bootstrap, every), 0, 1, 10080,
     .doc = "minutes between two looks for a new bundle", .preset = "at the first start only"},
};
static const struct section bootstrap = {SECTION("`bootstrap`", ast_bootstrap, bootstrap_keys)};

static void read_bootstrap(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_bootstrap *new = to;

    if (n->kind == NODE_MAPPING) {
        section_read(r, &bootstrap, n, false, new);
        section_require(r, &bootstrap, n->at, new);
    } else if (want_scalar(r, key, n, "`push` or a mapping")) {
        if (strcmp(n->text, "push") == 0)
            new->at = n->at;
        else
            diag_help(
                diag_report(r->diags, L0106, n->at, "`%s` cannot be `%s`", key->name, n->text),
                "write `push` (the master sends the bundles), or `{pull: URL}`");
    }
}

const struct key_type type_secret = {"`!secret NAME`", sizeof(struct ast_text), read_secret, NULL,
                                     .pattern = PATTERN_IDENTIFIER};
const struct key_type type_command = {"command",
                                      sizeof(struct ast_text),
                                      read_command,
                                      NULL,
                                      .pattern = "^[^\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]+$",
                                      .plain = PLAIN_NUMBER | PLAIN_BOOL};
const struct key_type type_recipe = {"recipe: NAME, or `{NAME: {PARAMETER: value}}`",
                                     sizeof(struct ast_recipe),
                                     read_recipe,
                                     NULL,
                                     .pattern = PATTERN_IDENTIFIER,
                                     .plain = PLAIN_BOOL};
const struct key_type type_bootstrap = {"`push`, or mapping", sizeof(struct ast_bootstrap),
                                        read_bootstrap, &bootstrap, .pattern = "^push$"};
