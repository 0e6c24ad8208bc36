/* Certificates of X.509, by OpenSSL. */
#ifndef LSTACKER_BASE_CERTIFICATE_H
#define LSTACKER_BASE_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* What the text of a file of certificates is. */
enum certificate_status {
    CERTIFICATE_GOOD,
    CERTIFICATE_NONE,    /* there is none in it */
    CERTIFICATE_BROKEN,  /* something that begins as one is none */
    CERTIFICATE_PRIVATE, /* a private key is in it */
};

/* The certificates in the PEM text, in their order and without what stands between them, in
 * `*chain`, as long as the text has no private key. A key is found at `*at`. */
enum certificate_status certificate_read(struct arena *a, const char *text, size_t len,
                                         const char **chain, size_t *at);

/* Is the first certificate of `chain`, which certificate_read() made, for the host? */
bool certificate_is_for(const char *chain, const char *host);

#endif
