/* What is remembered of the parsed files besides their trees: anchors, and where scalars lie. */
#ifndef LSTACKER_FRONT_TRACE_H
#define LSTACKER_FRONT_TRACE_H

#include "base/map.h"
#include "front/node.h"

/* So many aliases of an anchor have their places kept; the others are counted. */
enum { ANCHOR_USES_KEPT = 3 };

struct anchor {
    const char *name;
    struct node *node;          /* NULL as long as its end was not seen */
    const struct anchor *outer; /* of the smallest anchored node around it, or NULL */
    struct span at;             /* of `&name` */
    struct span whole;          /* from the anchor to the end of its node */
    struct span *uses;          /* of the first aliases; NULL if there is none */
    size_t use_count;
};

/* A scalar's first character and the one behind its last, counted in characters from 0. */
struct extent {
    size_t start, end;
};

struct traced_file {
    struct traced_file *next;
    const struct source *source;
    bool complete;           /* it was parsed to its end */
    bool wants_scalars;      /* it may hold comments for lstackc: see allow.h */
    struct anchor **anchors; /* in the order of their places */
    size_t anchor_count;
    struct map missing;     /* names of aliases that had no anchor, for which was reported */
    struct extent *scalars; /* in the order of their places */
    size_t scalar_count;
};

/* Zero-initialise but for `arena`. */
struct trace {
    struct arena *arena;
    struct traced_file *first, *last; /* in the order in which they were parsed */
    size_t nodes;                     /* of all of them */
    size_t most_nodes;                /* the bound on them; 0: YAML_MAX_NODES */
    bool first_stands;                /* of a key that is given twice, without a word */
    const char *twice;                /* what to do about such a key; NULL: as in any mapping */
    const char *foreign; /* of files of another language: what one of them has at least, for
                            messages. Its tags are let be, and `!secret` is reported. Or NULL */
};

/* Begins a file: what is told to the functions below lies in it, until the next begins. */
struct traced_file *trace_file(struct trace *t, const struct source *source);

/* The anchor `name` at `at`, within `outer` (or NULL). Its node and end are set later. */
struct anchor *trace_anchor(struct trace *t, const char *name, struct span at,
                            const struct anchor *outer);

/* An alias of `anchor`. */
void trace_use(struct trace *t, struct anchor *anchor, struct span at);

/* An alias whose anchor was not found, which was reported. */
void trace_missing(struct trace *t, const char *name);

/* A scalar: see struct extent. Forgotten unless the file wants scalars. */
void trace_scalar(struct trace *t, size_t start, size_t end);

#endif
