/* Backend `recipes`: what is installed on a server and in its containers. */
#include <string.h>

#include "backends/backend.h"
#include "backends/texts.h"
#include "base/digest.h"
#include "base/map.h"

/* All of them are neighbours, so that the runtime takes them as one batch: containers side by side,
 * the recipes of each in their order. */
enum { ORDER_SERVER = 60, ORDER_CONTAINERS };

/* Before the packages of the server, which may be out of reach without it. */
enum { ORDER_EARLY = 9 };

/* A text that the bundle has already, one of those of its name. */
struct placed {
    const char *text;
    const char *path;
    struct placed *next;
};

struct places {
    const struct ir *ir;
    struct bundle *out;
    struct map names; /* of texts -> struct placed, the first one */
};

/* The bundle's file that holds the text. A name may stand for several texts, as platforms have
 * recipes of their own and containers texts of their own. Names have no numbers after a dot. */
static const char *place(struct places *p, const char *name, const char *text)
{
    struct arena *a = p->out->arena;
    struct placed *first = map_get(&p->names, name), *last = NULL, *new;
    const char *file = name;
    int number = 1;

    for (struct placed *i = first; i != NULL; last = i, i = i->next, number++)
        if (strcmp(i->text, text) == 0)
            return i->path;
    if (last != NULL)
        file = arena_printf(a, "%s.%d", name, number);
    new = arena_new(a, struct placed);
    new->text = text;
    new->path = bundle_file(p->out, arena_printf(a, "recipes/%s", file), text);
    if (last != NULL)
        last->next = new;
    else
        (void)map_add(&p->names, name, new);
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

static void list(struct step *s, const struct ir_param *p)
{
    word_line(s, "list", p->name, NULL);
    for (size_t i = 0; i < p->values.count; i++)
        word_line(s, "item", p->name, p->values.items[i]);
}

/* Where a recipe runs, and which one. */
struct use {
    const struct ir_recipe *recipe;
    const struct ir_container *container; /* NULL: on the server itself */
    struct step *step;                    /* that is new and has no words yet */
};

/* It is a file of its own, for the reader and for the program that checks it. */
static void text(struct places *p, const struct use *u, const char *param, const char *value)
{
    const char *name = arena_printf(p->out->arena, "%s.%s", u->recipe->name, param);

    word_line(u->step, "file", param, place(p, name, value));
}

static void param(struct places *p, const struct use *u, const struct ir_param *param,
                  const char *made)
{
    const char *value = param->values.count > 0 ? param->values.items[0] : "";

    if (param->secret != NULL)
        word_line(u->step, "secret", param->name, param->secret);
    else if (made != NULL)
        text(p, u, param->name, made);
    else if (param->list)
        list(u->step, param);
    else
        word_line(u->step, "param", param->name, value);
}

/* Makes what the whole stack tells the recipe: a text for each parameter, or NULL. Returns the
 * recipe's digest with these. */
static const char *make_texts(struct places *p, const struct use *u, const char **made)
{
    struct arena *a = p->out->arena;
    const char *digest = u->recipe->digest;

    for (size_t i = 0; i < u->recipe->count; i++) {
        const struct ir_param *param = &u->recipe->params[i];

        made[i] = NULL;
        if (param->text == IR_TEXT_NONE)
            continue;
        made[i] = texts[param->text](p->ir, u->container, a);
        digest = arena_printf(a, "%s\n%s", digest, made[i]);
        digest = digest_hex(a, digest, strlen(digest));
    }
    return digest;
}

static void recipe_words(struct places *p, const struct use *u)
{
    const struct ir_recipe *recipe = u->recipe;
    struct step *s = u->step;
    const char **made = arena_alloc(p->out->arena, recipe->count * sizeof *made);
    const char *digest = make_texts(p, u, made);

    s->data = recipe->data;
    step_word(s, u->container != NULL ? u->container->name : "-");
    step_word(s, recipe->name);
    step_word(s, digest);
    step_word(s, place(p, recipe->name, recipe->text));
    step_word(s, recipe->platforms);
    step_word(s, arena_printf(s->call.arena, "%d", recipe->limit));
    for (size_t i = 0; i < recipe->count; i++)
        param(p, u, &recipe->params[i], made[i]);
}

static void on_server(struct places *p, const struct ir_recipes *recipes)
{
    struct arena *a = p->out->arena;

    for (size_t i = 0; i < recipes->count; i++) {
        const struct ir_recipe *r = &recipes->items[i];
        const char *id = arena_printf(a, "server-recipe-%s", r->name);
        const char *title = arena_printf(a, "recipe %s", r->name);
        struct step *s =
            r->early
                ? bundle_step(p->out, PHASE_BASE, ORDER_EARLY, id, "recipe_early", r->at, title)
                : bundle_step(p->out, PHASE_SERVICES, ORDER_SERVER, id, "recipe", r->at, title);

        s->file = r->early ? "early-recipes" : "server-recipes";
        s->uses = "guest";
        s->rank = (int)i;
        recipe_words(p, &(struct use){r, NULL, s});
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
        recipe_words(p, &(struct use){r, c, s});
    }
}

static void recipes_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    struct places p = {.ir = ir, .out = out, .names = {.arena = out->arena}};

    on_server(&p, &server->recipes);
    for (size_t i = 0; i < server->container_count; i++)
        in_container(&p, server->containers[i]);
}

const struct backend backend_recipes = {.name = "recipes",
                                        .doc = "what is installed on servers and in containers",
                                        .server = recipes_server};
