/* The types of paths of files. */
#include <string.h>

#include "front/table.h"

static void read_path(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "a path") || !clean_text(r, n))
        return;
    if (*n->text == '\0')
        diag_help(diag_report(r->diags, L0114, n->at, "`%s` has no value", key->name),
                  "write the path of a file");
    else if (strpbrk(n->text, "\n\t") != NULL)
        diag_help(diag_report(r->diags, L0115, n->at, "a path cannot hold a newline or a tab"),
                  "rename the file");
    else if (n->text[0] == '~' && n->text[1] != '/')
        diag_help(diag_report(r->diags, L0127, n->at, "`%s` is not understood", n->text),
                  "`~/` is your own home; write the whole path of another's");
    else
        set_text(to, n);
}

/* A path for ssh(1), which expands `%` and `${}` in it and has no way to write `"`. */
static void read_identity(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (n->kind == NODE_SCALAR && !n->secret && strpbrk(n->text, "%$\"\\") != NULL)
        diag_help(diag_report(r->diags, L0115, n->at,
                              "the path of a private key cannot hold `%%`, `$`, `\"` or `\\`"),
                  "ssh would read them as something else: rename the file, or link to it");
    else
        read_path(r, key, n, to);
}

/* A mapping from names to paths. */
static void read_files(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_pairs *pairs = to;

    if (!pairs_begin(r, key, n, "a mapping from names to paths", pairs))
        return;
    for (size_t i = 0; i < n->count; i++) {
        struct node name = *n->entries[i].key;
        struct ast_pair *pair = &pairs->items[pairs->count];
        struct key row = {.name = name.text, .doc = key->doc};

        name.plain = false; /* `null:` is a name here */
        type_name.read(r, key, &name, &pair->key);
        read_path(r, &row, n->entries[i].value, &pair->value);
        if (pair->key.at.line != 0) /* the name is known, whatever its path */
            pairs->count++;
    }
}

/* Control characters, in brackets of a pattern. */
#define CONTROLS "\\x00-\\x1f\\x7f-\\x9f"

const struct key_type type_path = {"path",
                                   sizeof(struct ast_text),
                                   read_path,
                                   NULL,
                                   .pattern = "^([^~" CONTROLS "]|~/)[^" CONTROLS "]*$",
                                   .plain = PLAIN_NUMBER | PLAIN_BOOL};
const struct key_type type_identity = {"path",
                                       sizeof(struct ast_text),
                                       read_identity,
                                       NULL,
                                       .pattern = "^([^~%$\"\\\\" CONTROLS
                                                  "]|~/)[^%$\"\\\\" CONTROLS "]*$",
                                       .plain = PLAIN_NUMBER | PLAIN_BOOL};
const struct key_type type_files = {"mapping from names to paths", sizeof(struct ast_pairs),
                                    read_files, NULL, .pattern = NULL};
