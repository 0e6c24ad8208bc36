/* Parts of cloud-init's user-data that servers and containers have in common. */
#ifndef LSTACKER_BACKENDS_CLOUD_CONFIG_H
#define LSTACKER_BACKENDS_CLOUD_CONFIG_H

#include "emit/yaml_writer.h"
#include "ir/ir.h"

/* `hostname` and what belongs to it; `domain` may be NULL. */
void cloud_config_name(struct yaml_writer *w, struct arena *a, const char *name,
                       const char *domain);

/* `users`: `user`, who logs in by `keys` and may become root without a password. */
void cloud_config_user(struct yaml_writer *w, const char *user, const struct ir_keys *keys);

#endif
