/* Certificates that the user has: read, and brought along, while their keys are secrets. */
#include <errno.h>
#include <string.h>

#include "base/certificate.h"
#include "sema/expose.h"

/* A file; all that comes into the build. */
enum { MAX_CERTIFICATE = 64 * 1024, MAX_CERTIFICATES = 64 * 1024 * 1024 };

/* A file that was read. */
struct certificate {
    enum certificate_status status;
    const char *chain;
    struct span key; /* where a private key is in it */
};

static struct span line_of(const struct source *file, size_t offset)
{
    unsigned line = 1;

    while (line < file->line_count && file->lines[line] <= offset)
        line++;
    return (struct span){file, line, 1, line, 2};
}

/* Why the file cannot be read, or NULL. */
static const char *read_fault(struct sema *s, const char *path, struct source **file)
{
    switch (source_read_regular(s->arena, path, MAX_CERTIFICATE, file)) {
    case SOURCE_OK:
        return NULL;
    case SOURCE_TOO_LARGE:
        return arena_printf(s->arena, "it has more than %d KiB", MAX_CERTIFICATE / 1024);
    case SOURCE_IRREGULAR:
        return "it is not a regular file";
    case SOURCE_UNREADABLE:
        break;
    }
    return arena_strdup(s->arena, strerror(errno));
}

/* Reads it, once for all that name it. NULL, and reported, if it cannot be read. */
static const struct certificate *read_file(struct sema *s, const struct ast_text *path)
{
    const char *full = source_path(s->arena, path->at.source, path->text), *fault;
    struct certificate *c = map_get(&s->certificates, full);
    struct source *file;
    size_t key;

    if (c != NULL)
        return c;
    fault = read_fault(s, full, &file);
    if (fault != NULL) {
        diag_help(diag_report(s->diags, L0416, path->at, "cannot read `%s`: %s", path->text, fault),
                  "relative paths count from the file that names them");
        return NULL;
    }
    file->name = arena_strdup(s->arena, path->text);
    c = arena_new(s->arena, struct certificate);
    c->status = certificate_read(s->arena, file->text, file->len, &c->chain, &key);
    if (c->status == CERTIFICATE_PRIVATE)
        c->key = line_of(file, key);
    (void)map_add(&s->certificates, full, c);
    return c;
}

static void report_private(struct sema *s, const struct ast_text *path, struct span key)
{
    struct diag *d = diag_report(s->diags, L0523, path->at, "a private key is in `%s`", path->text);

    diag_note(d, key, "the key");
    diag_help(d,
              "move it into a file of its own, which git ignores, and pass that by `key: !secret "
              "NAME`: what is named here is copied to the build directory");
}

static bool good(struct sema *s, const struct ast_text *path, const struct certificate *c)
{
    switch (c->status) {
    case CERTIFICATE_GOOD:
        return true;
    case CERTIFICATE_PRIVATE:
        report_private(s, path, c->key);
        return false;
    case CERTIFICATE_NONE:
        diag_help(diag_report(s->diags, L0522, path->at, "no certificate is in `%s`", path->text),
                  "it is a file that begins with `-----BEGIN CERTIFICATE-----`: PEM");
        return false;
    case CERTIFICATE_BROKEN:
        break;
    }
    diag_help(diag_report(s->diags, L0522, path->at, "a certificate in `%s` is broken", path->text),
              "`openssl x509 -text -in FILE` shows a good one; copy it anew");
    return false;
}

static void check_host(struct sema *s, const struct ast_expose *from, const char *chain)
{
    if (from->mode.value == EXPOSE_TCP || certificate_is_for(chain, from->name.text))
        return;
    diag_help(diag_report(s->diags, L0524, from->tls.certificate.at,
                          "the certificate in `%s` is not for `%s`", from->tls.certificate.text,
                          from->name.text),
              "browsers refuse it; if the file has several, that of the server comes first");
}

const char *expose_certificate(struct sema *s, const struct ast_expose *from)
{
    const struct ast_text *path = &from->tls.certificate;
    const struct certificate *c;

    if (path->at.line == 0)
        return NULL;
    c = read_file(s, path);
    if (c == NULL || !good(s, path, c))
        return NULL;
    s->certificate_bytes += strlen(c->chain);
    if (s->certificate_bytes > MAX_CERTIFICATES) {
        if (s->certificate_bytes - strlen(c->chain) <= MAX_CERTIFICATES)
            diag_help(diag_report(s->diags, L0522, path->at,
                                  "the certificates of all names together have more than %d MiB",
                                  MAX_CERTIFICATES / 1024 / 1024),
                      "split the stack into several");
        return NULL;
    }
    check_host(s, from, c->chain);
    return c->chain;
}
