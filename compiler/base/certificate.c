/* Certificates of X.509, by OpenSSL. */
#include "base/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

/* What all kinds of private keys in PEM begin with ends so: RFC 7468, RFC 5915, OpenSSL's own. */
static const char key_mark[] = "PRIVATE KEY-----";

/* Where `mark` stands in the text, which may hold anything, or NULL. */
static const char *find(const char *text, size_t len, const char *mark)
{
    size_t size = strlen(mark);
    const char *end = text + len;

    for (const char *p = text; (size_t)(end - p) >= size; p++) {
        p = memchr(p, mark[0], (size_t)(end - p) - size + 1);
        if (p == NULL)
            return NULL;
        if (memcmp(p, mark, size) == 0)
            return p;
    }
    return NULL;
}

/* Copies the certificates from `in` to `out`. How many, or -1 if one is broken. */
static int copy_all(BIO *in, BIO *out)
{
    int count = 0;
    unsigned long error;

    for (X509 *one; (one = PEM_read_bio_X509(in, NULL, NULL, NULL)) != NULL; count++) {
        bool written = PEM_write_bio_X509(out, one) == 1;

        X509_free(one);
        if (!written)
            return -1;
    }
    error = ERR_peek_last_error();
    ERR_clear_error();
    return ERR_GET_REASON(error) == PEM_R_NO_START_LINE ? count : -1;
}

enum certificate_status certificate_read(struct arena *a, const char *text, size_t len,
                                         const char **chain, size_t *at)
{
    const char *key = find(text, len, key_mark);
    BIO *in, *out;
    char *bytes;
    int count = -1;

    if (key != NULL) {
        *at = (size_t)(key - text);
        return CERTIFICATE_PRIVATE;
    }
    in = BIO_new_mem_buf(text, (int)len);
    out = BIO_new(BIO_s_mem());
    if (in != NULL && out != NULL)
        count = copy_all(in, out);
    if (count > 0) {
        long size = BIO_get_mem_data(out, &bytes);

        *chain = arena_strndup(a, bytes, (size_t)size);
    }
    (void)BIO_free(in);
    (void)BIO_free(out);
    return count > 0 ? CERTIFICATE_GOOD : count == 0 ? CERTIFICATE_NONE : CERTIFICATE_BROKEN;
}

bool certificate_is_for(const char *chain, const char *host)
{
    BIO *in = BIO_new_mem_buf(chain, -1);
    X509 *first = in != NULL ? PEM_read_bio_X509(in, NULL, NULL, NULL) : NULL;
    bool is = first != NULL && X509_check_host(first, host, 0, 0, NULL) == 1;

    X509_free(first);
    (void)BIO_free(in);
    ERR_clear_error();
    return is;
}
