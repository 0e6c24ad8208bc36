/* Who sees haproxy's statistics: the network of monitoring, else the one called `management`. */
#include "sema/parts.h"

static const char management[] = "management";

static void report_port(struct sema *s, const struct ir_expose *e, const struct ir_container *on)
{
    struct diag *d = diag_report(s->diags, L0525, e->at, "`%s` wants port %d of `%s`", e->name,
                                 IR_METRICS_HAPROXY, on->name);

    diag_note(d, s->ir->stats->at, "haproxy tells its statistics there, in this network");
    diag_help(d, "choose another port: `listen: %d`", IR_METRICS_HAPROXY + 1);
}

void sema_expose_stats(struct sema *s)
{
    struct ir *ir = s->ir;

    ir->stats =
        ir->monitoring.network != NULL ? ir->monitoring.network : map_get(&s->networks, management);
    for (size_t i = 0; i < ir->expose_count && ir->stats != NULL; i++) {
        const struct ir_expose *e = &ir->exposes[i];

        for (size_t j = 0; j < e->on_count && e->listen == IR_METRICS_HAPROXY; j++) {
            if (sema_nic(e->on[j], ir->stats) == NULL)
                continue;
            report_port(s, e, e->on[j]);
            break;
        }
    }
}
