/* The types of URLs and of what is near to them: paths of URLs, hosts that need no proxy. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "front/table.h"

/* The characters of a URL: RFC 3986, 2.2 and 2.3, and `%`. */
#define URL_CHARS LOWER UPPER DIGIT "-._~:/?#[]@!$&'()*+,;=%"

/* Where the host begins in `http://host` and `https://host`, or NULL. */
static const char *url_host(const char *text)
{
    static const char *const schemes[] = {"http://", "https://"};

    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(text, schemes[i], strlen(schemes[i])) == 0)
            return text + strlen(schemes[i]);
    return NULL;
}

/* HOST or HOST:PORT, with an IPv6 address in brackets. */
static bool is_host_and_port(struct arena *a, const char *text, size_t len)
{
    bool bracket = len > 0 && *text == '[';
    size_t host = bracket ? strcspn(text, "]") : strspn(text, LOWER UPPER DIGIT "-._~%");
    struct address address;
    const char *port;

    if (bracket) {
        if (host >= len || !address_parse(a, arena_strndup(a, text + 1, host - 1), &address) ||
            !address.ipv6)
            return false;
        host++;
    }
    if (host == 0 || host >= len)
        return len > 0 && host == len;
    port = text + host + 1;
    len -= host + 1;
    return text[host] == ':' && len >= 1 && len <= 5 && strspn(port, DIGIT) == len &&
           *port != '0' && strtol(port, NULL, 10) <= 65535;
}

/* The message shows nothing of it, and neither do the lines of the others. */
static void refuse_password(struct reader *r, const struct node *n)
{
    diags_veil(r->diags, n->at);
    diag_help(diag_report(r->diags, L0164, n->at,
                          "the URL holds a user or a password, which would be printed"),
              "leave what stands before the `@` out: whatever is written here lands in files");
}

static void read_url(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    const char *host;
    size_t len;

    if (!want_scalar(r, key, n, "a URL") || !clean_text(r, n))
        return;
    host = url_host(n->text);
    len = host != NULL ? strcspn(host, "/?#") : 0;
    if (len > 0 && len <= 300 && is_host_and_port(r->arena, host, len) &&
        strspn(host, URL_CHARS) == strlen(host))
        set_text(to, n);
    else if (strchr(n->text, '@') != NULL)
        refuse_password(r, n);
    else
        diag_help(diag_report(r->diags, L0163, n->at, "`%s` is not a URL", n->text),
                  "write `http://HOST:PORT/` or `https://...`");
}

/* `/`, then what may stand in a path. */
static void read_url_path(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "a path") || !clean_text(r, n))
        return;
    if (n->text[0] == '/' && strlen(n->text) <= 1000 &&
        strspn(n->text, URL_CHARS) == strlen(n->text) && strpbrk(n->text, "#[]") == NULL)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0165, n->at, "`%s` is no path of a URL", n->text),
                  "write it as a browser shows it after the host: `/health`");
}

/* An IPv4 or IPv6 address and the length of a prefix. */
static bool is_any_subnet(struct arena *a, const char *text)
{
    size_t len = strcspn(text, "/"), digits = strspn(text + len + 1, DIGIT);
    struct address address;

    return digits >= 1 && digits <= 3 && text[len + 1 + digits] == '\0' &&
           address_parse(a, arena_strndup(a, text, len), &address) &&
           strtol(text + len + 1, NULL, 10) <= (address.ipv6 ? 128 : 32);
}

/* Host, domain (with or without a leading dot), address or subnet: what `no_proxy` knows. */
static void read_unproxied(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t len;

    if (!want_scalar(r, key, n, "a host, a domain or a subnet") || !clean_text(r, n))
        return;
    len = strlen(n->text);
    if (len >= 1 && len <= 253 && strspn(n->text, LOWER UPPER DIGIT ".-_:/") == len &&
        n->text[len - 1] != '.' && strstr(n->text, "..") == NULL &&
        (strchr(n->text, '/') == NULL || is_any_subnet(r->arena, n->text)))
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0166, n->at, "`%s` is no host, domain or subnet", n->text),
                  "write `db.example.com`, `.example.com`, `10.0.0.7` or `10.0.0.0/8`");
}

const struct key_type type_url = {"URL", sizeof(struct ast_text), read_url, NULL,
                                  .pattern = "^https?://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._~%-]+)"
                                             "(:[1-9][0-9]{0,4})?([/"
                                             "?#][A-Za-z0-9._~:/?#@!$&'()*+,;=%\\[\\]-]*)?$"};
const struct key_type type_url_path = {"path of a URL", sizeof(struct ast_text), read_url_path,
                                       NULL,
                                       .pattern = "^/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]{0,999}$"};
const struct key_type type_unproxied = {"host, domain or subnet",
                                        sizeof(struct ast_text),
                                        read_unproxied,
                                        NULL,
                                        .pattern =
                                            "^([A-Za-z0-9._:-]{1,253}|[0-9A-Fa-f.:]+/[0-9]{1,3})$",
                                        .plain = PLAIN_NUMBER | PLAIN_BOOL};
