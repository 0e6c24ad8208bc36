/* From nodes to the AST: the keys of the language and their defaults. */
#include "front/table.h"
#include "front/version1.h"

static void require_keys(struct reader *r, const struct section *s, const struct ast_entries *all)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct ast_entry *item = (void *)((char *)all->items + i * s->size);

        section_require(r, s, item->at, item);
    }
}

static void inherit_defaults(struct reader *r, struct ast *ast)
{
    struct ast_server *servers = ast->servers.items;
    struct ast_container *containers = ast->containers.items;

    for (size_t i = 0; i < ast->servers.count; i++) {
        section_inherit(r, &version1_server, &servers[i], &ast->defaults.server);
        section_inherit(r, &version1_ssh, &servers[i].ssh, &ast->ssh);
    }
    for (size_t i = 0; i < ast->containers.count; i++)
        section_inherit(r, &version1_container, &containers[i], &ast->defaults.container);
}

struct ast *ast_read(struct diags *diags, const struct node *n)
{
    struct reader r = {.arena = diags->arena, .diags = diags};
    struct ast *ast = arena_new(diags->arena, struct ast);

    if (n->kind != NODE_MAPPING) {
        diag_help(diag_report(diags, L0102, n->at, "the file must be a mapping, not %s",
                              node_describe(n)),
                  "begin with `version: 1`");
        return ast;
    }
    section_read(&r, &version1_root, n, false, ast);
    section_require(&r, &version1_root, n->at, ast);
    inherit_defaults(&r, ast);
    require_keys(&r, &version1_network, &ast->networks);
    require_keys(&r, &version1_server, &ast->servers);
    require_keys(&r, &version1_container, &ast->containers);
    require_keys(&r, &version1_expose, &ast->expose);
    require_keys(&r, &version1_secret, &ast->secrets);
    return ast;
}
