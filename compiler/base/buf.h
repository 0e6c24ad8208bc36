/* A byte string that grows, in an arena. */
#ifndef LSTACKER_BASE_BUF_H
#define LSTACKER_BASE_BUF_H

#include "base/arena.h"

/*
 * `data` is always followed by a NUL, so it may be used as a C string when its
 * bytes hold none; it is "" (never NULL) before the first byte. Owned by the arena.
 */
struct buf {
    struct arena *arena;
    char *data;
    size_t len, size;
};

/* An empty one, whose bytes will be in the arena. */
struct buf buf_make(struct arena *arena);

/* Append `len` bytes, a string, a character, or what printf would write. When memory runs out,
 * control jumps to the arena's `oom`. */
void buf_add(struct buf *b, const char *bytes, size_t len);
void buf_str(struct buf *b, const char *s);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
