/* Parts of cloud-init's user-data that servers and containers have in common. */
#include "backends/cloud_config.h"

#include <string.h>

void cloud_config_name(struct yaml_writer *w, struct arena *a, const char *name, const char *domain)
{
    yaml_pair(w, "hostname", name);
    if (domain != NULL)
        yaml_pair(w, "fqdn", arena_printf(a, "%s.%s", name, domain));
    yaml_pair(w, "manage_etc_hosts", "localhost");
    /* Minimal images have no other locale, and cloud-init would fail to generate one. */
    yaml_pair(w, "locale", "C.UTF-8");
}

void cloud_config_user(struct yaml_writer *w, const char *user, const struct ir_keys *keys)
{
    bool root = strcmp(user, "root") == 0;

    if (root)
        yaml_pair_word(w, "disable_root", "false");
    yaml_text(w, "users");
    yaml_list(w, false);
    yaml_map(w, false);
    yaml_pair(w, "name", user);
    if (!root) {
        yaml_pair(w, "shell", "/bin/bash");
        yaml_pair(w, "sudo", "ALL=(ALL) NOPASSWD:ALL");
        yaml_pair_word(w, "lock_passwd", "true");
    }
    if (keys->count > 0) {
        yaml_text(w, "ssh_authorized_keys");
        yaml_list(w, false);
        for (size_t i = 0; i < keys->count; i++)
            yaml_text(w, keys->items[i].text);
        yaml_end_list(w);
    }
    yaml_end_map(w);
    yaml_end_list(w);
}
