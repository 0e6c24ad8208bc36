/* The types of single values: how each is checked and read. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "front/suggest.h"
#include "front/table.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGIT "0123456789"

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

static void set_text(void *to, const struct node *n)
{
    struct ast_text *text = to;

    text->at = n->at;
    text->text = n->text;
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

static bool parse_number(const char *text, long long *value)
{
    const char *digits = text + (text[0] == '-');
    size_t len = strlen(digits);

    if (len == 0 || strspn(digits, DIGIT) != len || (digits[0] == '0' && len > 1))
        return false;
    *value = strtoll(text, NULL, 10); /* the nearest that there is */
    return true;
}

static void read_number(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_number *number = to;
    long long value;

    if (!want_scalar(r, key, n, "a number"))
        return;
    if (!parse_number(n->text, &value)) {
        diag_help(diag_report(r->diags, L0104, n->at, "`%s` must be a number, not `%s`", key->name,
                              n->text),
                  "write a whole decimal number from %lld to %lld%s", key->least, key->most,
                  key->words != NULL ? arena_printf(r->arena, ", or `%s`", key->words[0]) : "");
    } else if (value < key->least || value > key->most) {
        diag_help(diag_report(r->diags, L0105, n->at, "`%s` is %s, which is out of range",
                              key->name, n->text),
                  "it must be from %lld to %lld", key->least, key->most);
    } else {
        number->at = n->at;
        number->value = value;
    }
}

static void read_version(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_number *number = to;

    if (!want_scalar(r, key, n, "a number"))
        return;
    if (strcmp(n->text, "1") == 0) {
        number->at = n->at;
        number->value = 1;
    } else {
        diag_help(diag_report(r->diags, L0112, n->at, "the version `%s` is not known", n->text),
                  "this lstackc reads `version: 1`");
    }
}

static const char *word_at(const void *words, size_t i)
{
    return ((const char *const *)words)[i];
}

static void read_choice(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_number *number = to;
    const char *all = "", *near;
    size_t count = 0;

    if (!want_scalar(r, key, n, "a word"))
        return;
    for (; key->words[count] != NULL; count++) {
        if (strcmp(key->words[count], n->text) == 0) {
            number->at = n->at;
            number->value = (long long)count;
            return;
        }
        all = arena_printf(r->arena, "%s%s`%s`", all, count == 0 ? "" : ", ", key->words[count]);
    }
    near = suggest(n->text, count, word_at, key->words);
    diag_help(diag_report(r->diags, L0106, n->at, "`%s` cannot be `%s`", key->name, n->text),
              "%s%s%sit is one of %s", near != NULL ? "did you mean `" : "",
              near != NULL ? near : "", near != NULL ? "`? " : "", all);
}

/* YAML 1.1's words: people write all of them. */
static void read_bool(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", NULL};
    struct ast_number *number = to;

    if (!want_scalar(r, key, n, "true or false"))
        return;
    for (int i = 0; words[i] != NULL; i++)
        if (strcmp(words[i], n->text) == 0) {
            number->at = n->at;
            number->value = i % 2;
            return;
        }
    diag_help(diag_report(r->diags, L0107, n->at, "`%s` must be true or false, not `%s`", key->name,
                          n->text),
              "write `true` or `false`");
}

static void read_address(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_address *address = to;
    struct diag *d;

    if (!want_scalar(r, key, n, "an address"))
        return;
    if (address_parse(r->arena, n->text, &address->value)) {
        address->at = n->at;
        return;
    }
    d = diag_report(r->diags, L0110, n->at, "`%s` is not an address", n->text);
    if (strchr(n->text, '/') != NULL)
        diag_help(d, "leave the `/` and what follows out");
    else
        diag_help(d, "write an IPv4 address such as 172.30.0.107 or an IPv6 address; host names "
                     "are not looked up");
}

static void read_addresses(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_addresses *list = to;

    if (n->kind != NODE_SEQUENCE) {
        wrong_type(r, key, n, "a list of addresses");
        return;
    }
    if (!count_values(r, n->count, n->at))
        return;
    list->at = n->at;
    list->items = arena_alloc(r->arena, n->count * sizeof *list->items);
    for (size_t i = 0; i < n->count; i++) {
        read_address(r, key, n->items[i], &list->items[list->count]);
        list->count += list->items[list->count].at.line != 0;
    }
}

static void read_subnet(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_subnet *subnet = to;
    uint32_t host_bits;

    if (!want_scalar(r, key, n, "a subnet"))
        return;
    if (!subnet_parse(r->arena, n->text, &subnet->value, &host_bits)) {
        diag_help(diag_report(r->diags, L0116, n->at, "`%s` is not an IPv4 subnet", n->text),
                  "write an address and a prefix such as 10.100.0.0/16");
    } else if (host_bits != 0) {
        diag_help(diag_report(r->diags, L0117, n->at,
                              "`%s` names a host in its subnet, not the subnet", n->text),
                  "write `%s`", subnet_text(r->arena, subnet->value));
    } else if (subnet->value.prefix < 8 || subnet->value.prefix > 30) {
        diag_help(diag_report(r->diags, L0105, n->at, "a /%d has %s addresses",
                              subnet->value.prefix, subnet->value.prefix > 30 ? "no" : "too many"),
                  "the prefix must be from /8 to /30");
    } else {
        subnet->at = n->at;
        return;
    }
    memset(&subnet->value, 0, sizeof subnet->value);
}

static void read_path(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "a path") || !clean_text(r, n))
        return;
    if (*n->text == '\0')
        diag_help(diag_report(r->diags, L0114, n->at, "`%s` has no value", key->name),
                  "write the path of a file");
    else if (strpbrk(n->text, "\n\t") != NULL)
        diag_help(diag_report(r->diags, L0115, n->at, "a path cannot hold a newline or a tab"),
                  "rename the file");
    else if (n->text[0] == '~' && n->text[1] != '/')
        diag_help(diag_report(r->diags, L0127, n->at, "`%s` is not understood", n->text),
                  "`~/` is your own home; write the whole path of another's");
    else
        set_text(to, n);
}

/* A path for ssh(1), which expands `%` and `${}` in it and has no way to write `"`. */
static void read_identity(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (n->kind == NODE_SCALAR && !n->secret && strpbrk(n->text, "%$\"\\") != NULL)
        diag_help(diag_report(r->diags, L0115, n->at,
                              "the path of a private key cannot hold `%%`, `$`, `\"` or `\\`"),
                  "ssh would read them as something else: rename the file, or link to it");
    else
        read_path(r, key, n, to);
}

static void read_paths(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_texts *list = to;
    size_t count = n->kind == NODE_SEQUENCE ? n->count : 1;

    if (n->kind == NODE_MAPPING) {
        wrong_type(r, key, n, "a list of paths");
        return;
    }
    if (!count_values(r, count, n->at))
        return;
    list->at = n->at;
    list->items = arena_alloc(r->arena, count * sizeof *list->items);
    for (size_t i = 0; i < count; i++) {
        read_path(r, key, n->kind == NODE_SEQUENCE ? n->items[i] : n, &list->items[list->count]);
        list->count += list->items[list->count].at.line != 0;
    }
}

/* The most that may stand before the unit of the size `text`: bytes are counted in 63 bits. 0 if
 * it has none. Units of https://documentation.ubuntu.com/lxd/en/latest/reference/instance_units/ */
static long long most_of_unit(const char *text)
{
    static const struct {
        const char *name;
        long long bytes;
    } units[] = {
        {"B", 1},           {"kB", 1000},          {"MB", 1000000},
        {"GB", 1000000000}, {"TB", 1000000000000}, {"KiB", 1LL << 10},
        {"MiB", 1LL << 20}, {"GiB", 1LL << 30},    {"TiB", 1LL << 40},
    };
    const char *unit = text + strspn(text, DIGIT);

    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(unit, units[i].name) == 0)
            return LLONG_MAX / units[i].bytes;
    return strcmp(unit, "%") == 0 ? 100 : 0;
}

static void read_memory(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    long long most;

    if (!want_scalar(r, key, n, "a size"))
        return;
    most = most_of_unit(n->text);
    if (n->text[0] >= '1' && n->text[0] <= '9' && most > 0 &&
        (strspn(n->text, DIGIT) > 18 || strtoll(n->text, NULL, 10) > most))
        diag_help(diag_report(r->diags, L0105, n->at, "`%s` is out of range", n->text),
                  "with this unit, write at most %lld", most);
    else if (n->text[0] >= '1' && n->text[0] <= '9' && most > 0)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0118, n->at, "`%s` is not a size", n->text),
                  "write a number and a unit: `512MiB`, `4GiB`, or a part of the server's: `50%%`");
}

/* Numbers and ranges, joined by commas. */
static bool is_cpu_set(const char *p)
{
    for (;; p++) {
        char *end;
        unsigned long first, last;

        if (*p < '0' || *p > '9' || strspn(p, DIGIT) > 4)
            return false;
        first = last = strtoul(p, &end, 10);
        if (*end == '-') {
            p = end + 1;
            if (*p < '0' || *p > '9' || strspn(p, DIGIT) > 4)
                return false;
            last = strtoul(p, &end, 10);
        }
        if (first > last || (*end != '\0' && *end != ','))
            return false;
        p = end;
        if (*p == '\0')
            return true;
    }
}

/* A number of processors, or a set of them: "2", "0-3", "1,3". */
static void read_cpu(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (!want_scalar(r, key, n, "a number of processors"))
        return;
    if (is_cpu_set(n->text) && strcmp(n->text, "0") != 0)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0119, n->at, "`%s` is no number of processors", n->text),
                  "write how many (`2`) or which (`0-3`)");
}

/* What LXD and Incus take: [REMOTE:]ALIAS. */
static void read_image(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    const char *colon;
    size_t len;

    if (!want_scalar(r, key, n, "an image"))
        return;
    len = strlen(n->text);
    colon = strchr(n->text, ':');
    if (len > 0 && len <= 200 && strspn(n->text, LOWER UPPER DIGIT "._/:+-") == len &&
        strchr("-/:.", n->text[0]) == NULL && strchr(":/", n->text[len - 1]) == NULL &&
        (colon == NULL || strchr(colon + 1, ':') == NULL))
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0122, n->at, "`%s` is not the name of an image", n->text),
                  "write `ubuntu/24.04`, `debian/12`, or `REMOTE:ALIAS` as the container manager "
                  "knows it (`local:` for images on the server)");
}

/* A number, or `none`. */
static void read_tunnel_key(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_number *number = to;

    if (n->kind == NODE_SCALAR && !n->secret && strcmp(n->text, "none") == 0) {
        number->at = n->at;
        number->value = KEY_NONE;
    } else {
        read_number(r, key, n, to);
    }
}

const struct key_type type_name = {"name", sizeof(struct ast_text), read_name};
const struct key_type type_domain = {"domain", sizeof(struct ast_text), read_domain};
const struct key_type type_user = {"user name", sizeof(struct ast_text), read_user};
const struct key_type type_number = {"number", sizeof(struct ast_number), read_number};
const struct key_type type_version = {"1", sizeof(struct ast_number), read_version};
const struct key_type type_choice = {"one of", sizeof(struct ast_number), read_choice};
const struct key_type type_bool = {"true or false", sizeof(struct ast_number), read_bool};
const struct key_type type_address = {"address", sizeof(struct ast_address), read_address};
const struct key_type type_subnet = {"subnet", sizeof(struct ast_subnet), read_subnet};
const struct key_type type_path = {"path", sizeof(struct ast_text), read_path};
const struct key_type type_identity = {"path", sizeof(struct ast_text), read_identity};
const struct key_type type_paths = {"list of paths", sizeof(struct ast_texts), read_paths};
const struct key_type type_memory = {"size", sizeof(struct ast_text), read_memory};
const struct key_type type_cpu = {"processors", sizeof(struct ast_text), read_cpu};
const struct key_type type_addresses = {"list of addresses", sizeof(struct ast_addresses),
                                        read_addresses};
const struct key_type type_interface = {"interface", sizeof(struct ast_text), read_interface};
const struct key_type type_image = {"image", sizeof(struct ast_text), read_image};
const struct key_type type_tunnel_key = {"number or `none`", sizeof(struct ast_number),
                                         read_tunnel_key};
