/* What cloud-init in a container is told. */
#include <string.h>

#include "backends/cloud_config.h"
#include "backends/lxd/lxd.h"

/* The first domain among the container's networks, or NULL. */
static const char *domain_of(const struct ir_container *c)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network->domain != NULL)
            return c->nics[i].network->domain;
    return NULL;
}

/* Open vSwitch in a process forwards frames as it gets them: checksums must be complete. */
static void disable_offload(struct yaml_writer *w, const struct ir_container *c)
{
    yaml_text(w, "bootcmd");
    yaml_list(w, false);
    for (size_t i = 0; i < c->nic_count; i++) {
        yaml_list(w, true);
        yaml_text(w, "ethtool");
        yaml_text(w, "-K");
        yaml_text(w, c->nics[i].device);
        yaml_text(w, "tx");
        yaml_text(w, "off");
        yaml_end_list(w);
    }
    yaml_end_list(w);
}

const char *lxd_user_data(struct arena *a, const struct ir *ir, const struct ir_container *c)
{
    struct yaml_writer *w = yaml_writer_new(a);

    yaml_map(w, false);
    cloud_config_name(w, a, c->name, domain_of(c));
    cloud_config_user(w, ir->user, &c->keys);
    /* So that a changed address arrives with the next start. */
    yaml_text(w, "updates");
    yaml_map(w, true);
    yaml_text(w, "network");
    yaml_map(w, true);
    yaml_text(w, "when");
    yaml_list(w, true);
    yaml_text(w, "boot");
    yaml_end_list(w);
    yaml_end_map(w);
    yaml_end_map(w);
    if (strcmp(c->server->datapath, "netdev") == 0 && c->nic_count > 0)
        disable_offload(w, c);
    yaml_end_map(w);
    return yaml_finish(w, "#cloud-config");
}

static void search_domains(struct yaml_writer *w, const struct ir_nic *n)
{
    if (n->network->domain == NULL)
        return;
    yaml_text(w, "nameservers");
    yaml_map(w, true);
    yaml_text(w, "search");
    yaml_list(w, true);
    yaml_text(w, n->network->domain);
    yaml_end_list(w);
    yaml_end_map(w);
}

static void interface(struct yaml_writer *w, struct arena *a, const struct ir *ir,
                      const struct ir_nic *n)
{
    yaml_text(w, n->device);
    yaml_map(w, false);
    yaml_text(w, "addresses");
    yaml_list(w, true);
    yaml_text(w, arena_printf(a, "%s/%d", ipv4_text(a, n->address), n->network->subnet.prefix));
    yaml_end_list(w);
    yaml_pair_word(w, "mtu", arena_printf(a, "%d", ir->overlay.mtu));
    yaml_pair_word(w, "accept-ra", "false");
    search_domains(w, n);
    yaml_end_map(w);
}

const char *lxd_network_config(struct arena *a, const struct ir *ir, const struct ir_container *c)
{
    struct yaml_writer *w = yaml_writer_new(a);

    yaml_map(w, false);
    yaml_pair_word(w, "version", "2");
    yaml_text(w, "ethernets");
    yaml_map(w, false);
    yaml_text(w, "eth0");
    yaml_map(w, true);
    yaml_pair_word(w, "dhcp4", "true");
    /* No router answers here: systemd would wait 12 seconds for one at every start. */
    yaml_pair_word(w, "accept-ra", "false");
    yaml_end_map(w);
    for (size_t i = 0; i < c->nic_count; i++)
        interface(w, a, ir, &c->nics[i]);
    yaml_end_map(w);
    yaml_end_map(w);
    return yaml_finish(w, NULL);
}
