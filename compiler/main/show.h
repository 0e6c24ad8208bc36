/* The JSON of `lstackc show`, in parts. */
#ifndef LSTACKER_MAIN_SHOW_H
#define LSTACKER_MAIN_SHOW_H

#include <jansson.h>

#include "ir/ir.h"

/* All return a new reference, or NULL when memory is short. */
json_t *show_text(const char *s); /* null if there is none */
json_t *show_texts(const struct ir_texts *texts);
json_t *show_place(struct span at);
json_t *show_recipes(const struct ir_recipes *recipes);
json_t *show_ports(struct arena *a, const struct ir_container *c);
json_t *show_exposes(const struct ir *ir);
json_t *show_dns(const struct ir *ir);
json_t *show_monitoring(const struct ir *ir);
json_t *show_swarm(const struct ir *ir);
json_t *show_secrets(const struct ir *ir);
json_t *show_proxy(const struct ir *ir);

#endif
