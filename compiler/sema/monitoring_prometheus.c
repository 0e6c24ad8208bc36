/* Prometheus: the recipes that it and those whom it asks are made of. */
#include "sema/monitoring.h"

static void imply_server(struct sema *s)
{
    const struct ast_monitoring *from = &s->ast->monitoring;
    struct implied *i = sema_implied(s, "prometheus", from->on.at);

    if (from->retention.at.line != 0)
        implied_value(s, i, "retention", s->ir->monitoring.retention);
    implied_text(s, i, "config", IR_TEXT_PROMETHEUS);
    implied_text(s, i, "rules", IR_TEXT_ALERTS);
    sema_imply(s, s->ir->monitoring.on, i);
}

/* Is there an exporter for what the container is made of? Also if nobody knows what that is. */
static bool has_exporter(struct sema *s, const struct ir_container *c)
{
    const struct guest guest = guest_of_image(s->arena, c->image);
    const struct recipe_search where = {s->ast->monitoring.at.source, s->ast->at.source,
                                        guest.platform};
    const struct recipe *r = recipe_store_find(&s->recipes, &where, "node-exporter");

    return r == NULL || r->header == NULL || recipe_suits(r->header, &guest);
}

/* One warning for all of them. */
static void warn_mute(struct sema *s, const struct ir_container *first, size_t count)
{
    struct diag *d;

    if (first == NULL)
        return;
    d = diag_report(s->diags, L0540, s->ast->monitoring.at,
                    count == 1
                        ? "there is no node exporter for `%s`, of the image `%s`"
                        : "there is no node exporter for `%s`, of the image `%s`, and others",
                    first->name, first->image);
    diag_note(d, first->at, "the first of %zu that cannot be watched", count);
    diag_help(d,
              "take an image of Debian or Ubuntu, or write `recipes/node-exporter` for that one");
}

void sema_imply_prometheus(struct sema *s)
{
    struct span at = s->ast->monitoring.at;
    struct implied *exporter = sema_implied(s, "node-exporter", at);
    struct implied *docker = sema_implied(s, "docker", at);
    const struct ir_container *mute = NULL;
    size_t count = 0;

    imply_server(s);
    exporter->optional = true;
    implied_value(s, docker, "metrics", arena_printf(s->arena, "%d", IR_METRICS_DOCKER));
    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];

        if (sema_nic(c, s->ir->monitoring.network) == NULL)
            continue;
        sema_imply(s, c, exporter);
        if (s->origins[i].from->docker.value != 0)
            sema_imply(s, c, docker);
        if (has_exporter(s, c))
            continue;
        mute = mute != NULL ? mute : c;
        count++;
    }
    for (size_t i = 0; i < s->ir->server_count; i++) {
        const struct ir_server *server = &s->ir->servers[i];

        sema_imply_on_server(s, server, exporter);
        if (sema_written_server(s, server)->docker.value != 0)
            sema_imply_on_server(s, server, docker);
    }
    warn_mute(s, mute, count);
}
