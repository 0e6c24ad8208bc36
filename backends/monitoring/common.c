/* What the texts of monitoring ask of the stack. */
#include <string.h>

#include "backends/monitoring/monitoring.h"

const struct ir_recipe *monitoring_recipe(const struct ir_recipes *all, const char *name)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return &all->items[i];
    return NULL;
}

const struct ir_nic *monitoring_nic(const struct ir *ir, const struct ir_container *c)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network == ir->monitoring.network)
            return &c->nics[i];
    return NULL;
}
