/* Packs files into a tarball, the same bytes every time, by libarchive. */
#ifndef LSTACKER_EMIT_TAR_H
#define LSTACKER_EMIT_TAR_H

#include "emit/tree.h"

struct tarball {
    const char *data; /* gzip */
    size_t len;
    const char *tar_sha256; /* of the uncompressed tar: the identity of a bundle */
};

/*
 * Packs the files of `t` (sealed): ustar, owner root, time 0, mode 0755 or 0644, gzip without name
 * and time. Returns NULL on success, else why it failed (a path too long for ustar); the text
 * belongs to the arena.
 */
const char *tar_pack(const struct tree *t, struct tarball *out);

#endif
