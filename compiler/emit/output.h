/* Brings a tree of files to the disk: all of it, or nothing. */
#ifndef LSTACKER_EMIT_OUTPUT_H
#define LSTACKER_EMIT_OUTPUT_H

#include "emit/tree.h"

enum output_status {
    OUTPUT_OK,
    OUTPUT_FOREIGN, /* the directory was not made by us */
    OUTPUT_FAILED,  /* see problem */
};

struct output_result {
    enum output_status status;
    const char *problem; /* "cannot write `x`: No space left on device"; owned by the arena */
    size_t written, removed, unchanged; /* files */
};

/*
 * Makes the directory `path` hold exactly the files of `t` (sealed), and
 * whatever else others put there. A directory that exists must be empty or hold
 * a manifest.json. Files that are the same already are kept, with their times. The new tree
 * is put together beside the old one and takes its place by one rename, so at no time and after
 * no failure is there a mixture.
 */
struct output_result output_write(const struct tree *t, const char *path);

#endif
