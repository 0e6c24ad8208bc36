/* Files that are part of the program: made by tools/embed at build time. */
#ifndef LSTACKER_BASE_EMBEDDED_H
#define LSTACKER_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *path; /* NULL ends an array of these */
    const char *data; /* followed by a NUL */
    size_t len;
    int executable;
};

extern const struct embedded runtime_files[];  /* runtime-scripts/ */
extern const struct embedded template_files[]; /* templates/ */
extern const struct embedded recipe_files[];   /* runtime-scripts/recipes/, sorted by path */

/* The file `path` in `files`; it must be there. */
const struct embedded *embedded_find(const struct embedded *files, const char *path);

#endif
