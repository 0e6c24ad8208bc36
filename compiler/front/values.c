/* The types of single values: how each is checked and read. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "front/suggest.h"
#include "front/table.h"

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

/* A subnet with a prefix from `least` to `most`. */
static void read_subnet_of(struct reader *r, const struct node *n, struct ast_subnet *subnet,
                           int least, int most)
{
    uint32_t host_bits;
    struct diag *d;

    if (!subnet_parse(r->arena, n->text, &subnet->value, &host_bits)) {
        d = diag_report(r->diags, L0116, n->at, "`%s` is not an IPv4 subnet", n->text);
        if (most == 32 && strlen(n->text) < 16 &&
            subnet_parse(r->arena, arena_printf(r->arena, "%s/32", n->text), &subnet->value,
                         &host_bits))
            diag_help(d, "write `%s/32` for this address alone", n->text);
        else
            diag_help(d, "write an address and a prefix such as 10.100.0.0/16");
    } else if (subnet->value.prefix < least || subnet->value.prefix > most) {
        diag_help(diag_report(r->diags, L0105, n->at, "a /%d has %s addresses",
                              subnet->value.prefix, subnet->value.prefix > 30 ? "no" : "too many"),
                  "the prefix must be from /%d to /%d", least, most);
    } else if (host_bits != 0) {
        diag_help(diag_report(r->diags, L0117, n->at,
                              "`%s` names a host in its subnet, not the subnet", n->text),
                  "write `%s`", subnet_text(r->arena, subnet->value));
    } else {
        subnet->at = n->at;
        return;
    }
    memset(&subnet->value, 0, sizeof subnet->value);
}

/* A subnet that hosts get addresses in. */
static void read_subnet(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (want_scalar(r, key, n, "a subnet"))
        read_subnet_of(r, n, to, 8, 30);
}

/* A subnet that others are in: a single host, or the whole world. */
static void read_origin(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    if (want_scalar(r, key, n, "a subnet"))
        read_subnet_of(r, n, to, 0, 32);
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

/* A number and its unit. Prometheus, for one, takes them so: its documentation, "configuration". */
static void read_duration(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    size_t digits;

    if (!want_scalar(r, key, n, "a duration"))
        return;
    digits = strspn(n->text, DIGIT);
    if (digits >= 1 && digits <= 6 && n->text[0] != '0' && n->text[digits] != '\0' &&
        n->text[digits + 1] == '\0' && strchr("mhdwy", n->text[digits]) != NULL)
        set_text(to, n);
    else
        diag_help(diag_report(r->diags, L0162, n->at, "`%s` is not a duration", n->text),
                  "write a number and a unit: `30m`, `12h`, `15d`, `4w`, `1y`");
}

#define OCTET "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
#define IPV4  OCTET "(\\." OCTET "){3}"
#define CPUS  "[0-9]{1,4}(-[0-9]{1,4})?"
#define WHOLE "-?(0|[1-9][0-9]*)"

const struct key_type type_number = {"number", sizeof(struct ast_number), read_number,
                                     NULL,     .pattern = "^" WHOLE "$",  .plain = PLAIN_INTEGER};
const struct key_type type_version = {"number", sizeof(struct ast_number), read_version,
                                      NULL,     .pattern = "^1$",          .plain = PLAIN_INTEGER};
const struct key_type type_choice = {"one of", sizeof(struct ast_number), read_choice, NULL,
                                     .pattern = NULL};
const struct key_type type_bool = {"true or false",
                                   sizeof(struct ast_number),
                                   read_bool,
                                   NULL,
                                   .pattern = "^(true|false|yes|no|on|off)$",
                                   .plain = PLAIN_BOOL};
const struct key_type type_address = {"address", sizeof(struct ast_address), read_address, NULL,
                                      .pattern = "^(" IPV4 "|[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)$"};
const struct key_type type_subnet = {"subnet", sizeof(struct ast_subnet), read_subnet, NULL,
                                     .pattern = "^" IPV4 "/([89]|[12][0-9]|30)$"};
const struct key_type type_origin = {"subnet", sizeof(struct ast_subnet), read_origin, NULL,
                                     .pattern = "^" IPV4 "/([0-9]|[12][0-9]|3[0-2])$"};
const struct key_type type_memory = {
    "size", sizeof(struct ast_text), read_memory, NULL,
    .pattern = "^([1-9][0-9]{0,17}(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)|([1-9][0-9]?|100)%)$"};
const struct key_type type_cpu = {"processors",
                                  sizeof(struct ast_text),
                                  read_cpu,
                                  NULL,
                                  .pattern = "^" CPUS "(," CPUS ")*$",
                                  .plain = PLAIN_INTEGER};
const struct key_type type_duration = {"duration", sizeof(struct ast_text), read_duration, NULL,
                                       .pattern = "^[1-9][0-9]{0,5}[mhdwy]$"};
const struct key_type type_image = {
    "image",
    sizeof(struct ast_text),
    read_image,
    NULL,
    .pattern = "^[A-Za-z0-9_+]([A-Za-z0-9._/+-]*:?[A-Za-z0-9._/+-]*[A-Za-z0-9._+-])?$",
    .plain = PLAIN_NUMBER | PLAIN_BOOL};
const struct key_type type_tunnel_key = {"number or `none`",
                                         sizeof(struct ast_number),
                                         read_tunnel_key,
                                         NULL,
                                         .pattern = "^(none|" WHOLE ")$",
                                         .plain = PLAIN_INTEGER};
