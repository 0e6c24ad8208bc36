/* What one server receives: its steps and the files that they place. See docs/bundle.md. */
#ifndef LSTACKER_EMIT_BUNDLE_H
#define LSTACKER_EMIT_BUNDLE_H

#include "base/source.h"
#include "emit/tree.h"

enum phase {
    PHASE_BASE,
    PHASE_NETWORK,
    PHASE_CONTAINERS,
    PHASE_SERVICES,
    PHASE_SWARM,  /* the first manager: makes the swarm, or comes back to it */
    PHASE_JOIN,   /* all other nodes */
    PHASE_DEPLOY, /* what runs in the swarm */
    PHASE_COUNT
};

struct step {
    const char *id;
    enum phase phase;
    int order;
    const char *file; /* steps of one order may share one: `steps/ORDER-FILE.sh` */
    int rank;         /* among the steps of that file: the least comes first */
    const char *kind;
    const char *title;
    const char *container; /* NULL: it belongs to the server as a whole */
    bool data;             /* undoing it alone loses data */
    const char *uses;      /* folder of the runtime that its kind sends elsewhere; NULL: none */
    struct span at;        /* where it comes from */
    struct buf call;       /* the words after the kind, quoted */
};

struct bundle {
    struct arena *arena;
    struct tree tree;
    struct step **steps;
    size_t count;
};

/*
 * Adds a step of `kind`, a resource that the runtime knows. `id` is unique in the bundle, made of
 * [a-z0-9-], and stays the same as long as the thing is the same. Steps run by `order` (1 to 99),
 * then by `file`, `rank` and `id`; phases must not go back with it. Each step is a file of its own
 * unless `file` is set afterwards. Strings must live as long as the bundle. Returns the step, for
 * the functions below.
 */
struct step *bundle_step(struct bundle *b, enum phase phase, int order, const char *id,
                         const char *kind, struct span at, const char *title);

/* Adds an argument to the step's call, whatever it holds. */
void step_word(struct step *s, const char *word);

/* The argument KEY=VALUE. */
void step_pair(struct step *s, const char *key, const char *value);

/* Begins a new line of the call: for the reader only. */
void step_line(struct step *s);

/* Adds the file `files/NAME` and returns that path, for steps to name. */
const char *bundle_file(struct bundle *b, const char *name, const char *text);

/* Puts the steps, the runtime, `positions` and `bundle.sh` into the tree and seals it. `file` is
 * the name of the input, for positions that are not in an included file; `facts` are further
 * assignments for bundle.sh: names and values in turn, ended by NULL. Returns the generation, a
 * digest. */
const char *bundle_finish(struct bundle *b, const char *file, const char *const *facts);

#endif
