/* What it means that one resolved stack becomes another. */
#ifndef LSTACKER_MAIN_COMPARE_H
#define LSTACKER_MAIN_COMPARE_H

#include <jansson.h>

#include "base/arena.h"

enum kind { KIND_STACK, KIND_NETWORK, KIND_SERVER, KIND_CONTAINER, KINDS };

/* What `apply` will do, the less harmful first. */
enum effect {
    EFFECT_NONE,
    EFFECT_CHANGE, /* in place */
    EFFECT_RESTART,
    EFFECT_RECREATE,
    EFFECT_MOVE, /* made anew on another server */
    EFFECT_CREATE,
    EFFECT_DESTROY,
    EFFECTS
};

/* A value that differs. */
struct change {
    const char *member;      /* where: "interfaces.eth1.address" */
    const json_t *old, *now; /* NULL: it was not, is not there */
    enum effect effect;
    const char *note; /* what it means, or NULL */
};

/* The stack, a network, a server or a container that differs. */
struct item {
    enum kind kind;
    const char *name;
    const char *server; /* of a container: where it shall be, or was */
    enum effect effect; /* the greatest of its changes */
    const char *needs;  /* what apply must be told, or what must be done before, or NULL */
    const char *note;   /* a sentence about it, or NULL */
    struct change *changes;
    size_t change_count;
};

struct comparison {
    struct arena *arena;
    struct item *items; /* the stack, networks, then each server and what runs on it */
    size_t count;
};

/*
 * Compares two values as `show` prints them, and changes both: see comparable.h. The comparison
 * borrows from them.
 */
void stacks_compare(json_t *old, json_t *now, struct comparison *out);

/* Says of changes of recipes, in a container or on a server, what is done; leaves out digests that
 * differ as parameters do. */
void recipes_explain(struct arena *a, struct item *item);

extern const char *const kind_names[KINDS];
extern const char *const effect_names[EFFECTS];

#endif
