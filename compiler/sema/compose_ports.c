/* Compose files: the ports that services publish. */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "sema/compose.h"

/* What a port costs compared to a value that is looked at. */
enum { PORT_COST = 100 };

/* Longer texts are no ports. */
enum { MAX_PORT_TEXT = 100 };

struct range {
    int first, last;
};

static void report_port(struct compose_file *f, const struct node *n, const char *why)
{
    diag_help(diag_report(f->s->diags, L0487, n->at, "%s", why),
              "write `\"8080:80\"`, `\"53:53/udp\"`, or `{target: 80, published: 8080}`");
}

/* Digits of a port, ending at `*end`; 0 if there are none. */
static int read_number(const char *text, const char **end)
{
    size_t len = strspn(text, DIGIT);
    long number = len >= 1 && len <= 5 ? strtol(text, NULL, 10) : 0;

    *end = text + len;
    return number <= 65535 ? (int)number : 0;
}

/* `80` or `80-90`, `len` characters. */
static bool read_range(const char *text, size_t len, struct range *to)
{
    const char *end;

    to->first = to->last = read_number(text, &end);
    if (to->first != 0 && *end == '-' && end < text + len)
        to->last = read_number(end + 1, &end);
    return to->first != 0 && to->last >= to->first && end == text + len;
}

static int length(struct range r)
{
    return r.last - r.first + 1;
}

static void add_port(struct compose_file *f, const struct ir_published *port)
{
    f->ir.ports = arena_extend(f->s->arena, f->ir.ports, f->ir.port_count, sizeof *f->ir.ports);
    f->ir.ports[f->ir.port_count++] = *port;
}

/* `from` (first 0: none) leads to `to`, one by one; a range before a single port is for Docker to
 * choose from. */
static void add_ports(struct compose_file *f, const struct node *n, struct range from,
                      struct range to, struct ir_published port)
{
    bool chosen = from.first == 0 || (length(from) > 1 && length(to) == 1);

    if (!chosen && length(from) != length(to)) {
        report_port(f, n,
                    arena_printf(f->s->arena, "%d port%s would lead to %d of the service",
                                 length(from), length(from) > 1 ? "s" : "", length(to)));
        return;
    }
    if (f->swarm && port.listen != NULL) {
        report_port(f, n,
                    arena_printf(f->s->arena, "a swarm listens on all addresses, not only on %s",
                                 port.listen));
        return;
    }
    if (!compose_spend(f, (size_t)length(to) * PORT_COST, n->at))
        return;
    for (int i = 0; i < length(to); i++) {
        port.port = chosen ? 0 : from.first + i;
        port.target = to.first + i;
        add_port(f, &port);
    }
}

/* Cuts `/tcp` or `/udp` off. False if it is another protocol, which is none of our affair, or, and
 * reported, none at all. */
static bool read_protocol(struct compose_file *f, const struct node *n, const char *word,
                          bool *known, bool *udp)
{
    *known = strcmp(word, "sctp") != 0;
    *udp = strcmp(word, "udp") == 0;
    if (!*known || *udp || strcmp(word, "tcp") == 0)
        return true;
    report_port(f, n, arena_printf(f->s->arena, "`%s` is no protocol", word));
    return false;
}

/* The addresses that mean all of them. */
static const char *address(struct compose_file *f, const char *text, size_t len)
{
    const char *copy;

    if (len > 1 && text[0] == '[' && text[len - 1] == ']') {
        text++;
        len -= 2;
    }
    copy = arena_strndup(f->s->arena, text, len);
    return len == 0 || strcmp(copy, "0.0.0.0") == 0 || strcmp(copy, "::") == 0 ? NULL : copy;
}

/* [[ADDRESS:][PORT]:]TARGET, without protocol. */
static bool read_words(struct compose_file *f, const char *text, struct range *from,
                       struct range *to, struct ir_published *port)
{
    const char *target = strrchr(text, ':'), *own = NULL;

    *from = (struct range){0};
    if (target == NULL)
        return read_range(text, strlen(text), to);
    for (const char *p = text; p < target; p++)
        own = *p == ':' ? p : own;
    if (own != NULL)
        port->listen = address(f, text, (size_t)(own - text));
    own = own != NULL ? own + 1 : text;
    return read_range(target + 1, strlen(target + 1), to) &&
           (own == target || read_range(own, (size_t)(target - own), from));
}

static void read_short(struct compose_file *f, struct compose_service *service,
                       const struct node *n)
{
    struct ir_published port = {.service = service->name, .placed = service->placed, .at = n->at};
    const char *slash;
    struct range from, to;
    bool known = true, good;

    if (strnlen(n->text, MAX_PORT_TEXT) == MAX_PORT_TEXT) {
        report_port(f, n, "this is not a port");
        return;
    }
    if (compose_has_variable(n->text)) {
        service->open = true;
        return;
    }
    slash = strchr(n->text, '/');
    if (slash != NULL && !read_protocol(f, n, slash + 1, &known, &port.udp))
        return;
    good = read_words(f,
                      arena_strndup(f->s->arena, n->text,
                                    slash != NULL ? (size_t)(slash - n->text) : strlen(n->text)),
                      &from, &to, &port);
    if (!good)
        report_port(f, n, arena_printf(f->s->arena, "`%s` is not a port", n->text));
    else if (known)
        add_ports(f, n, from, to, port);
}

/* The text of a key of the long form; "" if it is not there. NULL, and reported, if it is none. */
static const char *word_of(struct compose_file *f, const struct node *n, const char *key)
{
    const struct node_entry *e = node_find(n, key);

    if (e == NULL || node_is_null(e->value))
        return "";
    if (e->value->kind == NODE_SCALAR && !e->value->faulty &&
        strnlen(e->value->text, MAX_PORT_TEXT) < MAX_PORT_TEXT)
        return e->value->text;
    if (!e->value->faulty)
        report_port(f, e->value, arena_printf(f->s->arena, "`%s` must be a word", key));
    return NULL;
}

enum { TARGET, PUBLISHED, PROTOCOL, MODE, HOST_IP, WORDS };

static void read_long(struct compose_file *f, struct compose_service *service, const struct node *n)
{
    static const char *const keys[WORDS] = {"target", "published", "protocol", "mode", "host_ip"};
    struct ir_published port = {.service = service->name, .placed = service->placed, .at = n->at};
    const char *words[WORDS];
    struct range from = {0}, to;
    bool known;

    if (!compose_spend(f, n->count * WORDS, n->at))
        return;
    for (size_t i = 0; i < WORDS; i++) {
        words[i] = word_of(f, n, keys[i]);
        if (words[i] == NULL)
            return;
        if (compose_has_variable(words[i])) {
            service->open = true;
            return;
        }
    }
    port.listen = address(f, words[HOST_IP], strlen(words[HOST_IP]));
    port.host = strcmp(words[MODE], "host") == 0;
    if (!read_range(words[TARGET], strlen(words[TARGET]), &to))
        report_port(f, n, "`target` must be the number of a port of the service");
    else if (*words[PUBLISHED] != '\0' && strcmp(words[PUBLISHED], "0") != 0 &&
             !read_range(words[PUBLISHED], strlen(words[PUBLISHED]), &from))
        report_port(f, n, "`published` must be the number of a port");
    else if (*words[MODE] != '\0' && !port.host && strcmp(words[MODE], "ingress") != 0)
        report_port(f, n, "`mode` must be `ingress` or `host`");
    else if (read_protocol(f, n, *words[PROTOCOL] != '\0' ? words[PROTOCOL] : "tcp", &known,
                           &port.udp) &&
             known)
        add_ports(f, n, from, to, port);
}

void compose_read_ports(struct compose_file *f, struct compose_service *service,
                        const struct node *n)
{
    if (!compose_is_list(f, "ports", n))
        return;
    service->published = service->published || n->count > 0;
    for (size_t i = 0; i < n->count && !diags_full(f->s->diags); i++) {
        const struct node *item = n->items[i];

        if (item->kind == NODE_MAPPING)
            read_long(f, service, item);
        else if (item->kind == NODE_SCALAR && !item->faulty)
            read_short(f, service, item);
        else if (!item->faulty)
            report_port(f, item, "this is not a port");
    }
}
