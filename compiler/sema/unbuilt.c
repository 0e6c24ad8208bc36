/* What is understood and checked, but has no backend yet: said once for each section. */
#include "sema/parts.h"

static void warn(struct sema *s, const char *section, struct span at)
{
    if (at.line != 0)
        diag_help(diag_report(s->diags, L0253, at,
                              "`%s` is checked, but nothing is built of it yet", section),
                  "CHANGELOG.md tells when that comes");
}

/* The first of the containers or servers that has it. */
static struct span earlier(struct span first, struct span at)
{
    return first.line != 0 ? first : at;
}

static void warn_containers(struct sema *s)
{
    const struct ast_container *c = s->ast->containers.items;
    struct span ports = {0}, recipes = {0}, docker = {0}, compose = {0}, jump_box = {0};

    for (size_t i = 0; i < s->ast->containers.count; i++) {
        ports = earlier(ports, c[i].ports.at);
        recipes = earlier(recipes, c[i].recipes.at);
        docker = earlier(docker, c[i].docker.at);
        compose = earlier(compose, c[i].compose.at);
        jump_box = earlier(jump_box, c[i].jump_box.at);
    }
    for (size_t i = 0; i < s->ast->servers.count; i++) {
        const struct ast_server *server = s->ast->servers.items;

        recipes = earlier(recipes, server[i].recipes.at);
        docker = earlier(docker, server[i].docker.at);
    }
    warn(s, "ports", ports);
    warn(s, "recipes", recipes);
    warn(s, "docker", docker);
    warn(s, "compose", compose);
    warn(s, "jump_box", jump_box);
}

void sema_unbuilt(struct sema *s)
{
    const struct ast *ast = s->ast;

    warn_containers(s);
    warn(s, "proxy", ast->proxy.at);
    warn(s, "expose", ast->expose.count > 0 ? ast->expose.at : (struct span){0});
    warn(s, "dns", ast->dns.at);
    warn(s, "monitoring", ast->monitoring.at);
    warn(s, "swarm", ast->swarm.at);
    warn(s, "bootstrap", ast->bootstrap.pull.at);
}
