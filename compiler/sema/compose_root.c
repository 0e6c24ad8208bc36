/* Compose files: what they say besides services, of networks, configs and secrets. */
#include "front/suggest.h"
#include "sema/compose.h"

/* `external: true`, or, of old, `external: {name: NAME}`. */
static bool is_external(struct compose_file *f, const struct node *n)
{
    const struct node_entry *e = compose_find(f, n, "external");

    return e != NULL && (e->value->kind == NODE_MAPPING || compose_is_true(e));
}

/* Takes those networks away that others made. */
static void read_own_networks(struct compose_file *f, const struct node *root)
{
    const struct node_entry *e = compose_find(f, root, "networks");
    struct ir_texts *own = &f->ir.networks;
    size_t count = 0;

    if (f->default_network && map_add(&f->networks, "default", f) == NULL)
        compose_add_text(f, own, "default");
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
    const struct node_entry *e = compose_find(f, root, "configs");

    if (e == NULL || !compose_is_mapping(f, "configs", e->value))
        return;
    for (size_t i = 0; i < e->value->count; i++) {
        const struct node_entry *config = &e->value->entries[i];
        const struct node_entry *file = compose_find(f, config->value, "file");

        if (file == NULL || is_external(f, config->value) ||
            compose_text(f, "file", file->value, "the path of a file") == NULL)
            continue;
        compose_ship(f, file->value, false);
        compose_add_text(f, &f->ir.configs, config->key->text);
    }
}

/* The name that an external secret has outside: its own, unless another is told. */
static const struct node *outer_name(struct compose_file *f, const struct node_entry *secret)
{
    const struct node_entry *external = compose_find(f, secret->value, "external");
    const struct node_entry *name = compose_find(f, external->value, "name");

    if (name == NULL)
        name = compose_find(f, secret->value, "name");
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
    compose_add_text(f, &f->ir.secrets,
                     sema_use_secret(f->s, &(struct ast_text){name->at, name->text}));
    compose_add_text(f, &f->ir.secret_keys, secret->key->text);
}

static void read_secrets(struct compose_file *f, const struct node *root)
{
    const struct node_entry *e = compose_find(f, root, "secrets");

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
    d = diag_report(f->s->diags, L0485,
                    near != NULL ? compose_find(f, root, near)->key->at : root->at,
                    "this compose file has no `services`");
    if (near != NULL)
        diag_help(d, "did you mean `services` by `%s`?", near);
    else
        diag_help(d, "write `services: {NAME: {image: ...}}`");
}

void compose_read_root(struct compose_file *f, const struct node *root)
{
    const struct node_entry *services = compose_find(f, root, "services");
    const struct node_entry *parts = compose_find(f, root, "include");

    if (root->kind != NODE_MAPPING) {
        diag_help(diag_report(f->s->diags, L0485, root->at,
                              "a compose file must be a mapping, not %s", node_describe(root)),
                  "begin with `services:`");
        return;
    }
    if (parts != NULL)
        compose_report_parts(f, parts->key, "`include`");
    if (services == NULL)
        report_no_services(f, root);
    else if (compose_is_mapping(f, "services", services->value))
        for (size_t i = 0; i < services->value->count && !diags_full(f->s->diags); i++)
            compose_read_service(f, &services->value->entries[i]);
    read_own_networks(f, root);
    read_configs(f, root);
    read_secrets(f, root);
    compose_read_values(f, root);
}
