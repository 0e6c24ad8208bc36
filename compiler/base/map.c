/* A hash table from strings to pointers: open addressing, FNV-1a, mixed. */
#include "base/map.h"

#include <stdint.h>
#include <string.h>

struct map_slot {
    const char *key;
    void *value;
    uint64_t hash;
};

/*
 * FNV-1a, 64 bit: http://www.isthe.com/chongo/tech/comp/fnv/. Alone, its low bits depend on the low
 * bits of the text alone, so that anyone can write a million keys for one slot. So it begins
 * elsewhere in every run (where the arena lies; nothing depends on the order in a table), and
 * ends with the finaliser of MurmurHash3.
 */
static uint64_t hash_of(const struct map *m, const char *key)
{
    uint64_t h = 14695981039346656037u ^ (uint64_t)(uintptr_t)m->arena;

    for (; *key != '\0'; key++)
        h = (h ^ (unsigned char)*key) * 1099511628211u;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53u;
    return h ^ (h >> 33);
}

static struct map_slot *slot_of(const struct map *m, const char *key, uint64_t hash)
{
    size_t i = (size_t)hash & (m->size - 1);

    while (m->slots[i].key != NULL &&
           (m->slots[i].hash != hash || strcmp(m->slots[i].key, key) != 0))
        i = (i + 1) & (m->size - 1);
    return &m->slots[i];
}

static void enlarge(struct map *m)
{
    struct map bigger = {.arena = m->arena, .used = m->used, .size = m->size ? m->size * 2 : 16};

    bigger.slots = arena_alloc(m->arena, bigger.size * sizeof *bigger.slots);
    for (size_t i = 0; i < m->size; i++)
        if (m->slots[i].key != NULL)
            *slot_of(&bigger, m->slots[i].key, m->slots[i].hash) = m->slots[i];
    *m = bigger;
}

void *map_get(const struct map *m, const char *key)
{
    return m->size == 0 ? NULL : slot_of(m, key, hash_of(m, key))->value;
}

void *map_add(struct map *m, const char *key, void *value)
{
    uint64_t hash = hash_of(m, key);
    struct map_slot *s;

    if (m->used * 4 >= m->size * 3)
        enlarge(m);
    s = slot_of(m, key, hash);
    if (s->key != NULL)
        return s->value;
    *s = (struct map_slot){.key = key, .value = value, .hash = hash};
    m->used++;
    return NULL;
}
