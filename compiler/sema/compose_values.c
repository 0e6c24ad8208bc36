/* Compose files: what is written of networks and configs, for those that lay something over it. */
#include "sema/compose.h"

/* `n` as it is written; an empty map if there is too much of it, which was reported. */
static struct ir_value value_of(struct compose_file *f, const struct node *n)
{
    struct ir_value v = {.kind = IR_MAP};
    size_t count = n->kind == NODE_MAPPING ? 2 * n->count : n->count;

    if (n->kind == NODE_SCALAR)
        return (struct ir_value){.kind = n->plain ? IR_WORD : IR_TEXT, .text = n->text};
    if (!compose_spend(f, count, n->at))
        return v;
    v.kind = n->kind == NODE_MAPPING ? IR_MAP : IR_LIST;
    v.items = arena_alloc(f->s->arena, count * sizeof *v.items);
    for (size_t i = 0; i < n->count; i++)
        if (n->kind == NODE_MAPPING) {
            v.items[v.count++] = value_of(f, n->entries[i].key);
            v.items[v.count++] = value_of(f, n->entries[i].value);
        } else {
            v.items[v.count++] = value_of(f, n->items[i]);
        }
    return v;
}

/* What the section says of each of the names; of those that it does not hold, nothing. */
static struct ir_value *values_of(struct compose_file *f, const struct node *root,
                                  const char *section, const struct ir_texts *names)
{
    struct ir_value *all = arena_alloc(f->s->arena, names->count * sizeof *all);
    const struct node_entry *e = node_find(root, section);

    for (size_t i = 0; i < names->count; i++) {
        const struct node_entry *of = e != NULL ? node_find(e->value, names->items[i]) : NULL;

        all[i] = (struct ir_value){.kind = IR_MAP};
        if (of != NULL && of->value->kind == NODE_MAPPING)
            all[i] = value_of(f, of->value);
    }
    return all;
}

void compose_read_values(struct compose_file *f, const struct node *root)
{
    if (!f->swarm)
        return;
    f->ir.network_values = values_of(f, root, "networks", &f->ir.networks);
    f->ir.config_values = values_of(f, root, "configs", &f->ir.configs);
}
