/* What containers and servers are told to run and to use: recipes, Docker, the proxy. */
#include "sema/parts.h"

static void check_compose(struct sema *s, const struct ast_container *from)
{
    for (size_t i = 0; i < from->compose.count; i++)
        sema_check_file(s, &from->compose.items[i]);
    if (from->compose.count > 0 && from->docker.value == 0 && !ast_is_faulty(from->docker.at))
        diag_help(diag_report(s->diags, L0446, from->compose.at,
                              "`%s` has compose files, but no Docker", from->name.text),
                  "write `docker: true` in it");
}

/* All containers of one entry share what the first of them was given. */
static void serve_containers(struct sema *s)
{
    for (size_t i = 0; i < s->ir->container_count; i++) {
        struct ir_container *c = &s->ir->containers[i];
        const struct ast_container *from = s->origins[i].from;

        if (i > 0 && s->origins[i - 1].from == from) {
            c->recipes = c[-1].recipes;
            c->compose = c[-1].compose;
            continue;
        }
        c->recipes = sema_recipes(s, &from->recipes, c->server->platform);
        c->compose = sema_texts(s, &from->compose);
        check_compose(s, from);
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
            sema_recipes(s, &servers[i].recipes, s->ir->servers[i].platform);
    }
    s->ir->proxy = (struct ir_proxy){ast->proxy.http.text, ast->proxy.https.text,
                                     sema_texts(s, &ast->proxy.no_proxy), ast->proxy.at};
    s->ir->bootstrap = (struct ir_bootstrap){ast->bootstrap.pull.text,
                                             (int)ast->bootstrap.every.value, ast->bootstrap.at};
}
