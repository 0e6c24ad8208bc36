/* The kinds of lines that a lock has. */
#ifndef LSTACKER_SEMA_LOCK_KINDS_H
#define LSTACKER_SEMA_LOCK_KINDS_H

#include "sema/lock.h"

/* Version of the format of the lock: the value of its key `lock`. */
#define LOCK_FORMAT "1"

/* Room for any key: two names of 63 characters, and what stands around them. */
enum { LOCK_KEY_SIZE = 160 };

struct lock_kind_info {
    const char *pattern; /* of the key: a `*` stands for a name */
    const char *noun;    /* what it keeps */
    const char *needs;   /* what the value must be */
    /* Reads a value. False if it is none. */
    bool (*read)(struct arena *a, const char *text, struct lock_fact *out);
    const char *(*write)(struct arena *a, uint32_t number, int prefix);
};

extern const struct lock_kind_info lock_kinds[LOCK_KINDS];

/* The kind of a line with this key, and the names in it; LOCK_KINDS if it is none. */
enum lock_kind lock_kind_of(struct arena *a, const char *key, struct lock_fact *out);

/* Puts the key of a line into `out`, as much of it as there is room for. */
void lock_kind_key(enum lock_kind kind, const char *owner, const char *place, char *out,
                   size_t size);

#endif
