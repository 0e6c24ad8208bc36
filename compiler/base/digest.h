/* SHA-256, by OpenSSL. */
#ifndef LSTACKER_BASE_DIGEST_H
#define LSTACKER_BASE_DIGEST_H

#include "base/arena.h"

/* The SHA-256 of `len` bytes as 64 hex digits. Owned by the arena. */
const char *digest_hex(struct arena *a, const char *data, size_t len);

#endif
