/* Files of version 0, LStacker's first language: read as what they are, then lowered to version 1.
 */
#ifndef LSTACKER_VERSION0_VERSION0_H
#define LSTACKER_VERSION0_VERSION0_H

#include "front/ast.h"

/* What lies beside the input. The front end touches no files, so whoever calls it looks. */
struct surroundings {
    /* Is there a readable file at `path`? Relative paths count from the input's directory. */
    bool (*has_file)(const void *context, const char *path);
    const void *context;
};

/* Is this the root of a file of version 0? All of it stands below one key. */
bool version0_is(const struct node *root);

/*
 * Makes of the root of a file of version 0 that of the same stack in version 1, for ast_read(). Its
 * nodes have the places of what they are made from; mappings carry remarks on what changed. Faults
 * are reported in the words of version 0, and what they left out is marked as faulty, so that
 * version 1 is silent about it. NULL, and reported, if there is nothing to make a stack of.
 */
struct node *version0_lower(struct diags *diags, const struct node *root,
                            const struct surroundings *around);

#endif
