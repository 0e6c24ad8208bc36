/* The type of `bootstrap`. */
#include <string.h>

#include "front/table.h"

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

const struct key_type type_bootstrap = {"`push`, or mapping", sizeof(struct ast_bootstrap),
                                        read_bootstrap, &bootstrap, .pattern = "^push$"};
