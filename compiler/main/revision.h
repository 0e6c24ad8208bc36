/* Files as they were in a revision of a git repository. */
#ifndef LSTACKER_MAIN_REVISION_H
#define LSTACKER_MAIN_REVISION_H

#include "main/command.h"

/*
 * Compiles the stack of `options` as it was in `revision` (whatever `git rev-parse --verify` takes)
 * of the repository of the current directory: like compile_file(), but places are in
 * REVISION:FILE. Files of public keys that git does not have are those of today.
 *
 * The files lie in a temporary directory for that time. It is removed in any case, signals and lack
 * of memory included.
 */
enum status compile_revision(struct arena *a, const char *revision, const struct options *options,
                             struct compilation *c);

#endif
