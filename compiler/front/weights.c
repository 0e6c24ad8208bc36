/* The type of weights: a mapping from containers to numbers. */
#include "front/table.h"

/* What haproxy takes: configuration.txt, "weight". */
enum { MAX_WEIGHT = 256 };

static void read_weights(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_weights *weights = to;

    if (n->kind != NODE_MAPPING) {
        wrong_type(r, key, n, "a mapping from containers to numbers");
        return;
    }
    if (!count_values(r, n->count, n->at))
        return;
    weights->at = n->at;
    weights->items = arena_alloc(r->arena, n->count * sizeof *weights->items);
    for (size_t i = 0; i < n->count; i++) {
        struct node name = *n->entries[i].key;
        struct ast_weight *w = &weights->items[weights->count];
        const struct key row = {.name = name.text, .most = MAX_WEIGHT, .doc = "a weight"};

        name.plain = false; /* `null:` is a name here */
        type_name.read(r, key, &name, &w->name);
        type_number.read(r, &row, n->entries[i].value, &w->weight);
        if (w->name.at.line != 0)
            weights->count++;
    }
}

const struct key_type type_weights = {"mapping from containers to numbers, 0 to 256",
                                      sizeof(struct ast_weights), read_weights, NULL,
                                      .pattern = PATTERN_NAME};
