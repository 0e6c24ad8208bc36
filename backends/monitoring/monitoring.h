/* What is told to those who watch over the stack: texts for the recipes that bring them. */
#ifndef LSTACKER_BACKENDS_MONITORING_MONITORING_H
#define LSTACKER_BACKENDS_MONITORING_MONITORING_H

#include "ir/ir.h"

/* The file of alert rules, which the recipe makes. */
#define MONITORING_RULES "/etc/prometheus/lstacker-rules.yml"

/* The whole prometheus.yml: who is asked for what. It ends in the list of jobs, so that more may be
 * added to it. */
const char *prometheus_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* Rules that tell when something is wrong, in the file above. */
const char *alerts_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* The hosts of the Checkmk site: a file of its etc/check_mk/conf.d, which is Python. */
const char *checkmk_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* For both: */

/* The recipe of that name among them, or NULL. */
const struct ir_recipe *monitoring_recipe(const struct ir_recipes *all, const char *name);

/* The container's interface in the network of monitoring, or NULL. */
const struct ir_nic *monitoring_nic(const struct ir *ir, const struct ir_container *c);

#endif
