/* The HTTP proxy: what it is, and who is told: all containers, and all servers. */
#include <string.h>

#include "base/ascii.h"
#include "sema/parts.h"

/* A path, a query or an escape in it would mean different things to those who are told. */
static void check_url(struct sema *s, const struct ast_text *url)
{
    const char *host = url->text != NULL ? strstr(url->text, "://") : NULL;

    if (host == NULL)
        return;
    host += strlen("://");
    host += strspn(host, LOWER UPPER DIGIT "-._~:[]");
    if (*host == '\0' || strcmp(host, "/") == 0)
        return;
    diag_help(diag_report(s->diags, L0550, url->at, "`%s` is more than the address of a proxy",
                          url->text),
              "write `http://HOST:PORT` or `https://HOST:PORT`, and nothing after it");
}

/* The machine itself and the stack's own networks are never behind the proxy. Most programs compare
 * a host as it is written, so domains are needed besides subnets. */
static struct ir_texts reached_directly(struct sema *s)
{
    const struct ir *ir = s->ir;
    const struct ir_texts *written = &ir->proxy.no_proxy;
    size_t most = 2 + 2 * ir->network_count + written->count;
    struct ir_texts all = {arena_alloc(s->arena, most * sizeof(char *)), 0};

    all.items[all.count++] = "localhost";
    all.items[all.count++] = "127.0.0.1";
    for (size_t i = 0; i < ir->network_count; i++)
        all.items[all.count++] = subnet_text(s->arena, ir->networks[i].subnet);
    for (size_t i = 0; i < ir->network_count; i++)
        if (ir->networks[i].domain != NULL)
            all.items[all.count++] = arena_printf(s->arena, ".%s", ir->networks[i].domain);
    for (size_t i = 0; i < written->count; i++)
        all.items[all.count++] = written->items[i];
    return all;
}

static void imply_recipe(struct sema *s)
{
    const struct ir *ir = s->ir;
    struct implied *recipe = sema_implied(s, "proxy", ir->proxy.at);

    recipe->first = true;
    recipe->early = true;
    for (size_t i = 0; i < ir->container_count; i++)
        sema_imply(s, &ir->containers[i], recipe);
    for (size_t i = 0; i < ir->server_count; i++)
        sema_imply_on_server(s, &ir->servers[i], recipe);
}

void sema_proxy(struct sema *s)
{
    const struct ast_proxy *from = &s->ast->proxy;
    struct ir_proxy *to = &s->ir->proxy;

    check_url(s, &from->http);
    check_url(s, &from->https);
    *to = (struct ir_proxy){.http = from->http.text,
                            .https = from->https.text,
                            .no_proxy = sema_texts(s, &from->no_proxy),
                            .at = from->at};
    if (to->http == NULL && to->https == NULL)
        return;
    to->direct = reached_directly(s);
    imply_recipe(s);
}
