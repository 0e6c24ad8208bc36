/* From a file to the IR: what all subcommands begin with. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "backends/backend.h"
#include "front/allow.h"
#include "front/ast.h"
#include "front/include.h"
#include "front/uses.h"
#include "front/yaml.h"
#include "main/command.h"
#include "main/lock_file.h"
#include "sema/sema.h"
#include "version0/version0.h"

/* Both names are documented by the alpha. */
static const char *find_file(const struct options *options)
{
    if (options->file != NULL)
        return options->file;
    return access("lstacker.yaml", F_OK) != 0 && access("lstacker.yml", F_OK) == 0
               ? "lstacker.yml"
               : "lstacker.yaml";
}

static struct source *read_input(struct arena *a, struct diags *diags, const char *path,
                                 const struct options *options)
{
    struct source *source;
    enum source_status status = source_read(a, path, YAML_MAX_BYTES, &source);
    struct span whole = {.source = source};

    if (status == SOURCE_OK)
        return source;
    if (status == SOURCE_TOO_LARGE)
        diag_help(diag_report(diags, L0003, whole, "the file has more than 32 MiB"),
                  "is it the right file?");
    else if (errno == ENOENT && options->file == NULL)
        diag_help(
            diag_report(diags, L0001, whole, "there is no lstacker.yaml or lstacker.yml here"),
            "name the file: `-f FILE`");
    else
        diag_help(diag_report(diags, L0001, whole, "cannot read `%s`: %s", path, strerror(errno)),
                  strcmp(path, "-") == 0 ? "the file that comes through a pipe is `/dev/stdin`"
                                         : "check the path and its permissions");
    return NULL;
}

/* What lies beside the input, for the front end, which looks at no file itself. */
struct beside {
    struct arena *arena;
    const struct source *input;
};

static bool has_file(const void *context, const char *path)
{
    const struct beside *beside = context;

    return source_is_readable(source_path(beside->arena, beside->input, path));
}

/* The tree of the file in version 1, or NULL. */
static const struct node *lower(struct compilation *c, const struct node *root)
{
    const struct beside beside = {c->diags.arena, c->source};
    const struct surroundings around = {has_file, &beside};

    c->version0 = root != NULL && version0_is(root);
    return c->version0 ? version0_lower(&c->diags, root, &around) : root;
}

/* What only those can tell who generate the files. */
static void check_backends(struct compilation *c)
{
    for (const struct backend *const *backend = backends; *backend != NULL; backend++)
        if ((*backend)->check != NULL)
            (*backend)->check(c->ir, &c->diags);
}

/* What c->source, which was read from `path`, means. */
static enum status compile_source(struct arena *a, const struct options *options, const char *path,
                                  struct compilation *c)
{
    struct trace trace = {.arena = a};
    const struct node *root;
    struct allows *allows;
    bool lock_good;

    root = include_parse(&c->diags, c->source, source_read_regular, &trace);
    allows = allow_read(&c->diags, &trace);
    c->tree = lower(c, root);
    lock_good = lock_file_read(&c->diags, path, options->relock, &c->lock);
    if (c->tree != NULL)
        c->ir = sema_analyse(&c->diags, ast_read(&c->diags, c->tree), c->lock, path);
    if (c->diags.errors == 0)
        check_backends(c);
    uses_report(&c->diags, &trace);
    allow_finish(allows);
    if (options->strict)
        diags_make_strict(&c->diags);
    if (!lock_good)
        return STATUS_SYSTEM;
    return c->diags.errors > 0 ? STATUS_INPUT : STATUS_GOOD;
}

enum status compile_file(struct arena *a, const struct options *options, struct compilation *c)
{
    const char *path = find_file(options);

    memset(c, 0, sizeof *c);
    c->diags.arena = a;
    c->source = read_input(a, &c->diags, path, options);
    if (c->source == NULL)
        return c->diags.list->code == L0001 ? STATUS_SYSTEM : STATUS_INPUT;
    return compile_source(a, options, path, c);
}

enum status compile_text(struct arena *a, const struct options *options, const char *name,
                         const char *text, struct compilation *c)
{
    memset(c, 0, sizeof *c);
    c->diags.arena = a;
    c->source = source_of_text(a, name, text, strlen(text));
    return compile_source(a, options, name, c);
}

void print_diags(const struct compilation *c, const struct options *options, FILE *json_to)
{
    if (options->json)
        diags_print_json(&c->diags, json_to);
    else
        diags_print_text(&c->diags, stderr, options->color);
}

enum status finish_output(enum status status)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return status;
    (void)fprintf(stderr, "lstackc: cannot write the output: %s\n", strerror(errno));
    return STATUS_SYSTEM;
}
