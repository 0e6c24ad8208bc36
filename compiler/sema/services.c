/* What containers and servers are told to run and to use: recipes, Docker, the proxy. */
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

/* NULL if what was written was reported: which recipes there are depends on it. */
static const struct platform *known_platform(struct sema *s, const struct ir_server *server)
{
    if (server == NULL || ast_is_faulty(sema_written_server(s, server)->platform.at))
        return NULL;
    return server->platform;
}

/* Also what is on no known server is looked at. All containers of one entry share what it has. */
static void serve_containers(struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;

    for (size_t i = 0; i < s->ast->containers.count && !diags_full(s->diags); i++) {
        const struct group *group = map_get(&s->groups, from[i].name.text);
        const struct ir_server *server = group->all.count > 0 ? group->all.items[0]->server : NULL;
        struct ir_recipes recipes =
            sema_recipes(s, &from[i].recipes, known_platform(s, server),
                         server != NULL ? group->all.items[0]->image : NULL);
        struct ir_composes compose = sema_composes(s, &from[i].compose);

        check_docker(s, &from[i]);
        for (size_t j = 0; j < group->all.count; j++) {
            group->all.items[j]->recipes = recipes;
            group->all.items[j]->compose = compose;
        }
    }
}

void sema_services(struct sema *s)
{
    const struct ast_server *servers = s->ast->servers.items;
    const struct ast *ast = s->ast;

    serve_containers(s);
    for (size_t i = 0; i < s->ir->server_count; i++) {
        s->ir->servers[i].docker = servers[i].docker.value != 0;
        s->ir->servers[i].recipes =
            sema_recipes(s, &servers[i].recipes, known_platform(s, &s->ir->servers[i]), NULL);
    }
    s->ir->proxy = (struct ir_proxy){ast->proxy.http.text, ast->proxy.https.text,
                                     sema_texts(s, &ast->proxy.no_proxy), ast->proxy.at};
    s->ir->bootstrap = (struct ir_bootstrap){ast->bootstrap.pull.text,
                                             (int)ast->bootstrap.every.value, ast->bootstrap.at};
}
