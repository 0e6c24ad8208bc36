/* What cloud-init in a container is told. */
#ifndef LSTACKER_BACKENDS_LXD_LXD_H
#define LSTACKER_BACKENDS_LXD_LXD_H

#include "backends/backend.h"

/* Its user-data: host name, user, keys. Text owned by the arena. */
const char *lxd_user_data(struct arena *a, const struct ir *ir, const struct ir_container *c);

/* Its network-config, version 2: eth0 by DHCP from the NAT bridge, the others with fixed addresses
 * and the overlay's MTU. Text owned by the arena. */
const char *lxd_network_config(struct arena *a, const struct ir *ir, const struct ir_container *c);

#endif
