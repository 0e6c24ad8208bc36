/* A hash table from strings to pointers, in an arena. */
#ifndef LSTACKER_BASE_MAP_H
#define LSTACKER_BASE_MAP_H

#include "base/arena.h"

/* Zero-initialise but for `arena`. Keys are not copied: they must outlive the map. */
struct map {
    struct arena *arena;
    struct map_slot *slots;
    size_t used, size; /* size is 0 or a power of two */
};

/* The value stored for `key`, or NULL. */
void *map_get(const struct map *m, const char *key);

/* Stores `value` (not NULL) for `key` unless it has one already. Returns the
 * value that was there before, or NULL if `value` was stored. */
void *map_add(struct map *m, const char *key, void *value);

#endif
