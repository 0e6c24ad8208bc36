/* Comments that are meant for lstackc: `# lstackc: ...`. */
#ifndef LSTACKER_FRONT_COMMENTS_H
#define LSTACKER_FRONT_COMMENTS_H

#include "front/trace.h"

struct comment {
    const char *text; /* what stands behind `lstackc:`, up to the end of the line */
    struct span at;   /* of its first character */
    unsigned line; /* that it is for: its own or, if that has nothing else, the next one that has;
                      0: none follows */
};

struct comments {
    struct comment *items;
    size_t count;
};

/* Those of a file that was parsed to its end and whose scalars were traced, in their order. */
struct comments comments_find(struct arena *a, const struct traced_file *f);

#endif
