/* From the IR to all files of a build, in memory. */
#include "main/generate.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "backends/backend.h"
#include "emit/tar.h"
#include "main/inventory.h"
#include "main/stack_json.h"

/* Version of the format of manifest.json. */
enum { MANIFEST_SCHEMA = 1 };

/* What steps and the runtime know of the server: pairs for bundle_finish(). */
static const char *const *bundle_facts(struct arena *a, const struct ir *ir,
                                       const struct ir_server *s)
{
    const char *facts[] = {"stack", ir->name, "server", s->name, "lxc", s->platform->client, NULL};
    const char **copy = arena_alloc(a, sizeof facts);

    memcpy(copy, facts, sizeof facts);
    return copy;
}

/* Makes one server's bundle: its files go to servers/NAME/, its tarball to bundles/. */
static const char *add_bundle(struct tree *t, const struct ir *ir, const struct ir_server *s,
                              struct packed *out)
{
    struct bundle b = {.arena = t->arena, .tree = {.arena = t->arena}};
    struct tarball tarball;
    const char *problem;

    for (const struct backend *const *backend = backends; *backend != NULL; backend++)
        if ((*backend)->server != NULL)
            (*backend)->server(ir, s, &b);
    out->server = s;
    out->generation = bundle_finish(&b, ir->file, bundle_facts(t->arena, ir, s));
    problem = tar_pack(&b.tree, &tarball);
    if (problem != NULL)
        return arena_printf(t->arena, "cannot pack the bundle of `%s`: %s", s->name, problem);
    out->tar_sha256 = tarball.tar_sha256;
    out->path = arena_printf(t->arena, "bundles/%s.tar.gz", s->name);
    tree_add(t, out->path, tarball.data, tarball.len, false);
    for (size_t i = 0; i < b.tree.count; i++) {
        const struct file *f = &b.tree.files[i];

        tree_add(t, arena_printf(t->arena, "servers/%s/%s", s->name, f->path), f->data, f->len,
                 f->executable);
        t->files[t->count - 1].sha256 = f->sha256;
    }
    return NULL;
}

static json_t *bundles_json(const struct ir *ir, const struct packed *bundles)
{
    json_t *all = json_object();

    for (size_t i = 0; i < ir->server_count; i++)
        (void)json_object_set_new(all, ir->servers[i].name,
                                  json_pack("{s:s, s:s, s:s}", "path", bundles[i].path,
                                            "generation", bundles[i].generation, "tar_sha256",
                                            bundles[i].tar_sha256));
    return all;
}

static const char *manifest(struct tree *t, const struct ir *ir, const struct packed *bundles)
{
    json_t *files = json_object(), *root;
    const char *copy;
    char *text;

    for (size_t i = 0; i < t->count; i++)
        (void)json_object_set_new(files, t->files[i].path, json_string(t->files[i].sha256));
    root = json_pack("{s:i, s:s, s:s, s:o, s:o}", "schema", MANIFEST_SCHEMA, "compiler",
                     LSTACKER_VERSION, "stack", ir->name, "bundles", bundles_json(ir, bundles),
                     "files", files);
    text = json_dumps(root, JSON_INDENT(1));
    json_decref(root);
    if (text == NULL)
        longjmp(t->arena->oom, 1);
    copy = arena_printf(t->arena, "%s\n", text);
    free(text);
    return copy;
}

const char *generate(struct tree *t, const struct ir *ir)
{
    struct packed *bundles = arena_alloc(t->arena, ir->server_count * sizeof *bundles);
    const struct buf stack = stack_text(t->arena, ir);

    for (size_t i = 0; i < ir->server_count; i++) {
        const char *problem = add_bundle(t, ir, &ir->servers[i], &bundles[i]);

        if (problem != NULL)
            return problem;
    }
    for (const struct backend *const *backend = backends; *backend != NULL; backend++)
        if ((*backend)->stack != NULL)
            (*backend)->stack(ir, t);
    tree_add_text(t, ".gitignore",
                  "# Bundles are made of servers/; review that instead.\n/bundles/\n");
    tree_add(t, "stack.json", stack.data, stack.len, false);
    tree_add_text(t, "inventory", inventory_text(t->arena, ir, bundles));
    tree_seal(t);
    tree_add_text(t, "manifest.json", manifest(t, ir, bundles));
    tree_seal(t);
    return NULL;
}
