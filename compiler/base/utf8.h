/* UTF-8, as RFC 3629 has it. */
#ifndef LSTACKER_BASE_UTF8_H
#define LSTACKER_BASE_UTF8_H

#include "base/arena.h"

/* Bytes of the character that begins at `s` (1 to 4), or 0 if the `len` bytes there begin with
 * none: a continuation, an overlong form, a surrogate, a cut one. */
size_t utf8_length(const char *s, size_t len);

/* `text` with a `?` for every byte that is a control character or no UTF-8. */
const char *utf8_printable(struct arena *a, const char *text);

#endif
