/* The types of names: host names, domains, users, interfaces, and what else is a word of its own.
 */
#include <string.h>

#include "base/ascii.h"
#include "front/table.h"

/* A host name's label (RFC 1123) that LXD takes as the name of an instance, too: it begins with a
 * letter. Lower case only, as DNS folds case. */
static bool is_label(const char *s, size_t len)
{
    return len >= 1 && len <= 63 && strchr(LOWER, s[0]) != NULL && s[len - 1] != '-' &&
           strspn(s, LOWER DIGIT "-") >= len;
}

/* What the user may have meant by a bad name: lower case, dashes for the rest. */
static const char *as_label(struct reader *r, const char *text)
{
    char *fixed = arena_strdup(r->arena, text);
    size_t n = 0;

    for (const char *p = text; *p != '\0' && n < 63; p++) {
        char c = *p;

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (strchr(LOWER DIGIT, c) == NULL)
            c = '-';
        if (n == 0 ? strchr(LOWER, c) != NULL : c != '-' || fixed[n - 1] != '-' || *p == '-')
            fixed[n++] = c;
    }
    while (n > 0 && fixed[n - 1] == '-')
        n--;
    fixed[n] = '\0';
    return fixed;
}

static void read_name(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct diag *d;
    const char *fixed;

    if (!want_scalar(r, key, n, "a name") || !clean_text(r, n))
        return;
    if (is_label(n->text, strlen(n->text))) {
        set_text(to, n);
        return;
    }
    fixed = as_label(r, n->text);
    d = diag_report(r->diags, L0108, n->at, "`%s` is not a host name", n->text);
    if (*fixed != '\0')
        diag_help(d, "write `%s`: lower-case letters, digits and dashes, a letter first", fixed);
    else
        diag_help(d, "use 1 to 63 lower-case letters, digits and dashes, a letter first");
}

static void read_domain(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    const char *p = n->text;
    bool good = true;

    if (!want_scalar(r, key, n, "a domain") || !clean_text(r, n))
        return;
    good = *p != '\0';
    while (good && *p != '\0') {
        size_t len = strcspn(p, ".");

        good = len >= 1 && len <= 63 && strspn(p, LOWER DIGIT "-") >= len && p[0] != '-' &&
               p[len - 1] != '-';
        p += len;
        if (*p == '.' && p[1] != '\0')
            p++;
    }
    if (good && strlen(n->text) <= 190)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0111, n->at, "`%s` is not a domain", n->text),
                  "write labels of lower-case letters, digits and dashes, joined by dots: "
                  "`dev.example.com`");
}

/* What useradd(8) accepts on Debian. */
static void read_user(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t len;

    if (!want_scalar(r, key, n, "a user name") || !clean_text(r, n))
        return;
    len = strlen(n->text);
    if (len >= 1 && len <= 32 && strchr(LOWER "_", n->text[0]) != NULL &&
        strspn(n->text, LOWER DIGIT "_-") == len)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0109, n->at, "`%s` is not a user name", n->text),
                  "use at most 32 lower-case letters, digits, `_` and `-`, a letter first");
}

/* What Linux takes as the name of an interface, IFNAMSIZ - 1 bytes, as far as netplan does, too. */
static void read_interface(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t len;

    if (!want_scalar(r, key, n, "an interface") || !clean_text(r, n))
        return;
    len = strlen(n->text);
    if (len >= 1 && len <= 15 && strspn(n->text, LOWER UPPER DIGIT "._-") == len &&
        n->text[0] != '.' && n->text[0] != '-')
        set_text(to, n);
    else
        diag_help(
            diag_report(r->diags, L0125, n->at, "`%s` is not the name of an interface", n->text),
            "Linux names have at most 15 characters: `eth0`, `enp3s0`");
}

/* Names of secrets and of recipes' parameters. */
static void read_identifier(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t len;

    if (!want_scalar(r, key, n, "a name") || !clean_text(r, n))
        return;
    len = strlen(n->text);
    if (len >= 1 && len <= 63 && strchr(LOWER, n->text[0]) != NULL &&
        strspn(n->text, LOWER DIGIT "_-") == len)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0160, n->at, "`%s` is not a name here", n->text),
                  "use at most 63 lower-case letters, digits, `_` and `-`, a letter first");
}

/* POSIX.1-2017, 3.235 Name. */
static void read_variable(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t len;

    if (!want_scalar(r, key, n, "a name") || !clean_text(r, n))
        return;
    len = strlen(n->text);
    if (len >= 1 && len <= 200 && strchr(LOWER UPPER "_", n->text[0]) != NULL &&
        strspn(n->text, LOWER UPPER DIGIT "_") == len)
        set_text(to, n);
    else
        diag_help(
            diag_report(r->diags, L0161, n->at, "`%s` is no environment variable's name", n->text),
            "use letters, digits and `_`, no digit first: `DB_PASSWORD`");
}

/* A container, or a service of the swarm: STACK/SERVICE. */
static void read_target(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    const char *slash = n->kind == NODE_SCALAR ? strchr(n->text, '/') : NULL;
    size_t len;

    if (slash == NULL || n->secret || n->faulty) {
        read_name(r, key, n, to);
        return;
    }
    len = strlen(slash + 1);
    if (is_label(n->text, (size_t)(slash - n->text)) && len >= 1 && len <= 100 &&
        strspn(slash + 1, LOWER UPPER DIGIT "._-") == len)
        set_text(to, n);
    else if (clean_text(r, n))
        diag_help(diag_report(r->diags, L0498, n->at, "`%s` is not a service", n->text),
                  "write STACK/SERVICE: the name of one of the swarm's `stacks`, and of one of the "
                  "`services` in its compose file");
}

/* A label of a domain. */
#define LABEL "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"

const struct key_type type_name = {"name", sizeof(struct ast_text), read_name,
                                   NULL,   .pattern = PATTERN_NAME, .plain = PLAIN_BOOL};
const struct key_type type_identifier = {
    "name", sizeof(struct ast_text),       read_identifier,
    NULL,   .pattern = PATTERN_IDENTIFIER, .plain = PLAIN_BOOL};
const struct key_type type_target = {
    "name, or STACK/SERVICE",
    sizeof(struct ast_text),
    read_target,
    NULL,
    .pattern = "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?(/[A-Za-z0-9._-]{1,100})?$",
    .plain = PLAIN_BOOL};
const struct key_type type_variable = {"environment variable",
                                       sizeof(struct ast_text),
                                       read_variable,
                                       NULL,
                                       .pattern = "^[A-Za-z_][A-Za-z0-9_]{0,199}$",
                                       .plain = PLAIN_BOOL};
const struct key_type type_domain = {"domain",
                                     sizeof(struct ast_text),
                                     read_domain,
                                     NULL,
                                     .pattern = "^" LABEL "(\\." LABEL ")*$",
                                     .plain = PLAIN_NUMBER | PLAIN_BOOL};
const struct key_type type_user = {"user name",
                                   sizeof(struct ast_text),
                                   read_user,
                                   NULL,
                                   .pattern = "^[a-z_][a-z0-9_-]{0,31}$",
                                   .plain = PLAIN_BOOL};
const struct key_type type_interface = {"interface",
                                        sizeof(struct ast_text),
                                        read_interface,
                                        NULL,
                                        .pattern = "^[A-Za-z0-9_][A-Za-z0-9._-]{0,14}$",
                                        .plain = PLAIN_NUMBER | PLAIN_BOOL};
