/* Files and directories on the disk, for output.c. */
#ifndef LSTACKER_EMIT_DISK_H
#define LSTACKER_EMIT_DISK_H

#include "emit/tree.h"

/* All return 0, or -1 with errno set. */

/* Makes the directories that lead to `path` (not itself), mode 0755. */
int disk_make_parents(struct arena *a, const char *path);

/* Creates `path`, which must not exist, with the bytes and mode of `f`. */
int disk_write(const char *path, const struct file *f);

/* Removes `path` and all below it, following no link. Good if it is not there. */
int disk_remove_tree(const char *path);

/* Is `path` a regular file with exactly the bytes and mode of `f`? */
bool disk_is_same(const char *path, const struct file *f);

#endif
