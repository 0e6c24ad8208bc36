/* `include:`: several files that are one stack. */
#ifndef LSTACKER_FRONT_INCLUDE_H
#define LSTACKER_FRONT_INCLUDE_H

#include "front/trace.h"

/* So many files may be included, so deep in one another; their bytes and nodes count together. */
enum { INCLUDE_MAX_FILES = 1000, INCLUDE_MAX_DEPTH = 64 };

/* How included files are read: source_read_regular(), or what tests have instead. */
typedef enum source_status source_reader(struct arena *a, const char *path, size_t limit,
                                         struct source **out);

/*
 * Parses `first` and all that it includes. Returns one root that holds what all of them say,
 * without `include`: the first file's own entries, then those of the files that it includes, depth
 * first, in the order of its list. Sections of names (servers, containers ...) are united; whatever
 * else is defined twice is reported at both places. NULL if `first` cannot be parsed; a root that
 * lacks something because of a fault in an included file is `faulty`.
 */
struct node *include_parse(struct diags *diags, const struct source *first, source_reader *read,
                           struct trace *trace);

#endif
