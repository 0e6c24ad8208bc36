/* How much each of the containers that answer gets. */
#include <string.h>

#include "sema/expose.h"

static const char *container_at(const void *group, size_t i)
{
    return ((const struct ir_group *)group)->items[i]->name;
}

static void report_stranger(struct sema *s, const struct ast_expose *from,
                            const struct ir_expose *to, const struct ast_text *name)
{
    struct diag *d =
        diag_report(s->diags, L0520, name->at, "`%s` is not among what answers for `%s`",
                    name->text, from->name.text);

    diag_note(d, from->to.at, "what answers");
    if (!sema_suggest(s, d, name->text, to->to.count, container_at, &to->to))
        diag_help(d, to->to.count > 1 ? "write the names of containers: `%s`, `%s`" : "it is `%s`",
                  to->to.items[0]->name, to->to.items[to->to.count - 1]->name);
}

static void check_some(struct sema *s, const struct ast_expose *from, const struct ir_expose *to)
{
    for (size_t i = 0; i < to->to.count; i++)
        if (to->weights[i] != 0)
            return;
    diag_help(diag_report(s->diags, L0521, from->weights.at,
                          "with these weights nobody answers for `%s`", from->name.text),
              "give one a weight above 0: those of weight 0 get nothing new");
}

void expose_weights(struct sema *s, const struct ast_expose *from, struct ir_expose *to)
{
    struct map places = {.arena = s->arena};
    bool good = true;

    if (from->weights.at.line == 0 || to->to.count == 0)
        return;
    to->weights = arena_alloc(s->arena, to->to.count * sizeof *to->weights);
    for (size_t i = 0; i < to->to.count; i++) {
        to->weights[i] = 1;
        (void)map_add(&places, to->to.items[i]->name, &to->weights[i]);
    }
    for (size_t i = 0; i < from->weights.count; i++) {
        const struct ast_weight *w = &from->weights.items[i];
        int *place = map_get(&places, w->name.text);

        if (place == NULL)
            report_stranger(s, from, to, &w->name);
        else
            *place = (int)w->weight.value;
        good = good && place != NULL && w->weight.at.line != 0;
    }
    if (good)
        check_some(s, from, to);
}
