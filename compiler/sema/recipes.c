/* Recipes: resolved for each place, with their digests and ports. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "sema/recipe_plan.h"

/* ---- what they are told ------------------------------------------------------------------------
 */

/* One value of a parameter, with its length, so that no two lists look alike. */
static void add_value(struct buf *b, char kind, const char *value)
{
    buf_printf(b, "%c%zu:%s\n", kind, strlen(value), value);
}

/* Of the text and of all that is told; of secrets, the names. */
static const char *digest_of(struct arena *a, const struct wanted *w, const struct ir_param *params,
                             size_t count)
{
    struct buf b = buf_make(a);

    buf_printf(&b, "%s\n", w->recipe->text_digest);
    for (size_t i = 0; i < count; i++) {
        add_value(&b, params[i].list ? 'l' : 'p', params[i].name);
        if (params[i].secret != NULL)
            add_value(&b, 's', params[i].secret);
        if (params[i].text != IR_TEXT_NONE)
            add_value(&b, 't', params[i].name);
        for (size_t j = 0; j < params[i].values.count; j++)
            add_value(&b, 'v', params[i].values.items[j]);
    }
    return digest_hex(a, b.data, b.len);
}

/* The recipe's ports; those of parameters that are empty are none. */
static void fill_ports(struct sema *s, const struct wanted *w, struct ir_recipe *to)
{
    const struct recipe_header *h = w->recipe->header;

    to->ports = arena_alloc(s->arena, h->port_count * sizeof *to->ports);
    for (size_t i = 0; i < h->port_count; i++) {
        const struct recipe_port *from = &h->ports[i];
        struct ir_recipe_port *port = &to->ports[to->port_count];
        const struct ir_texts *values =
            from->param != NULL ? &w->params[from->param - h->params].values : NULL;

        *port = (struct ir_recipe_port){from->name.text, from->number, from->udp};
        if (values != NULL)
            port->number = values->count > 0 ? (int)strtol(values->items[0], NULL, 10) : 0;
        to->port_count += port->number != 0;
    }
}

static struct ir_recipe resolve(struct sema *s, struct wanted *w)
{
    const struct recipe_header *h = w->recipe->header;
    struct ir_recipe to = {.name = w->recipe->name,
                           .at = w->at,
                           .text = w->recipe->text,
                           .platforms = w->recipe->platforms,
                           .limit = h->timeout,
                           .data = h->data.at.line != 0};

    for (size_t i = 0; i < w->implied.count; i++)
        to.early = to.early || w->implied.items[i]->early;
    sema_recipe_params(s, w);
    to.params = w->params;
    to.count = w->param_count;
    fill_ports(s, w, &to);
    if (!w->varies)
        to.digest = digest_of(s->arena, w, to.params, to.count);
    return to;
}

/* The place of what makes the recipe answer at its port: a parameter, or where it is listed. */
static struct span port_place(const struct wanted *w, const char *name)
{
    const struct recipe_header *h = w->recipe->header;

    for (size_t i = 0; i < h->port_count; i++)
        if (strcmp(h->ports[i].name.text, name) == 0 && h->ports[i].param != NULL &&
            w->places[h->ports[i].param - h->params].line != 0)
            return w->places[h->ports[i].param - h->params];
    return w->at;
}

static void check_ports(struct plan *p, const struct ir_recipe *recipes)
{
    struct map taken = {.arena = p->s->arena};

    for (size_t i = 0; i < p->count; i++)
        for (size_t j = 0; j < recipes[i].port_count; j++) {
            const struct ir_recipe_port *port = &recipes[i].ports[j];
            const char *key =
                arena_printf(p->s->arena, "%d/%s", port->number, port->udp ? "udp" : "tcp");
            struct wanted *const *other = map_add(&taken, key, &p->order[i]);
            struct diag *d;

            if (other == NULL || *other == p->order[i])
                continue;
            d = diag_report(p->s->diags, L0471, port_place(p->order[i], port->name),
                            "`%s` and `%s` would both answer at port %s", (*other)->recipe->name,
                            p->order[i]->recipe->name, key);
            diag_note(d, (*other)->at, "`%s` is wanted here", (*other)->recipe->name);
            diag_help(d, "give one of them another port, or a container of its own");
        }
}

/* ---- in each place -----------------------------------------------------------------------------
 */

/* A list of its own, for what differs between containers. */
static struct ir_recipe *copy_for(struct plan *p, const struct ir_recipe *common,
                                  const struct ir_container *c, const struct ir_server *server)
{
    struct arena *a = p->s->arena;
    struct ir_recipe *own = arena_alloc(a, p->count * sizeof *own);

    for (size_t i = 0; i < p->count; i++) {
        const struct wanted *w = p->order[i];

        own[i] = common[i];
        if (!w->varies)
            continue;
        own[i].params = arena_alloc(a, own[i].count * sizeof *own[i].params);
        for (size_t j = 0; j < own[i].count; j++) {
            own[i].params[j] = common[i].params[j];
            if (j < w->recipe->header->param_count && w->values[j] != NULL)
                sema_fill_value(p->s, &own[i].params[j], w->values[j], c, server);
        }
        own[i].digest = digest_of(a, w, own[i].params, own[i].count);
    }
    return own;
}

static void fill_in(struct plan *p, const struct recipe_place *place)
{
    bool varies = false;

    for (size_t i = 0; i < p->count; i++)
        varies = varies || p->order[i]->varies;
    for (size_t i = 0; i < place->count; i++) {
        struct ir_container *c = place->containers[i];

        c->recipes = (struct ir_recipes){
            varies ? copy_for(p, p->recipes, c, c->server) : p->recipes, p->count};
    }
    if (place->server != NULL)
        place->server->recipes = (struct ir_recipes){
            varies ? copy_for(p, p->recipes, NULL, place->server) : p->recipes, p->count};
}

/* Would the plan be the same? Lists of `defaults` are shared by all who have them. */
static bool is_alike(const struct recipe_place *a, const struct recipe_place *b)
{
    const char *one = a->guest.platform, *other = b->guest.platform;

    return a->listed->items == b->listed->items && a->listed->count == b->listed->count &&
           a->unsure == b->unsure && (one == NULL) == (other == NULL) &&
           (one == NULL || strcmp(one, other) == 0) && span_compare(a->docker, b->docker) == 0 &&
           span_compare(a->compose, b->compose) == 0 && implied_equal(a->implied, b->implied) &&
           (a->server == NULL) == (b->server == NULL);
}

static struct plan *make_plan(struct sema *s, const struct recipe_place *place)
{
    struct plan *p = arena_new(s->arena, struct plan);

    p->s = s;
    p->place = place;
    p->names.arena = s->arena;
    sema_recipe_order(p);
    p->recipes = arena_alloc(s->arena, p->count * sizeof *p->recipes);
    for (size_t i = 0; i < p->count; i++)
        p->recipes[i] = resolve(s, p->order[i]);
    check_ports(p, p->recipes);
    return p;
}

void sema_recipes(struct sema *s, const struct recipe_place *place)
{
    if (place->listed->count == 0 && place->docker.line == 0 && place->compose.line == 0 &&
        place->implied.count == 0)
        return;
    if (s->last_plan == NULL || !is_alike(&s->last_place, place)) {
        s->last_place = *place;
        s->last_plan = make_plan(s, &s->last_place);
    }
    fill_in(s->last_plan, place);
}
