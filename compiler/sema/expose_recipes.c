/* The recipe that runs haproxy, where something is exposed, and what it is told besides the
 * configuration: certificates, and the names of those that it makes. */
#include "base/buf.h"
#include "sema/expose.h"
#include "sema/implied.h"

/* What is exposed in a container, in the order of the file. */
struct exposed {
    const struct ir_expose **items;
    size_t count;
};

static struct exposed *collect(struct sema *s)
{
    struct exposed *all = arena_alloc(s->arena, s->ir->container_count * sizeof *all);

    for (size_t i = 0; i < s->ir->expose_count; i++) {
        const struct ir_expose *e = &s->ir->exposes[i];

        for (size_t j = 0; j < e->on_count; j++) {
            struct exposed *here = &all[e->on[j] - s->ir->containers];

            here->items = arena_extend(s->arena, here->items, here->count, sizeof *here->items);
            here->items[here->count++] = e;
        }
    }
    return all;
}

/* Containers that have the same entries in it are told the same: those with certificates, and the
 * first one, which is to blame. */
static const char *sameness(struct sema *s, const struct exposed *here)
{
    struct buf b = buf_make(s->arena);

    for (size_t i = 0; i < here->count; i++)
        if (i == 0 || here->items[i]->chain != NULL || here->items[i]->self_signed)
            buf_printf(&b, "%zu ", (size_t)(here->items[i] - s->ir->exposes));
    return b.data;
}

/* The N-th certificate and its key are the parameters certificate_N and key_N. */
static void tell_given(struct sema *s, struct implied *i, const struct ir_expose *e, size_t number)
{
    implied_item(s, i, "certificates", e->name);
    implied_value(s, i, arena_printf(s->arena, "certificate_%zu", number), e->chain);
    implied_secret(s, i, arena_printf(s->arena, "key_%zu", number), e->certificate_key);
}

static const struct implied *tell(struct sema *s, const struct exposed *here)
{
    struct implied *i = sema_implied(s, "expose", here->items[0]->at);
    size_t number = 0;

    implied_text(s, i, "config", IR_TEXT_HAPROXY);
    for (size_t j = 0; j < here->count; j++) {
        const struct ir_expose *e = here->items[j];

        if (e->self_signed)
            implied_item(s, i, "self_signed", e->name);
        else if (e->chain != NULL && e->certificate_key != NULL)
            tell_given(s, i, e, ++number);
    }
    return i;
}

void expose_recipes(struct sema *s)
{
    struct exposed *all = collect(s);
    struct map told = {.arena = s->arena};

    for (size_t i = 0; i < s->ir->container_count; i++) {
        const char *key;
        const struct implied *what;

        if (all[i].count == 0)
            continue;
        key = sameness(s, &all[i]);
        what = map_get(&told, key);
        if (what == NULL) {
            what = tell(s, &all[i]);
            (void)map_add(&told, key, (void *)what);
        }
        sema_imply(s, &s->ir->containers[i], what);
    }
}
