/* The resolved stack as JSON: see docs/diff.md for who compares it. */
#ifndef LSTACKER_MAIN_STACK_JSON_H
#define LSTACKER_MAIN_STACK_JSON_H

#include <jansson.h>

#include "base/buf.h"
#include "ir/ir.h"

/* The stack as `show` prints it. The caller releases it. Jumps to `a->oom` if memory is short. */
json_t *stack_json(struct arena *a, const struct ir *ir);

/* The same as text, in the arena. */
struct buf stack_text(struct arena *a, const struct ir *ir);

/* Parts of it. All return a new reference, or NULL when memory is short. */
json_t *show_text(const char *s); /* null if there is none */
json_t *show_texts(const struct ir_texts *texts);
json_t *show_place(struct span at);
json_t *show_composes(const struct ir_composes *composes);
json_t *show_recipes(const struct ir_recipes *recipes);
json_t *show_ports(struct arena *a, const struct ir_container *c);
json_t *show_exposes(const struct ir *ir);
json_t *show_dns(const struct ir *ir);
json_t *show_monitoring(const struct ir *ir);
json_t *show_swarm(const struct ir *ir);
json_t *show_secrets(const struct ir *ir);
json_t *show_proxy(const struct ir *ir);

#endif
