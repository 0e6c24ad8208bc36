/* At which port a recipe answers where it runs. */
#ifndef LSTACKER_BACKENDS_RECIPE_PORT_H
#define LSTACKER_BACKENDS_RECIPE_PORT_H

#include "ir/ir.h"

/* The number of the port that the recipe calls `port`; 0: the recipe is not among these, or has no
 * such port. */
int recipe_port(const struct ir_recipes *all, const char *recipe, const char *port);

#endif
