/* Compose files: variables that are nothing where Docker reads them. */
#include <string.h>

#include "base/ascii.h"
#include "sema/compose.h"

/* The length of `$NAME`, `${NAME}` or `${NAME:?TEXT}`, which have no default; else 0. */
static size_t bare_length(const char *p)
{
    bool brace = p[1] == '{';
    const char *name = p + 1 + brace, *end = name + strspn(name, UPPER LOWER DIGIT "_");

    if (end == name || strchr(DIGIT, *name) != NULL)
        return 0;
    if (!brace)
        return (size_t)(end - p);
    if (*end == '?' || (end[0] == ':' && end[1] == '?'))
        end += strcspn(end, "}");
    return *end == '}' ? (size_t)(end - p) + 1 : 0;
}

static void check_text(struct compose_file *f, const struct node *n)
{
    size_t len;

    if (n->kind != NODE_SCALAR || n->faulty || !compose_spend(f, strlen(n->text), n->at))
        return;
    for (const char *p = strchr(n->text, '$'); p != NULL; p = strchr(p, '$')) {
        len = bare_length(p);
        if (len > 0) {
            diag_help(diag_report(f->s->diags, L0499, n->at, "`%.*s` is nothing where Docker runs",
                                  (int)len, p),
                      "write the value itself, or a default: `${NAME:-VALUE}`");
            return;
        }
        p += p[1] == '$' ? 2 : 1;
    }
}

static void check_ports(struct compose_file *f, const struct node *ports)
{
    if (ports->kind != NODE_SEQUENCE || !compose_spend(f, ports->count, ports->at))
        return;
    for (size_t i = 0; i < ports->count; i++) {
        const struct node *port = ports->items[i];

        check_text(f, port);
        if (port->kind != NODE_MAPPING || !compose_spend(f, port->count, port->at))
            continue;
        for (size_t j = 0; j < port->count; j++)
            check_text(f, port->entries[j].value);
    }
}

void compose_check_variables(struct compose_file *f, const struct node *root)
{
    const struct node_entry *services =
        root->kind == NODE_MAPPING ? node_find(root, "services") : NULL;

    /* `docker compose` reads that file, `docker stack` does not */
    if (services == NULL || services->value->kind != NODE_MAPPING ||
        (!f->swarm && map_get(&f->shipped, ".env") != NULL))
        return;
    for (size_t i = 0; i < services->value->count; i++) {
        const struct node *service = services->value->entries[i].value;
        const struct node_entry *image, *ports;

        if (service->kind != NODE_MAPPING || !compose_spend(f, service->count, service->at))
            continue;
        image = node_find(service, "image");
        ports = node_find(service, "ports");
        if (image != NULL)
            check_text(f, image->value);
        if (ports != NULL)
            check_ports(f, ports->value);
    }
}
