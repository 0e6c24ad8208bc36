/* The table of recipes that LStacker ships: what is installed in containers and on servers. */
#ifndef LSTACKER_BASE_RECIPE_H
#define LSTACKER_BASE_RECIPE_H

#include <stdbool.h>
#include <stddef.h>

struct recipe {
    const char *name;
    const char *packages; /* the package manager that it is written for; NULL: any */
    bool version0;        /* LStacker 0 shipped it, too */
};

extern const struct recipe recipes[];
extern const size_t recipe_count;

/* The row of `name`, or NULL. */
const struct recipe *recipe_find(const char *name);

#endif
