/* Backend `recipes`: what is installed on a server and in its containers. */
#include <string.h>

#include "backends/backend.h"
#include "base/map.h"

/* All of them are neighbours, so that the runtime takes them as one batch: containers side by side,
 * the recipes of each in their order. */
enum { ORDER_SERVER = 60, ORDER_CONTAINERS };

/* A text that the bundle has already, one of those of its name. */
struct placed {
    const char *text;
    const char *path;
    struct placed *next;
};

struct places {
    struct bundle *out;
    struct map names; /* of recipes -> struct placed, the first one */
};

/* The bundle's file that holds the recipe. A name may stand for several texts, as platforms have
 * their own; no recipe has a dot in its name. */
static const char *place(struct places *p, const struct ir_recipe *recipe)
{
    struct arena *a = p->out->arena;
    struct placed *first = map_get(&p->names, recipe->name), *last = NULL, *new;
    const char *name = recipe->name;
    int number = 1;

    for (struct placed *i = first; i != NULL; last = i, i = i->next, number++)
        if (strcmp(i->text, recipe->text) == 0)
            return i->path;
    if (last != NULL)
        name = arena_printf(a, "%s.%d", name, number);
    new = arena_new(a, struct placed);
    new->text = recipe->text;
    new->path = bundle_file(p->out, arena_printf(a, "recipes/%s", name), recipe->text);
    if (last != NULL)
        last->next = new;
    else
        (void)map_add(&p->names, recipe->name, new);
    return new->path;
}

static void word_line(struct step *s, const char *kind, const char *name, const char *value)
{
    step_line(s);
    step_word(s, kind);
    step_word(s, name);
    if (value != NULL)
        step_word(s, value);
}

static void param(struct step *s, const struct ir_param *p)
{
    if (p->secret != NULL) {
        word_line(s, "secret", p->name, p->secret);
        return;
    }
    if (!p->list) {
        word_line(s, "param", p->name, p->values.count > 0 ? p->values.items[0] : "");
        return;
    }
    word_line(s, "list", p->name, NULL);
    for (size_t i = 0; i < p->values.count; i++)
        word_line(s, "item", p->name, p->values.items[i]);
}

/* `s` is new and has no words yet. */
static void recipe_words(struct places *p, struct step *s, const char *target,
                         const struct ir_recipe *recipe)
{
    s->data = recipe->data;
    step_word(s, target);
    step_word(s, recipe->name);
    step_word(s, recipe->digest);
    step_word(s, place(p, recipe));
    step_word(s, recipe->platforms);
    step_word(s, arena_printf(s->call.arena, "%d", recipe->limit));
    for (size_t i = 0; i < recipe->count; i++)
        param(s, &recipe->params[i]);
}

static void on_server(struct places *p, const struct ir_recipes *recipes)
{
    struct arena *a = p->out->arena;

    for (size_t i = 0; i < recipes->count; i++) {
        const struct ir_recipe *r = &recipes->items[i];
        struct step *s = bundle_step(p->out, PHASE_SERVICES, ORDER_SERVER,
                                     arena_printf(a, "server-recipe-%s", r->name), "recipe", r->at,
                                     arena_printf(a, "recipe %s", r->name));

        s->file = "server-recipes";
        s->uses = "guest";
        s->rank = (int)i;
        recipe_words(p, s, "-", r);
    }
}

/* One file a container, in which they stand in the order in which they run. */
static void in_container(struct places *p, const struct ir_container *c)
{
    struct arena *a = p->out->arena;
    const char *file = arena_printf(a, "recipes-%s", c->name);

    for (size_t i = 0; i < c->recipes.count; i++) {
        const struct ir_recipe *r = &c->recipes.items[i];
        struct step *s = bundle_step(p->out, PHASE_SERVICES, ORDER_CONTAINERS,
                                     arena_printf(a, "recipe-%s--%s", c->name, r->name), "recipe",
                                     r->at, arena_printf(a, "recipe %s in %s", r->name, c->name));

        s->file = file;
        s->uses = "guest";
        s->rank = (int)i;
        s->container = c->name;
        recipe_words(p, s, c->name, r);
    }
}

static void recipes_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct places p = {.out = out, .names = {.arena = out->arena}};

    (void)ir;
    on_server(&p, &server->recipes);
    for (size_t i = 0; i < server->container_count; i++)
        in_container(&p, server->containers[i]);
}

const struct backend backend_recipes = {.name = "recipes",
                                        .doc = "what is installed on servers and in containers",
                                        .server = recipes_server};
