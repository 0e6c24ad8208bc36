/* Compose files: what of their tree concerns others. */
#include <string.h>

#include "base/ascii.h"
#include "front/suggest.h"
#include "sema/compose.h"

bool compose_has_variable(const char *text)
{
    return strchr(text, '$') != NULL;
}

/* Values that are looked at, in all compose files: some tenths of a second. */
enum { MAX_VISITS = 20 * 1000 * 1000 };

bool compose_spend(struct compose_file *f, size_t n, struct span at)
{
    struct sema *s = f->s;
    bool before = s->compose_values > MAX_VISITS;

    s->compose_values += before ? 0 : n;
    if (!before && s->compose_values > MAX_VISITS)
        diag_help(diag_report(s->diags, L0013, at,
                              "aliases and ranges make too many values and ports of the compose "
                              "files"),
                  "repeat less, or split the stack into several");
    return s->compose_values <= MAX_VISITS;
}

/* The entry of the key; NULL if there is none. Shared by aliases, mappings may be searched often.
 */
static const struct node_entry *find(struct compose_file *f, const struct node *n, const char *key)
{
    if (n->kind != NODE_MAPPING || !compose_spend(f, n->count, n->at))
        return NULL;
    return node_find(n, key);
}

static void report_kind(struct compose_file *f, const char *name, const struct node *n,
                        const char *wanted)
{
    if (!n->faulty)
        diag_help(diag_report(f->s->diags, L0485, n->at, "`%s` must be %s, not %s", name, wanted,
                              node_describe(n)),
                  "see docs.docker.com, \"Compose file reference\"");
}

bool compose_is_mapping(struct compose_file *f, const char *name, const struct node *n)
{
    if (n->kind != NODE_MAPPING && !node_is_null(n))
        report_kind(f, name, n, "a mapping");
    return n->kind == NODE_MAPPING && compose_spend(f, n->count, n->at);
}

bool compose_is_list(struct compose_file *f, const char *name, const struct node *n)
{
    if (n->kind != NODE_SEQUENCE && !node_is_null(n))
        report_kind(f, name, n, "a list");
    return n->kind == NODE_SEQUENCE && compose_spend(f, n->count, n->at);
}

const char *compose_text(struct compose_file *f, const char *name, const struct node *n,
                         const char *what)
{
    if (n->kind == NODE_SCALAR && !n->faulty && !node_is_null(n) && *n->text != '\0')
        return n->text;
    report_kind(f, name, n, what);
    return NULL;
}

static bool is_true(const struct node_entry *e)
{
    return e != NULL && e->value->kind == NODE_SCALAR && sema_is_true(e->value->text);
}

static void add_text(struct compose_file *f, struct ir_texts *to, const char *text)
{
    to->items = arena_extend(f->s->arena, to->items, to->count, sizeof(char *));
    to->items[to->count++] = text;
}

/* ---- what a service says --------------------------------------------------------------------- */

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
        const struct node_entry *path = find(f, item, "path");
        const struct node_entry *required = find(f, item, "required");

        if (required != NULL && !is_true(required))
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
        const struct node_entry *type = find(f, n, "type"), *source = find(f, n, "source");

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

static void report_parts(struct compose_file *f, const struct node *at, const char *what)
{
    diag_help(diag_report(f->s->diags, L0490, at->at, "%s of other files is not followed", what),
              "write what it says into this file: `docker compose config` prints all in one");
}

static void read_extends(struct compose_file *f, struct compose_service *service,
                         const struct node_entry *e)
{
    (void)service;
    if (find(f, e->value, "file") != NULL)
        report_parts(f, e->key, "`extends`");
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
            add_text(f, &f->ir.networks, text);
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
    const struct node_entry *e = find(f, n, "deploy");

    e = e != NULL ? find(f, e->value, "placement") : NULL;
    e = e != NULL ? find(f, e->value, "constraints") : NULL;
    return e != NULL && e->value->kind == NODE_SEQUENCE && e->value->count > 0;
}

/* Services with `profiles` run only when somebody asks for them. */
static bool is_started(struct compose_file *f, const struct node *n)
{
    const struct node_entry *e = find(f, n, "profiles");

    return e == NULL || e->value->kind != NODE_SEQUENCE || e->value->count == 0;
}

static void check_image(struct compose_file *f, const struct node_entry *e)
{
    if (find(f, e->value, "image") == NULL && find(f, e->value, "build") == NULL &&
        find(f, e->value, "extends") == NULL && !e->value->faulty)
        diag_help(diag_report(f->s->diags, L0485, e->key->at, "the service `%s` has no `image`",
                              e->key->text),
                  "write the name of its image: `image: nginx:1`");
}

static void read_service(struct compose_file *f, const struct node_entry *e)
{
    struct compose_service *service = arena_new(f->s->arena, struct compose_service);
    bool networks = find(f, e->value, "networks") != NULL;

    if (!is_service_name(e->key->text)) {
        diag_help(diag_report(f->s->diags, L0485, e->key->at, "`%s` is not the name of a service",
                              e->key->text),
                  "use at most 100 letters, digits, `.`, `_` and `-`");
        return;
    }
    if (e->value->kind != NODE_MAPPING) {
        report_kind(f, e->key->text, e->value, "a mapping, such as `{image: nginx:1}`");
        return;
    }
    if (!is_started(f, e->value))
        return;
    *service = (struct compose_service){
        .name = e->key->text, .at = e->key->at, .placed = is_placed(f, e->value)};
    (void)map_add(&f->services, service->name, service);
    add_text(f, &f->ir.services, service->name);
    check_image(f, e);
    if (!networks && find(f, e->value, "network_mode") == NULL)
        f->default_network = true;
    for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
        const struct node_entry *found = find(f, e->value, readings[i].key);

        if (found != NULL && !found->value->faulty)
            readings[i].read(f, service, found);
    }
}

/* ---- what the file says besides -------------------------------------------------------------- */

/* `external: true`, or, of old, `external: {name: NAME}`. */
static bool is_external(struct compose_file *f, const struct node *n)
{
    const struct node_entry *e = find(f, n, "external");

    return e != NULL && (e->value->kind == NODE_MAPPING || is_true(e));
}

/* Takes those networks away that others made. */
static void read_own_networks(struct compose_file *f, const struct node *root)
{
    const struct node_entry *e = find(f, root, "networks");
    struct ir_texts *own = &f->ir.networks;
    size_t count = 0;

    if (f->default_network && map_add(&f->networks, "default", f) == NULL)
        add_text(f, own, "default");
    if (e == NULL || !compose_is_mapping(f, "networks", e->value))
        return;
    for (size_t i = 0; i < e->value->count; i++)
        if (is_external(f, e->value->entries[i].value))
            (void)map_add(&f->external, e->value->entries[i].key->text, f);
    for (size_t i = 0; i < own->count; i++)
        if (map_get(&f->external, own->items[i]) == NULL)
            own->items[count++] = own->items[i];
    own->count = count;
}

static void read_configs(struct compose_file *f, const struct node *root)
{
    const struct node_entry *e = find(f, root, "configs");

    if (e == NULL || !compose_is_mapping(f, "configs", e->value))
        return;
    for (size_t i = 0; i < e->value->count; i++) {
        const struct node_entry *config = &e->value->entries[i];
        const struct node_entry *file = find(f, config->value, "file");

        if (file == NULL || is_external(f, config->value) ||
            compose_text(f, "file", file->value, "the path of a file") == NULL)
            continue;
        compose_ship(f, file->value, false);
        add_text(f, &f->ir.configs, config->key->text);
    }
}

/* The name that an external secret has outside: its own, unless another is told. */
static const struct node *outer_name(struct compose_file *f, const struct node_entry *secret)
{
    const struct node_entry *external = find(f, secret->value, "external");
    const struct node_entry *name = find(f, external->value, "name");

    if (name == NULL)
        name = find(f, secret->value, "name");
    return name != NULL ? name->value : secret->key;
}

/* Docker keeps secrets for a swarm only: without one, they are files, and who lists them has none.
 */
static void report_project_secret(struct compose_file *f, const struct node *key)
{
    diag_help(diag_report(f->s->diags, L0492, key->at,
                          "a compose project of a container has no secrets of Docker's, so "
                          "nothing can bring it `%s`",
                          key->text),
              "pass the value by a recipe, or make it a stack of a swarm");
}

static void report_clear_secret(struct compose_file *f, const struct node *key)
{
    struct diag *d =
        diag_report(f->s->diags, L0488, key->at,
                    "the secret `%s` would have to lie beside this file, in clear", key->text);

    if (f->swarm)
        diag_help(d, "write `%s: {external: true}` here, and `%s` under `secrets` of the stack",
                  key->text, key->text);
    else
        diag_help(d, "pass the value by a recipe, or make it a stack of a swarm");
}

static void read_secret(struct compose_file *f, const struct node_entry *secret)
{
    const struct node *name;

    if (!is_external(f, secret->value)) {
        if (!secret->value->faulty && !secret->key->faulty)
            report_clear_secret(f, secret->key);
        return;
    }
    if (!f->swarm) {
        report_project_secret(f, secret->key);
        return;
    }
    name = outer_name(f, secret);
    if (compose_text(f, "name", name, "the name of a secret") == NULL)
        return;
    add_text(f, &f->ir.secrets, sema_use_secret(f->s, &(struct ast_text){name->at, name->text}));
    add_text(f, &f->ir.secret_keys, secret->key->text);
}

static void read_secrets(struct compose_file *f, const struct node *root)
{
    const struct node_entry *e = find(f, root, "secrets");

    if (e == NULL || !compose_is_mapping(f, "secrets", e->value))
        return;
    for (size_t i = 0; i < e->value->count; i++)
        read_secret(f, &e->value->entries[i]);
}

static const char *key_at(const void *root, size_t i)
{
    return ((const struct node *)root)->entries[i].key->text;
}

static void report_no_services(struct compose_file *f, const struct node *root)
{
    const char *near = suggest("services", root->count, key_at, root);
    struct diag *d;

    if (root->faulty)
        return;
    d = diag_report(f->s->diags, L0485, near != NULL ? find(f, root, near)->key->at : root->at,
                    "this compose file has no `services`");
    if (near != NULL)
        diag_help(d, "did you mean `services` by `%s`?", near);
    else
        diag_help(d, "write `services: {NAME: {image: ...}}`");
}

void compose_read_root(struct compose_file *f, const struct node *root)
{
    const struct node_entry *services = find(f, root, "services");
    const struct node_entry *parts = find(f, root, "include");

    if (root->kind != NODE_MAPPING) {
        diag_help(diag_report(f->s->diags, L0485, root->at,
                              "a compose file must be a mapping, not %s", node_describe(root)),
                  "begin with `services:`");
        return;
    }
    if (parts != NULL)
        report_parts(f, parts->key, "`include`");
    if (services == NULL)
        report_no_services(f, root);
    else if (compose_is_mapping(f, "services", services->value))
        for (size_t i = 0; i < services->value->count && !diags_full(f->s->diags); i++)
            read_service(f, &services->value->entries[i]);
    read_own_networks(f, root);
    read_configs(f, root);
    read_secrets(f, root);
    compose_read_values(f, root);
}
