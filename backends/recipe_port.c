/* At which port a recipe answers where it runs. */
#include "backends/recipe_port.h"

#include <string.h>

int recipe_port(const struct ir_recipes *all, const char *recipe, const char *port)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct ir_recipe *r = &all->items[i];

        if (strcmp(r->name, recipe) != 0)
            continue;
        for (size_t j = 0; j < r->port_count; j++)
            if (strcmp(r->ports[j].name, port) == 0)
                return r->ports[j].number;
    }
    return 0;
}
