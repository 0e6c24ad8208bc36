/* Backend `compose`: projects of Docker compose in containers. */
#include "backends/backend.h"
#include "backends/compose_files.h"

static void project(const struct ir_container *c, const struct ir_compose *compose,
                    struct bundle *out)
{
    struct arena *a = out->arena;
    const char *name = arena_printf(a, "%s--%s", c->name, compose->name);
    struct step *s;

    if (compose->file_count == 0)
        return; /* it could not be read */
    s = bundle_step(out, PHASE_SERVICES, 65, arena_printf(a, "compose-%s", name), "compose",
                    compose->at, arena_printf(a, "project %s in %s", compose->name, c->name));
    s->container = c->name;
    s->uses = "docker";
    step_word(s, c->name);
    step_word(s, compose->name);
    step_word(s, compose->digest);
    step_word(s, compose_files(out, arena_printf(a, "compose/%s", name), compose));
    step_word(s, compose->files[0].path);
}

static void compose_server(const struct ir *ir, const struct ir_server *server, struct bundle *out)
{
    (void)ir;
    for (size_t i = 0; i < server->container_count; i++)
        for (size_t j = 0; j < server->containers[i]->compose.count; j++)
            project(server->containers[i], &server->containers[i]->compose.items[j], out);
}

const struct backend backend_compose = {
    .name = "compose", .doc = "compose projects in containers", .server = compose_server};
