/* Input files and places in them. */
#ifndef LSTACKER_BASE_SOURCE_H
#define LSTACKER_BASE_SOURCE_H

#include <stdbool.h>

#include "base/arena.h"

/* A file that was read. `text` is followed by a NUL and may hold others. */
struct source {
    const char *name;  /* as the user wrote it: for messages */
    const char *label; /* of a file that another one includes: what is generated calls it so;
                          printable, counted from the directory of the first file; else NULL */
    const char *text;  /* owned by the arena */
    size_t len;        /* bytes */
    size_t *lines;     /* offset of the first byte of each line */
    size_t line_count; /* at least 1 */
    unsigned long long device, inode; /* which file it is; both 0: none of the disk's */
    bool executable;
};

/*
 * A place: from (line, column) up to, not including, (end_line, end_column).
 * Lines and columns count from 1, columns in characters (code points). A span
 * without `source` is nowhere; one with line 0 is the file as a whole.
 */
struct span {
    const struct source *source;
    unsigned line, column, end_line, end_column;
};

/* Why source_read() failed, for the caller to report. */
enum source_status { SOURCE_OK, SOURCE_UNREADABLE, SOURCE_TOO_LARGE, SOURCE_IRREGULAR };

/*
 * Reads the regular file (or pipe) `path` into `*out`. At most `limit` bytes: one more
 * is SOURCE_TOO_LARGE. On SOURCE_UNREADABLE errno tells why; `*out` then has a
 * name and an empty text.
 */
enum source_status source_read(struct arena *a, const char *path, size_t limit,
                               struct source **out);

/* Is `path` a regular file, or a link to one? */
bool source_is_regular(const char *path);

/* May `path` be read, and is no directory? If not, errno tells why. */
bool source_is_readable(const char *path);

/* The same for regular files only: anything else is SOURCE_IRREGULAR and is not waited for. */
enum source_status source_read_regular(struct arena *a, const char *path, size_t limit,
                                       struct source **out);

/* What `path` is, or leads to. If it is nothing, errno tells why. */
enum source_kind { SOURCE_NOTHING, SOURCE_FILE, SOURCE_DIRECTORY, SOURCE_OTHER };
enum source_kind source_kind_of(const char *path);

/* Is `path`, where its symbolic links lead to, in or below `directory`? Also true if one of them
 * is nothing: whoever reads it then says so. */
bool source_is_within(const char *path, const char *directory);

/* The names in the directory `path`, sorted; at most `limit`, and one more if there are more. If
 * false, errno tells why. */
bool source_list(struct arena *a, const char *path, size_t limit, const char ***names,
                 size_t *count);

/* The path of the file that `of` calls `path`: relative ones count from the directory of `of`, `~/`
 * is the home of whoever runs this. */
const char *source_path(struct arena *a, const struct source *of, const char *path);

/* The path from the directory of the first file to what `of` calls `path`, for what is generated:
 * nothing of this machine is in it that is not in `path`. */
const char *source_label(struct arena *a, const struct source *of, const char *path);

/* A path without its directories. */
const char *source_base_name(const char *path);

/* Makes a source of bytes in memory (which are copied). */
struct source *source_of_text(struct arena *a, const char *name, const char *text, size_t len);

/* The bytes of line `line` (from 1) without its line end; length in `*len`. */
const char *source_line(const struct source *s, unsigned line, size_t *len);

/* Orders by file name, line, column; nowhere comes first. As for qsort. */
int span_compare(struct span a, struct span b);

#endif
