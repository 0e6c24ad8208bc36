/* Compose files: of containers, and the stacks of a swarm. */
#include "sema/parts.h"

struct ir_composes sema_composes(struct sema *s, const struct ast_texts *paths)
{
    struct ir_composes all = {arena_alloc(s->arena, paths->count * sizeof *all.items),
                              paths->count};

    for (size_t i = 0; i < paths->count; i++) {
        all.items[i] = (struct ir_compose){
            .name = paths->items[i].text, .path = paths->items[i].text, .at = paths->items[i].at};
        sema_check_file(s, &paths->items[i]);
    }
    return all;
}

struct ir_composes sema_stacks(struct sema *s, const struct ast_pairs *stacks)
{
    struct ir_composes all = {arena_alloc(s->arena, stacks->count * sizeof *all.items),
                              stacks->count};

    for (size_t i = 0; i < stacks->count; i++) {
        const struct ast_pair *stack = &stacks->items[i];

        all.items[i] = (struct ir_compose){
            .name = stack->key.text, .path = stack->value.text, .at = stack->value.at};
        sema_check_file(s, &stack->value);
    }
    return all;
}
