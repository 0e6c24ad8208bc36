/* The file of the lock: found beside the stack's file, read, and written. */
#ifndef LSTACKER_MAIN_LOCK_FILE_H
#define LSTACKER_MAIN_LOCK_FILE_H

#include "sema/lock.h"

/*
 * Reads the lock of the stack's file `path`, named after it: lstacker.lock. What is no regular file
 * (a pipe) has none, and one that does not exist is empty. Sets `*lock`, also after a fault, which
 * is reported. False if the system does not let us read it.
 */
bool lock_file_read(struct diags *diags, const char *path, bool relock, struct lock **lock);

/* Reports, for --locked, what would change. False if nothing would. */
bool lock_file_refuse(struct diags *diags, const struct lock *lock,
                      const struct lock_change *change);

/* Writes the lock at once or not at all, if its bytes change. False, and reported, if that fails.
 */
bool lock_file_write(struct diags *diags, const struct lock *lock,
                     const struct lock_change *change);

#endif
