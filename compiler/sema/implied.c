/* Keeps which recipes other sections want, and where. */
#include "sema/implied.h"

#include <string.h>

#include "sema/parts.h"

struct implied *sema_implied(struct sema *s, const char *recipe, struct span at)
{
    struct implied *i = arena_new(s->arena, struct implied);

    i->recipe = recipe;
    i->at = at;
    return i;
}

/* The parameter of this name, which is added if it is not there. */
static struct ir_param *param_of(struct sema *s, struct implied *i, const char *name)
{
    for (size_t j = 0; j < i->count; j++)
        if (strcmp(i->params[j].name, name) == 0)
            return &i->params[j];
    i->params = arena_extend(s->arena, i->params, i->count, sizeof *i->params);
    i->params[i->count] = (struct ir_param){.name = name};
    return &i->params[i->count++];
}

static void add_text(struct sema *s, struct ir_texts *texts, const char *text)
{
    texts->items = arena_extend(s->arena, texts->items, texts->count, sizeof *texts->items);
    texts->items[texts->count++] = text;
}

void implied_value(struct sema *s, struct implied *i, const char *param, const char *value)
{
    struct ir_param *p = param_of(s, i, param);

    p->values = (struct ir_texts){0};
    add_text(s, &p->values, value);
}

void implied_item(struct sema *s, struct implied *i, const char *param, const char *value)
{
    struct ir_param *p = param_of(s, i, param);

    p->list = true;
    add_text(s, &p->values, value);
}

void implied_secret(struct sema *s, struct implied *i, const char *param, const char *secret)
{
    param_of(s, i, param)->secret = secret;
}

void implied_text(struct sema *s, struct implied *i, const char *param, enum ir_text text)
{
    param_of(s, i, param)->text = text;
}

void implied_add(struct sema *s, struct implied_list *list, const struct implied *i)
{
    list->items = arena_extend(s->arena, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = i;
}

void sema_imply(struct sema *s, const struct ir_container *c, const struct implied *i)
{
    if (s->implied == NULL)
        s->implied = arena_alloc(s->arena, s->ir->container_count * sizeof *s->implied);
    implied_add(s, &s->implied[c - s->ir->containers], i);
}

void sema_imply_on_server(struct sema *s, const struct ir_server *server, const struct implied *i)
{
    if (s->server_implied == NULL)
        s->server_implied = arena_alloc(s->arena, s->ir->server_count * sizeof *s->server_implied);
    implied_add(s, &s->server_implied[server - s->ir->servers], i);
}

struct implied_list sema_implied_in(const struct sema *s, const struct ir_container *c)
{
    return s->implied != NULL ? s->implied[c - s->ir->containers] : (struct implied_list){0};
}

struct implied_list sema_implied_on(const struct sema *s, const struct ir_server *server)
{
    return s->server_implied != NULL ? s->server_implied[server - s->ir->servers]
                                     : (struct implied_list){0};
}

bool implied_equal(struct implied_list a, struct implied_list b)
{
    return a.count == b.count &&
           (a.count == 0 || memcmp(a.items, b.items, a.count * sizeof *a.items) == 0);
}
