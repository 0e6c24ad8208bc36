/* Compose files: what their services say that concerns others. */
#include <string.h>

#include "base/ascii.h"
#include "sema/compose.h"

static void read_build(struct compose_file *f, struct compose_service *service,
                       const struct node_entry *e)
{
    diag_help(diag_report(f->s->diags, L0486, e->key->at, "`%s` would be built where it runs",
                          service->name),
              "build the image beforehand, push it to a registry, and write its name: `image: "
              "registry.example.com/%s:1`",
              service->name);
}

static void read_ports(struct compose_file *f, struct compose_service *service,
                       const struct node_entry *e)
{
    compose_read_ports(f, service, e->value);
}

/* PATH, or several, or {path: PATH, required: false}. */
static void read_env_file(struct compose_file *f, struct compose_service *service,
                          const struct node_entry *e)
{
    const struct node *n = e->value;
    size_t count = n->kind == NODE_SEQUENCE ? n->count : 1;

    (void)service;
    if (!compose_spend(f, count, n->at))
        return;
    for (size_t i = 0; i < count; i++) {
        const struct node *item = n->kind == NODE_SEQUENCE ? n->items[i] : n;
        const struct node_entry *path = compose_find(f, item, "path");
        const struct node_entry *required = compose_find(f, item, "required");

        if (required != NULL && !compose_is_true(required))
            continue; /* Docker does without */
        item = path != NULL ? path->value : item;
        if (compose_text(f, "env_file", item, "the path of a file") != NULL)
            compose_ship(f, item, false);
    }
}

/* `./conf:/etc/app:ro`; what does not begin with a dot is a volume's name, or not beside the file.
 */
static void read_short_volume(struct compose_file *f, const struct node *n)
{
    struct node *source;
    size_t len;

    if (n->text[0] != '.' || !compose_spend(f, strlen(n->text), n->at))
        return;
    len = strcspn(n->text, ":");
    if (n->text[len] == '\0' || compose_has_variable(n->text))
        return;
    source = arena_new(f->s->arena, struct node);
    *source = *n;
    source->text = arena_strndup(f->s->arena, n->text, len);
    compose_ship(f, source, true);
}

static void read_volumes(struct compose_file *f, struct compose_service *service,
                         const struct node_entry *e)
{
    (void)service;
    if (!compose_is_list(f, "volumes", e->value))
        return;
    for (size_t i = 0; i < e->value->count; i++) {
        const struct node *n = e->value->items[i];
        const struct node_entry *type = compose_find(f, n, "type"),
                                *source = compose_find(f, n, "source");

        if (n->kind == NODE_SCALAR)
            read_short_volume(f, n);
        else if (type != NULL && source != NULL && type->value->kind == NODE_SCALAR &&
                 strcmp(type->value->text, "bind") == 0 &&
                 compose_text(f, "source", source->value, "a path") != NULL &&
                 strchr("/~", source->value->text[0]) == NULL &&
                 !compose_has_variable(source->value->text))
            compose_ship(f, source->value, true);
    }
}

static void read_extends(struct compose_file *f, struct compose_service *service,
                         const struct node_entry *e)
{
    (void)service;
    if (compose_find(f, e->value, "file") != NULL)
        compose_report_parts(f, e->key, "`extends`");
}

/* Names of networks: a list, or the keys of a mapping. */
static void read_networks(struct compose_file *f, struct compose_service *service,
                          const struct node_entry *e)
{
    const struct node *n = e->value;

    (void)service;
    if (n->kind == NODE_MAPPING ? !compose_spend(f, n->count, n->at)
                                : !compose_is_list(f, "networks", n))
        return;
    for (size_t i = 0; i < n->count; i++) {
        const struct node *name = n->kind == NODE_MAPPING ? n->entries[i].key : n->items[i];
        const char *text = compose_text(f, "networks", name, "names of networks");

        if (text != NULL && compose_spend(f, strlen(text), name->at) &&
            map_add(&f->networks, text, f) == NULL)
            compose_add_text(f, &f->ir.networks, text);
    }
}

static const struct reading {
    const char *key;
    void (*read)(struct compose_file *f, struct compose_service *service,
                 const struct node_entry *e);
} readings[] = {
    {"build", read_build},         {"env_file", read_env_file}, {"extends", read_extends},
    {"label_file", read_env_file}, {"networks", read_networks}, {"ports", read_ports},
    {"volumes", read_volumes},
};

/* Docker's own pattern. */
static bool is_service_name(const char *name)
{
    size_t len = strlen(name);

    return len >= 1 && len <= 100 && strspn(name, LOWER UPPER DIGIT "._-") == len;
}

/* Is the service kept to some of the nodes? */
static bool is_placed(struct compose_file *f, const struct node *n)
{
    const struct node_entry *e = compose_find(f, n, "deploy");

    e = e != NULL ? compose_find(f, e->value, "placement") : NULL;
    e = e != NULL ? compose_find(f, e->value, "constraints") : NULL;
    return e != NULL && e->value->kind == NODE_SEQUENCE && e->value->count > 0;
}

/* Services with `profiles` run only when somebody asks for them. */
static bool is_started(struct compose_file *f, const struct node *n)
{
    const struct node_entry *e = compose_find(f, n, "profiles");

    return e == NULL || e->value->kind != NODE_SEQUENCE || e->value->count == 0;
}

static void check_image(struct compose_file *f, const struct node_entry *e)
{
    if (compose_find(f, e->value, "image") == NULL && compose_find(f, e->value, "build") == NULL &&
        compose_find(f, e->value, "extends") == NULL && !e->value->faulty)
        diag_help(diag_report(f->s->diags, L0485, e->key->at, "the service `%s` has no `image`",
                              e->key->text),
                  "write the name of its image: `image: nginx:1`");
}

void compose_read_service(struct compose_file *f, const struct node_entry *e)
{
    struct compose_service *service = arena_new(f->s->arena, struct compose_service);
    bool networks = compose_find(f, e->value, "networks") != NULL;

    if (!is_service_name(e->key->text)) {
        diag_help(diag_report(f->s->diags, L0485, e->key->at, "`%s` is not the name of a service",
                              e->key->text),
                  "use at most 100 letters, digits, `.`, `_` and `-`");
        return;
    }
    if (e->value->kind != NODE_MAPPING) {
        compose_report_kind(f, e->key->text, e->value, "a mapping, such as `{image: nginx:1}`");
        return;
    }
    if (!is_started(f, e->value))
        return;
    *service = (struct compose_service){
        .name = e->key->text, .at = e->key->at, .placed = is_placed(f, e->value)};
    (void)map_add(&f->services, service->name, service);
    compose_add_text(f, &f->ir.services, service->name);
    check_image(f, e);
    if (!networks && compose_find(f, e->value, "network_mode") == NULL)
        f->default_network = true;
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const struct node_entry *found = compose_find(f, e->value, readings[i].key);

        if (found != NULL && !found->value->faulty)
            readings[i].read(f, service, found);
    }
}
