/* The type of the labels of a swarm's nodes: a mapping from nodes to mappings of text. */
#include <string.h>

#include "base/ascii.h"
#include "front/table.h"

/* What a constraint of Docker can name, `node.labels.KEY==VALUE`: swarmkit, "constraint.go". */
static bool is_label_key(const char *key)
{
    size_t len = strlen(key);

    return len >= 1 && len <= 100 && strchr("-.", key[0]) == NULL &&
           strspn(key, LOWER UPPER DIGIT "_.-") == len;
}

static bool good_value(struct reader *r, const struct key *key, const struct node *name,
                       const struct node *value)
{
    const struct key row = {.name = name->text, .doc = key->doc};

    if (!want_scalar(r, &row, value, "text") || !clean_text(r, value))
        return false;
    if (strpbrk(value->text, "\n\t") == NULL)
        return true;
    diag_help(diag_report(r->diags, L0483, value->at,
                          "the label `%s` cannot hold a newline or a tab", name->text),
              "write one line of text");
    return false;
}

static void read_pairs(struct reader *r, const struct key *key, const struct node *n,
                       struct ast_pairs *pairs)
{
    if (!pairs_begin(r, key, n, "a mapping from labels to their values", pairs))
        return;
    for (size_t i = 0; i < n->count; i++) {
        const struct node *name = n->entries[i].key, *value = n->entries[i].value;

        if (!is_label_key(name->text))
            diag_help(diag_report(r->diags, L0483, name->at, "`%s` is not a label", name->text),
                      "use at most 100 letters, digits, `_`, `-` and `.`, such as `zone`");
        else if (strncmp(name->text, "lstacker.", 9) == 0)
            diag_help(
                diag_report(r->diags, L0483, name->at, "`%s` is not yours to set", name->text),
                "LStacker sets labels that begin with `lstacker.` itself");
        else if (good_value(r, key, name, value))
            pairs->items[pairs->count++] =
                (struct ast_pair){{name->at, name->text}, {value->at, value->text}};
    }
}

static void read_labels(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_labels *labels = to;

    if (n->kind != NODE_MAPPING) {
        wrong_type(r, key, n, "a mapping from nodes to their labels");
        return;
    }
    if (!count_values(r, n->count, n->at))
        return;
    labels->at = n->at;
    labels->items = arena_alloc(r->arena, n->count * sizeof *labels->items);
    for (size_t i = 0; i < n->count; i++) {
        struct node name = *n->entries[i].key;
        struct ast_label *label = &labels->items[labels->count];
        const struct key row = {.name = name.text, .doc = "labels, such as `{zone: north}`"};

        name.plain = false; /* `null:` is a name here */
        type_name.read(r, key, &name, &label->node);
        read_pairs(r, &row, n->entries[i].value, &label->pairs);
        if (label->node.at.line != 0 && label->pairs.at.line != 0)
            labels->count++;
    }
}

const struct key_type type_labels = {"mapping from nodes to labels", sizeof(struct ast_labels),
                                     read_labels, NULL,
                                     .pattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$"};
