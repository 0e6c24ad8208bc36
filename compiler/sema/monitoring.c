/* Monitoring: who watches, over which network, and whom it cannot see. */
#include "sema/monitoring.h"

#define DEFAULT_RETENTION "15d"

/* Keys that only the other type has. */
static void check_type(struct sema *s, const struct ast_monitoring *from)
{
    bool prometheus = from->type.value == MONITORING_PROMETHEUS;
    const struct ast_text *wrong = prometheus ? &from->site : &from->retention;

    if (from->type.at.line != 0 && wrong->at.line != 0)
        diag_help(diag_report(s->diags, L0432, wrong->at, "%s has no `%s`",
                              prometheus ? "Prometheus" : "Checkmk",
                              prometheus ? "site" : "retention"),
                  "leave it out");
}

/* One warning for all: who leaves monitoring on one network has many of them. */
static void warn_unseen(struct sema *s, const struct ast_monitoring *from)
{
    const struct ir_container *first = NULL;
    size_t count = 0;
    struct diag *d;

    for (size_t i = 0; i < s->ir->container_count; i++) {
        const struct ir_container *c = &s->ir->containers[i];

        if (sema_nic(c, s->ir->monitoring.network) != NULL)
            continue;
        if (first == NULL)
            first = c;
        count++;
    }
    if (first == NULL)
        return;
    d = diag_report(s->diags, L0431, from->network.at,
                    count == 1 ? "`%s` is not on the network `%s`"
                               : "`%s` and others are not on the network `%s`",
                    first->name, s->ir->monitoring.network->name);
    diag_note(d, first->at, "the first of %zu that cannot be watched", count);
    diag_help(d, "add `%s` to their networks", s->ir->monitoring.network->name);
}

void sema_monitoring(struct sema *s)
{
    const struct ast_monitoring *from = &s->ast->monitoring;
    struct ir_monitoring *to = &s->ir->monitoring;

    if (from->at.line == 0)
        return;
    to->at = from->at;
    to->type = ast_monitoring_types[from->type.value];
    to->on = sema_find_container(s, &from->on);
    to->network = sema_find_network(s, &from->network);
    to->site = sema_checkmk_site(s);
    to->retention = from->retention.at.line != 0 ? from->retention.text : DEFAULT_RETENTION;
    check_type(s, from);
    if (to->on == NULL || to->network == NULL || !sema_networks_known(s, to->on) ||
        (to->on->nic_count == 0 && to->on->jump_box))
        return; /* reported: see jump_boxes.c */
    if (sema_nic(to->on, to->network) == NULL) {
        struct diag *d =
            diag_report(s->diags, L0430, from->on.at, "`%s` is not on the network `%s`",
                        to->on->name, to->network->name);

        diag_note(d, to->on->at, "its networks");
        diag_help(d, "add `%s` to its networks", to->network->name);
        return;
    }
    if (from->type.value == MONITORING_PROMETHEUS)
        sema_imply_prometheus(s);
    else
        sema_imply_checkmk(s);
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors == 0)
        warn_unseen(s, from);
}
