/* Files that a build makes, in memory. */
#ifndef LSTACKER_EMIT_TREE_H
#define LSTACKER_EMIT_TREE_H

#include <stdbool.h>

#include "base/buf.h"

struct file {
    const char *path; /* relative, components joined by `/`, printable ASCII */
    bool executable;  /* mode 0755, else 0644 */
    const char *data;
    size_t len;
    const char *sha256; /* 64 hex digits, set by tree_seal() */
};

struct tree {
    struct arena *arena;
    struct file *files;
    size_t count;
};

/* Adds a file; `path` and `data` must live as long as the tree. Paths must differ. */
void tree_add(struct tree *t, const char *path, const char *data, size_t len, bool executable);

/* The same for text. */
void tree_add_text(struct tree *t, const char *path, const char *text);

/* Sorts the files by path (bytewise) and computes their digests. */
void tree_seal(struct tree *t);

#endif
