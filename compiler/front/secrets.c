/* The types of secrets: their names, and the commands that print them. */
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

const struct key_type type_secret = {"`!secret NAME`", sizeof(struct ast_text), read_secret, NULL,
                                     .pattern = PATTERN_IDENTIFIER};
const struct key_type type_command = {"command",
                                      sizeof(struct ast_text),
                                      read_command,
                                      NULL,
                                      .pattern = "^[^\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f]+$",
                                      .plain = PLAIN_NUMBER | PLAIN_BOOL};
