/* The types of ports: ranges, and mappings from ports of a server to those of a container. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "front/table.h"

/* Words of `protocol`; the first is what a port without it means. */
static const char *const transports[] = {"tcp", "udp", NULL};

/* Reads a port number at `*p` and moves on. 0 if there is none. */
static int read_port_number(const char **p)
{
    size_t digits = strspn(*p, DIGIT);
    long value = digits >= 1 && digits <= 5 && **p != '0' ? strtol(*p, NULL, 10) : 0;

    *p += digits;
    return value >= 1 && value <= 65535 ? (int)value : 0;
}

/* PORT or FIRST-LAST. */
static bool parse_range(const char **p, struct ast_range *range)
{
    range->first = range->last = read_port_number(p);
    if (**p == '-') {
        ++*p;
        range->last = read_port_number(p);
    }
    return range->first != 0 && range->first <= range->last;
}

/* SOURCE:TARGET or PORT, then /tcp or /udp or nothing. */
static bool parse_port(const char *p, struct ast_port *port)
{
    bool good = parse_range(&p, &port->source);

    port->target = port->source;
    if (*p == ':') {
        p++;
        good = parse_range(&p, &port->target) && good;
    }
    for (int i = 0; *p == '/' && transports[i] != NULL; i++)
        if (strcmp(p + 1, transports[i]) == 0) {
            port->protocol.at = port->at;
            port->protocol.value = i;
            p = "";
        }
    port->source.at = port->target.at = port->at;
    return good && *p == '\0';
}

static void read_port_range(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_range range = {n->at, 0, 0};
    const char *p = n->text;

    if (!want_scalar(r, key, n, "a port"))
        return;
    if (parse_range(&p, &range) && *p == '\0')
        *(struct ast_range *)to = range;
    else
        diag_help(diag_report(r->diags, L0167, n->at, "`%s` is no port", n->text),
                  "write a number from 1 to 65535, or a range in quotes: \"8000-8010\"");
}

static const struct key port_keys[] = {
    {"source", &type_port_range, AT(ast_port, source), KEY_REQUIRED, 1, 65535,
     .doc = "the server's port, or a range: 8000-8010"},
    {"target", &type_port_range, AT(ast_port, target), 0, 1, 65535,
     .doc = "the container's port, or a range as long", .preset = "that of `source`"},
    {"protocol", &type_choice, AT(ast_port, protocol), .words = transports, .doc = "tcp or udp",
     .preset = "`tcp`"},
    {"from", &type_list, AT(ast_port, from), KEY_ONE_OR_MORE, .item = &type_origin,
     .doc = "subnets that may use it, such as 203.0.113.7/32", .preset = "all"},
    {"listen", &type_address, AT(ast_port, listen), .doc = "the server's address that it is for",
     .preset = "all"},
    {"device", &type_interface, AT(ast_port, device),
     .doc = "the server's interface that it is for", .preset = "all"},
    {"server", &type_name, AT(ast_port, server), .doc = "the server whose port it is",
     .preset = "the container's server"},
};
static const struct section port = {SECTION("a port", ast_port, port_keys)};

static void read_port(struct reader *r, const struct key *key, const struct node *n, void *to)
{
    struct ast_port *new = to;

    if (n->kind == NODE_MAPPING) {
        section_read(r, &port, n, false, new);
        section_require(r, &port, n->at, new);
        if (new->target.at.line == 0 && !ast_is_faulty(new->target.at))
            new->target = new->source;
    } else if (want_scalar(r, key, n, "port mappings in quotes")) {
        new->at = n->at;
        if (parse_port(n->text, new))
            return;
        memset(new, 0, sizeof *new);
        diag_help(diag_report(r->diags, L0120, n->at, "`%s` does not map a port", n->text),
                  "write \"SERVER_PORT:CONTAINER_PORT\" in quotes, such as \"10022:22\", "
                  "\"53:53/udp\" or \"8000-8010:8000-8010\", each from 1 to 65535");
    }
}

#define RANGE "[1-9][0-9]{0,4}(-[1-9][0-9]{0,4})?"

const struct key_type type_port_range = {"port", sizeof(struct ast_range), read_port_range,
                                         NULL,   .pattern = "^" RANGE "$", .plain = PLAIN_INTEGER};
const struct key_type type_port = {"port",
                                   sizeof(struct ast_port),
                                   read_port,
                                   &port,
                                   .pattern = "^" RANGE "(:" RANGE ")?(/(tcp|udp))?$",
                                   .plain = PLAIN_INTEGER};
