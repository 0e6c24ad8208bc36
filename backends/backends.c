/* The table of backends. */
#include "backends/backend.h"

const struct backend *const backends[] = {
    &backend_base,      /* packages and names of the servers */
    &backend_ovs,       /* bridge and tunnels */
    &backend_ports,     /* ports of the servers, isolation */
    &backend_lxd,       /* storage, NAT bridge, profile, containers */
    &backend_recipes,   /* what is installed in containers and on servers */
    &backend_compose,   /* compose projects in containers */
    &backend_swarm,     /* Docker Swarm */
    &backend_access,    /* hosts, ssh_config */
    &backend_cloudinit, /* fresh machines */
    &backend_docs,      /* README.md, docs/ */
    NULL,
};
