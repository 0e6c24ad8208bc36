/* UTF-8, as RFC 3629 has it. */
#ifndef LSTACKER_BASE_UTF8_H
#define LSTACKER_BASE_UTF8_H

#include <stdbool.h>

#include "base/arena.h"

/* Bytes of the character that begins at `s` (1 to 4), or 0 if the `len` bytes there begin with
 * none: a continuation, an overlong form, a surrogate, a cut one. */
size_t utf8_length(const char *s, size_t len);

/* Is `c` another byte of a character than its first? */
static inline bool utf8_continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Characters in `len` bytes, as YAML and diagnostics count columns. */
size_t utf8_count(const char *s, size_t len);

/* Bytes of the byte order mark that `text` begins with: 3 or 0. */
size_t utf8_mark(const char *text);

/* `text` with a `?` for every byte that is a control character or no UTF-8. */
const char *utf8_printable(struct arena *a, const char *text);

#endif
