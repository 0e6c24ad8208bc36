/* lstackc recipes test: one recipe, tried in a throw-away container. */
#include "main/recipes_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backends/backend.h"
#include "base/guest.h"
#include "base/map.h"
#include "emit/disk.h"
#include "emit/yaml_scalar.h"
#include "front/recipe_files.h"
#include "main/recipes.h"

extern const char recipe_test_sh[];
extern const size_t recipe_test_sh_len;

/* What is beside the stack's file lies beside this one, which is nowhere. */
#define STACK_FILE "recipes-test.yaml"

/* Recipes that need one another, one behind the other. */
enum { MAX_DEPTH = 8 };

struct test {
    struct arena *a;
    const struct options *options;
    const char *name;      /* as it was asked for */
    const char *image;     /* as a stack names it */
    const char *container; /* and stack: a name that nobody has */
    const char *file;      /* STACK_FILE, where the stack's would be */
    const struct recipe_header *header;
    bool docker;   /* the recipe brings Docker, which must be able to nest */
    char **values; /* `count` of them, PARAM=VALUE */
    int count;
};

static enum status complain(const char *problem, const char *what, const char *help)
{
    (void)fprintf(stderr, "lstackc: recipes test: %s `%s`\nhelp: %s\n", problem, what, help);
    return STATUS_USAGE;
}

static enum status system_failure(const char *doing, const char *path)
{
    (void)fprintf(stderr, "lstackc: recipes test: cannot %s `%s`: %s\n", doing, path,
                  strerror(errno));
    return STATUS_SYSTEM;
}

/* ---- the recipe ------------------------------------------------------------------------------ */

/* The platform of an image, as far as its name tells, or NULL. */
static const char *platform_of(struct arena *a, const char *image)
{
    return guest_of_image(a,
                          strchr(image, ':') != NULL ? image : arena_printf(a, "images:%s", image))
        .platform;
}

/* Is it Docker's recipe, or one that needs it? */
/* NOLINTNEXTLINE(misc-no-recursion): MAX_DEPTH bounds it */
static bool brings_docker(struct recipe_store *store, const struct recipe_search *where,
                          const struct recipe *recipe, int depth)
{
    if (recipe == NULL || recipe->header == NULL || depth > MAX_DEPTH)
        return false;
    if (strcmp(recipe->name, "docker") == 0)
        return true;
    for (size_t i = 0; i < recipe->header->needs.count; i++)
        if (brings_docker(store, where,
                          recipe_store_find(store, where, recipe->header->needs.items[i].text),
                          depth + 1))
            return true;
    return false;
}

/* Looks the recipe up, where the stack would. Its faults are printed. */
static enum status find_recipe(struct test *t)
{
    struct compilation c = {.diags = {.arena = t->a}};
    struct recipe_store store = {
        .arena = t->a, .diags = &c.diags, .files = {.arena = t->a}, .found = {.arena = t->a}};
    const struct source *beside = source_of_text(t->a, t->file, "", 0);
    const char *image = t->options->image;
    const struct recipe_search where = {beside, NULL,
                                        image != NULL ? platform_of(t->a, image) : NULL};
    const struct recipe *recipe = recipe_store_find(&store, &where, t->name);

    if (recipe == NULL)
        return complain("there is no recipe", t->name, "`lstackc recipes` lists them");
    if (recipe->header == NULL) {
        print_diags(&c, t->options, stderr);
        return STATUS_INPUT;
    }
    t->header = recipe->header;
    t->docker = brings_docker(&store, &where, recipe, 0);
    t->image = image != NULL ? image
               : recipe->header->platforms.count > 0
                   ? recipes_image(t->a, recipe->header->platforms.items[0].text)
                   : NULL;
    if (t->image == NULL)
        return complain("no image is known for", t->name, "name one: `--image IMAGE`");
    return STATUS_GOOD;
}

static bool is_list(const struct test *t, const char *name)
{
    const struct recipe_param *param = recipe_param_find(t->header, name);

    return param != NULL && param->type == RECIPE_LIST;
}

/* Each value names a parameter, none is a secret, and only lists have several. */
static enum status check_values(const struct test *t)
{
    struct map seen = {.arena = t->a};

    for (int i = 0; i < t->count; i++) {
        size_t len = strcspn(t->values[i], "=");
        char *name = arena_strndup(t->a, t->values[i], len);
        const struct recipe_param *param = recipe_param_find(t->header, name);

        if (len == 0 || t->values[i][len] == '\0')
            return complain("this is not PARAM=VALUE:", t->values[i],
                            "`lstackc recipes NAME` shows the parameters");
        if (param != NULL && param->type == RECIPE_SECRET)
            return complain("this is a secret:", name,
                            "leave it out: it gets a random value, as command lines are no secret");
        if (map_add(&seen, name, name) != NULL && !is_list(t, name))
            return complain("this parameter is given twice:", name,
                            "only a list may have several values");
    }
    return STATUS_GOOD;
}

/* ---- the stack ------------------------------------------------------------------------------- */

/* All values of one parameter: several are items of a list. */
static void write_values(const struct test *t, struct buf *b, const char *name)
{
    bool list = is_list(t, name);
    size_t len = strlen(name);
    const char *separator = "";

    buf_printf(b, "          %s: %s", yaml_scalar(t->a, name, true), list ? "[" : "");
    for (int i = 0; i < t->count; i++) {
        if (strncmp(t->values[i], name, len) != 0 || t->values[i][len] != '=')
            continue;
        buf_printf(b, "%s%s", separator, yaml_scalar(t->a, t->values[i] + len + 1, true));
        separator = ", ";
    }
    buf_str(b, list ? "]\n" : "\n");
}

/* Must the parameter be told a secret? */
static bool wants_secret(const struct recipe_param *param)
{
    return param->type == RECIPE_SECRET && param->required;
}

static void write_params(const struct test *t, struct buf *b)
{
    struct map seen = {.arena = t->a};

    for (int i = 0; i < t->count; i++) {
        char *name = arena_strndup(t->a, t->values[i], strcspn(t->values[i], "="));

        if (map_add(&seen, name, name) == NULL)
            write_values(t, b, name);
    }
    for (size_t i = 0; i < t->header->param_count; i++)
        if (wants_secret(&t->header->params[i]))
            buf_printf(b, "          %s: !secret %s\n", t->header->params[i].name.text,
                       t->header->params[i].name.text);
}

/* A stack of one container that has the recipe. */
static const char *stack_text(const struct test *t)
{
    struct buf b = buf_make(t->a), params = buf_make(t->a);
    const char *separator = "secrets:\n";

    buf_printf(&b,
               "version: 1\nname: %s\nservers:\n  here: {address: 192.0.2.1, master: true}\n"
               "containers:\n  %s: # lstackc: allow(L0304)\n    server: here\n    image: %s\n%s"
               "    recipes:\n",
               t->container, t->container, yaml_scalar(t->a, t->image, false),
               t->docker ? "    docker: true\n" : "");
    write_params(t, &params);
    buf_printf(&b, "      - %s%s", yaml_scalar(t->a, t->name, false),
               params.len > 0 ? ":\n" : "\n");
    buf_str(&b, params.data);
    for (size_t i = 0; i < t->header->param_count; i++)
        if (wants_secret(&t->header->params[i])) {
            buf_printf(&b, "%s  %s: {env: NONE}\n", separator, t->header->params[i].name.text);
            separator = "";
        }
    return b.data;
}

/* ---- the bundle ------------------------------------------------------------------------------ */

static bool is_in_path(struct arena *a, const char *program)
{
    const char *path = getenv("PATH");

    for (const char *end; path != NULL && *path != '\0'; path = end + (*end == ':')) {
        end = path + strcspn(path, ":");
        if (access(arena_printf(a, "%.*s/%s", (int)(end - path), path, program), X_OK) == 0)
            return true;
    }
    return false;
}

static void add_secrets(struct tree *t, const struct ir_recipes *recipes)
{
    struct map seen = {.arena = t->arena};

    for (size_t i = 0; i < recipes->count; i++)
        for (size_t j = 0; j < recipes->items[i].count; j++) {
            const char *secret = recipes->items[i].params[j].secret;

            if (secret != NULL && map_add(&seen, secret, (void *)secret) == NULL)
                tree_add_text(t, arena_printf(t->arena, "secrets/%s", secret), "");
        }
}

/* The recipes alone: what else the server would get is none of their business. */
static struct tree make_bundle(const struct test *t, const struct ir *ir, const char *client)
{
    struct bundle b = {.arena = t->a, .tree = {.arena = t->a}};
    struct tree all = {.arena = t->a};
    const char *const facts[] = {"stack", ir->name, "server", "here", "lxc", client, NULL};

    backend_recipes.server(ir, &ir->servers[0], &b);
    (void)bundle_finish(&b, STACK_FILE, facts);
    for (size_t i = 0; i < b.tree.count; i++) {
        const struct file *f = &b.tree.files[i];

        tree_add(&all, arena_printf(t->a, "bundle/%s", f->path), f->data, f->len, f->executable);
    }
    add_secrets(&all, &ir->containers[0].recipes);
    tree_add(&all, "recipe-test.sh", recipe_test_sh, recipe_test_sh_len, false);
    return all;
}

/* Writes the files into a fresh directory; its path, or NULL, reported. */
static const char *write_files(const struct tree *files)
{
    struct arena *a = files->arena;
    const char *parent = getenv("TMPDIR");
    char *directory =
        arena_printf(a, "%s/lstackc-XXXXXX", parent != NULL && *parent == '/' ? parent : "/tmp");

    if (mkdtemp(directory) == NULL) {
        (void)system_failure("make", directory);
        return NULL;
    }
    for (size_t i = 0; i < files->count; i++) {
        struct file f = files->files[i];
        const char *path = arena_printf(a, "%s/%s", directory, f.path);

        if (disk_make_parents(a, path) == 0 && disk_write(path, &f) == 0)
            continue;
        (void)system_failure("write", path);
        (void)disk_remove_tree(directory);
        return NULL;
    }
    return directory;
}

/* Becomes the script, which removes the directory in the end. */
static enum status become_script(const struct test *t, const struct ir_container *c,
                                 const char *directory, const char *client)
{
    const char *script = arena_printf(t->a, "%s/recipe-test.sh", directory);
    const char *const fixed[] = {"sh", script, directory, client, c->image, c->name, t->name};
    enum { FIXED = sizeof fixed / sizeof *fixed };
    const char **argv = arena_alloc(t->a, (FIXED + c->recipes.count + 1) * sizeof *argv);

    memcpy(argv, fixed, sizeof fixed);
    for (size_t i = 0; i < c->recipes.count; i++)
        argv[FIXED + i] = arena_printf(t->a, "recipe-%s--%s", c->name, c->recipes.items[i].name);
    (void)execvp("sh", (char *const *)argv);
    (void)disk_remove_tree(directory);
    return system_failure("start", "sh");
}

/* ---------------------------------------------------------------------------------------------- */

static const char *random_name(struct arena *a)
{
    unsigned number = 0;

    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = (unsigned)getpid();
    return arena_printf(a, "recipe-test-%08x", number);
}

static const char *stack_file(struct arena *a, const struct options *options)
{
    const char *slash = options->file != NULL ? strrchr(options->file, '/') : NULL;

    if (slash == NULL)
        return STACK_FILE;
    return arena_printf(a, "%.*s/" STACK_FILE, (int)(slash - options->file), options->file);
}

enum status recipes_test(struct arena *a, const struct options *options, int count, char **words)
{
    struct test t = {.a = a, .options = options, .values = words + 1, .count = count - 1};
    const char *client = is_in_path(a, "lxc") || !is_in_path(a, "incus") ? "lxc" : "incus";
    struct compilation c;
    struct tree files;
    const char *directory;
    enum status status;

    if (count == 0)
        return complain("a name is missing behind", "test", "`lstackc recipes` lists recipes");
    t.name = words[0];
    t.container = random_name(a);
    t.file = stack_file(a, options);
    status = find_recipe(&t);
    if (status == STATUS_GOOD)
        status = check_values(&t);
    if (status != STATUS_GOOD)
        return status;
    status = compile_text(a, options, t.file, stack_text(&t), &c);
    if (status != STATUS_GOOD) {
        print_diags(&c, options, stderr);
        return status;
    }
    files = make_bundle(&t, c.ir, client);
    directory = write_files(&files);
    return directory == NULL ? STATUS_SYSTEM
                             : become_script(&t, &c.ir->containers[0], directory, client);
}
