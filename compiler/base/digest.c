/* SHA-256, by OpenSSL. */
#include "base/digest.h"

#include <openssl/evp.h>

const char *digest_hex(struct arena *a, const char *data, size_t len)
{
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    char *hex;

    /* It fails for lack of memory only. */
    if (EVP_Digest(data, len, raw, &n, EVP_sha256(), NULL) != 1)
        longjmp(a->oom, 1);
    hex = arena_alloc(a, (size_t)n * 2 + 1);
    for (unsigned i = 0; i < n; i++) {
        hex[2 * i] = "0123456789abcdef"[raw[i] >> 4];
        hex[2 * i + 1] = "0123456789abcdef"[raw[i] & 15];
    }
    return hex;
}
