/* The lock: numbers that were assigned, kept in a file so that they stay. */
#ifndef LSTACKER_SEMA_LOCK_H
#define LSTACKER_SEMA_LOCK_H

#include <stdint.h>

#include "base/address.h"
#include "base/diag.h"
#include "base/map.h"

/*
 * A lock is a flat mapping of YAML, one line a fact: `network/prod/vlan: 103`. It holds what was
 * assigned, not what the stack's file writes itself. Each part of sema asks it for the number of an
 * owner before it assigns one (lock_find), and tells it every number that was assigned (lock_keep).
 * A line whose owner is not in the file stays: its number is given to others last, and the line
 * goes only when that has happened.
 */
enum lock_kind { LOCK_ADDRESS, LOCK_NAT, LOCK_VLAN, LOCK_KEY, LOCK_NAT_SUBNET, LOCK_KINDS };

/* Bounds of the file. The largest stack there can be makes less. */
enum { LOCK_MAX_BYTES = 64 * 1024 * 1024, LOCK_MAX_LINES = 500 * 1000 };

/* A line of the lock. */
struct lock_fact {
    enum lock_kind kind;       /* LOCK_KINDS: not understood */
    const char *key, *value;   /* as written */
    const char *owner, *place; /* the names in the key; "" if it has none */
    uint32_t number;
    int prefix;             /* of a subnet */
    struct span at;         /* of the value */
    struct lock_fact *next; /* for lists that sema makes */
    bool living;            /* its owner is in the file: it was asked for */
    bool gone;              /* of no more use: not to be kept */
    bool kept;              /* there is an entry for its key */
};

/* A number to be kept. */
struct lock_entry {
    enum lock_kind kind;
    const char *owner, *place;
    uint32_t number;
    int prefix;
};

struct lock {
    struct arena *arena;
    const char *name;            /* of its file; NULL: there can be none */
    const struct source *source; /* NULL: there is none yet */
    bool relock;                 /* what contradicts is assigned anew, without a word */
    struct lock_fact *lines;
    size_t count;
    struct map facts; /* key -> one of `lines` */
    struct lock_entry *kept;
    size_t kept_count;
};

/* Reads the lock. Faults are reported; lines that have any are not among the facts. */
struct lock *lock_read(struct diags *diags, const char *name, const struct source *source,
                       bool relock);

/* What the lock says of the owner, or NULL. From now on the line is one of a living owner. */
struct lock_fact *lock_find(struct lock *lock, enum lock_kind kind, const char *owner,
                            const char *place);

/* Keeps an assigned number. The names must live as long as the lock. */
void lock_keep(struct lock *lock, enum lock_kind kind, const char *owner, const char *place,
               uint32_t number, int prefix);

/* Contradictions, each with its remedy; nothing is said with `relock`. */

/* Two lines give two living owners one number. */
void lock_report_twins(const struct lock *lock, struct diags *diags, const struct lock_fact *a,
                       const struct lock_fact *b);

/* `what`, written at `at`, takes the number of the fact. */
void lock_report_taken(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                       struct span at, const char *what);

/* The owner of the fact has another number at `at`. */
void lock_report_other(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                       struct span at);

/* `count` locked addresses, that of `fact` first, are none of hosts in `subnet`: written at `at`.
 */
void lock_report_outside(const struct lock *lock, struct diags *diags, const struct lock_fact *fact,
                         size_t count, struct span at, const char *what, struct subnet subnet);

/* What the lock becomes. */
enum { LOCK_EXAMPLES = 3 };
struct lock_change {
    const char *text; /* all of the file; NULL: there is nothing to keep, and no file */
    size_t len;
    bool differs;                        /* from the bytes that are there */
    size_t added, changed, removed;      /* facts */
    const char *examples[LOCK_EXAMPLES]; /* the first changes in words; NULL when there are less */
};

/* Only after an analysis without errors. */
struct lock_change lock_change(const struct lock *lock);

#endif
