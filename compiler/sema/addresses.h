/* Addresses of containers: how its files share the work. */
#ifndef LSTACKER_SEMA_ADDRESSES_H
#define LSTACKER_SEMA_ADDRESSES_H

#include "sema/parts.h"

/* Suffixes are assigned from here up, so that low ones remain for people. */
enum { FIRST_SUFFIX = 10, LAST_SUFFIX = 254 };

struct addresses {
    struct sema *s;
    struct map taken;        /* "NETWORK ADDRESS" -> the struct claim that has it */
    struct map freed;        /* "NETWORK ADDRESS" -> the line of a container that is gone */
    struct outside *outside; /* of the networks, in their order */
    const struct ast_container *other; /* the last one that writes other addresses than the lock */
};

struct claim {
    const struct ir_container *container;
    struct span at;
    const struct lock_fact *fact; /* if it comes from the lock */
};

/* Addresses that the lock keeps in a network, but that are none of hosts there. */
struct outside {
    const struct lock_fact *first;
    size_t count;
};

/* A network's name, a blank and 8 digits. */
struct claim_key {
    char text[80];
};

/* The key of `taken` and `freed`. */
const char *addresses_key(struct claim_key *key, const struct ir_network *n, uint32_t address);

/* May a host of the network have it? */
bool addresses_is_host(const struct ir_network *n, uint32_t address);

/* `reuse`: may it have been the address of a container that is gone? */
bool addresses_is_free(const struct addresses *a, const struct ir_network *n, uint32_t address,
                       bool reuse);

/* The address of the suffix in the segment of the container's server. */
uint32_t addresses_composed(const struct ir_container *c, const struct ir_network *n,
                            long long suffix);

/* Takes the address for the interface, or reports at `at` why that cannot be. */
void addresses_claim(struct addresses *a, struct ir_container *c, struct ir_nic *nic,
                     uint32_t address, struct span at);

/* Has the subnet room for the server's segment? If not, that is the server's fault: said there. */
bool addresses_check_segment(struct addresses *a, const struct ir_container *c,
                             const struct ir_network *n);

/* ---- what is written: addresses_written.c --------------------------------------------------- */

/* Reports an `address` or a `suffix` that belongs to no network of the container. */
void addresses_check_places(struct sema *s, const struct ast_container *from,
                            const struct ir_container *c);

/* May what is written stand together? If not, reports it. */
bool addresses_check_combination(struct sema *s, const struct ast_container *from);

void addresses_claim_written(struct addresses *a, struct ir_container *c, const struct origin *o);

/* ---- what the lock keeps: addresses_locked.c ------------------------------------------------ */

void addresses_claim_locked(struct addresses *a, struct ir_container *c, const struct origin *o);

/* Reports what the lock keeps outside of its network. */
void addresses_report_outside(const struct addresses *a);

/* Addresses of containers that are gone are given last: notes them, and, when all have their
 * addresses, which of those lines say nothing any more. */
void addresses_note_freed(struct addresses *a);
void addresses_forget_taken(struct addresses *a);

/* The suffix that the container has in other networks by the lock, -1 if it has none. */
long long addresses_locked_suffix(const struct addresses *a, const struct ir_container *c);

/* ---- what is left: addresses_assigned.c ----------------------------------------------------- */

/* Gives addresses to the interfaces that have none. `*next` is where the search on this server goes
 * on. False, and reported, if none is left. */
bool addresses_claim_assigned(struct addresses *a, struct ir_container *c, const struct origin *o,
                              long long *next);

#endif
