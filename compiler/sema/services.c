/* What containers and servers are told to run: recipes, Docker, compose projects. */
#include <string.h>
#include <strings.h>

#include "sema/parts.h"

bool sema_is_true(const char *value)
{
    static const char *const words[] = {"true", "1", "yes", "on"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(value, words[i]) == 0)
            return true;
    return false;
}

bool sema_nests(const struct ir_container *c)
{
    for (size_t i = 0; i < c->config_count; i++)
        if (strcmp(c->config[i].key, "security.nesting") == 0)
            return sema_is_true(c->config[i].value);
    return false;
}

/* Is it the recipe that LStacker ships, not the user's own of that name? */
static bool is_shipped(struct sema *s, const struct ir_recipe *r, const char *image)
{
    const struct recipe_search where = {r->at.source, s->ast->at.source,
                                        guest_of_image(s->arena, image).platform};
    const struct recipe *found = recipe_store_find(&s->recipes, &where, r->name);

    return found != NULL && found->header != NULL && found->header->source->inode == 0;
}

/* The recipe alone, listed or needed by others, would leave Docker in a container that cannot nest.
 * The containers of a group are alike; of compose files, check_docker() says it. */
static void check_nesting(struct sema *s, const struct ast_container *from, struct ir_group group)
{
    const struct ir_container *c = group.count > 0 ? group.items[0] : NULL;
    struct diag *d;

    if (c == NULL || from->docker.value != 0 || from->compose.count > 0 || sema_nests(c) ||
        !sema_is_known(s, from->docker.at, s->ast->defaults.container.docker.at))
        return;
    for (size_t i = 0; i < c->recipes.count; i++) {
        const struct ir_recipe *r = &c->recipes.items[i];

        if (strcmp(r->name, "docker") != 0 || !is_shipped(s, r, c->image))
            continue;
        d = diag_report(s->diags, L0447, r->at, "Docker cannot run in `%s`", from->name.text);
        diag_help(d, "write `docker: true` in it");
    }
}

static void check_docker(struct sema *s, const struct ast_container *from)
{
    struct diag *d;

    if (from->compose.count > 0 && from->docker.value == 0 &&
        sema_is_known(s, from->docker.at, s->ast->defaults.container.docker.at))
        diag_help(diag_report(s->diags, L0446, from->compose.at,
                              "`%s` has compose files, but no Docker", from->name.text),
                  "write `docker: true` in it");
    for (size_t i = 0; i < from->config.count && from->docker.value != 0; i++) {
        const struct ast_pair *pair = &from->config.items[i];

        if (strcmp(pair->key.text, "security.nesting") != 0 || sema_is_true(pair->value.text))
            continue;
        d = diag_report(s->diags, L0442, pair->value.at,
                        "Docker cannot run in `%s` without nesting", from->name.text);
        diag_note(d, from->docker.at, "Docker shall run in it");
        diag_help(d, "leave `security.nesting` out: `docker: true` sets it");
    }
}

/* Those of them that are told the same are resolved together. */
static void serve_alike(struct sema *s, struct recipe_place *place, struct ir_group group)
{
    size_t end;

    if (group.count == 0) {
        sema_recipes(s, place);
        return;
    }
    for (size_t i = 0; i < group.count; i = end) {
        place->implied = sema_implied_in(s, group.items[i]);
        for (end = i + 1; end < group.count; end++)
            if (!implied_equal(place->implied, sema_implied_in(s, group.items[end])))
                break;
        place->containers = group.items + i;
        place->count = end - i;
        sema_recipes(s, place);
    }
}

/* What runs in the containers depends on their image, which depends on the server if none is
 * written, and on what is implied. */
static void serve_group(struct sema *s, const struct ast_container *from, struct ir_group group)
{
    const struct ast_container *preset = &s->ast->defaults.container;
    struct recipe_place place = {
        .listed = &from->recipes,
        .docker = from->docker.value != 0 ? from->docker.at : (struct span){0},
        .compose = from->compose.count > 0 ? from->compose.at : (struct span){0}};

    place.unsure = group.count == 0 || !sema_is_known(s, from->image.at, preset->image.at);
    if (!place.unsure) {
        place.guest = guest_of_image(s->arena, group.items[0]->image);
        place.title = arena_printf(s->arena, "`%s`", group.items[0]->image);
    }
    serve_alike(s, &place, group);
}

/* Also what is on no known server is looked at. */
static void serve_containers(struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;

    for (size_t i = 0; i < s->ast->containers.count && !diags_full(s->diags); i++) {
        const struct group *group = map_get(&s->groups, from[i].name.text);
        struct ir_composes compose = sema_composes(s, &from[i].compose);

        serve_group(s, &from[i], group->all);
        check_docker(s, &from[i]);
        check_nesting(s, &from[i], group->all);
        for (size_t j = 0; j < group->all.count; j++)
            group->all.items[j]->compose = compose;
    }
}

static void serve_server(struct sema *s, const struct ast_server *from, struct ir_server *to)
{
    struct recipe_place place = {.listed = &from->recipes,
                                 .docker =
                                     from->docker.value != 0 ? from->docker.at : (struct span){0},
                                 .implied = sema_implied_on(s, to),
                                 .server = to};

    to->docker = from->docker.value != 0;
    place.unsure = ast_is_faulty(from->platform.at);
    if (!place.unsure) {
        place.guest = guest_of_platform(s->arena, to->platform->name);
        place.title = to->platform->title;
    }
    sema_recipes(s, &place);
}

void sema_services(struct sema *s)
{
    const struct ast *ast = s->ast;
    const struct ast_server *servers = ast->servers.items;

    serve_containers(s);
    for (size_t i = 0; i < s->ir->server_count; i++)
        serve_server(s, &servers[i], &s->ir->servers[i]);
    s->ir->bootstrap = (struct ir_bootstrap){ast->bootstrap.pull.text,
                                             (int)ast->bootstrap.every.value, ast->bootstrap.at};
}
