/* Files and directories on the disk. */
#ifndef LSTACKER_EMIT_DISK_H
#define LSTACKER_EMIT_DISK_H

#include "emit/tree.h"

/* All return 0 (or what is said), or -1 with errno set. */

/* Makes the directories that lead to `path` (not itself), mode 0755. */
int disk_make_parents(struct arena *a, const char *path);

/* Creates `path`, which must not exist, with the bytes and mode of `f`. */
int disk_write(const char *path, const struct file *f);

/* Makes `path` a file with the bytes and mode of `f`, at once and for good: it is written beside it
 * and renamed. On failure, what was there is as it was. A symbolic link stays, and what it names is
 * replaced. */
int disk_replace(struct arena *a, const char *path, const struct file *f);

/* Locks a directory, so that two builds do not write at the same place. Returns its descriptor, and
 * closing that unlocks. Waits for half a minute at most. */
int disk_lock(const char *directory);

/* Removes `path` and all below it, following no link. Good if it is not there. */
int disk_remove_tree(const char *path);

/* Is `path` a regular file with exactly the bytes and mode of `f`? */
bool disk_is_same(const char *path, const struct file *f);

#endif
