/* From a file to the IR: what all subcommands begin with. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "front/allow.h"
#include "front/ast.h"
#include "front/include.h"
#include "main/command.h"
#include "sema/sema.h"

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
                  "check the path and its permissions");
    return NULL;
}

enum status compile_file(struct arena *a, const struct options *options, struct compilation *c)
{
    const char *path = find_file(options);
    struct trace trace = {.arena = a};
    const struct source *source;
    const struct node *root;
    struct allows *allows;

    memset(c, 0, sizeof *c);
    c->diags.arena = a;
    source = read_input(a, &c->diags, path, options);
    if (source == NULL)
        return c->diags.list->code == L0001 ? STATUS_SYSTEM : STATUS_INPUT;
    root = include_parse(&c->diags, source, source_read_regular, &trace);
    allows = allow_read(&c->diags, &trace);
    if (root != NULL)
        c->ir = sema_analyse(&c->diags, ast_read(&c->diags, root), path);
    allow_finish(allows);
    if (options->strict)
        diags_make_strict(&c->diags);
    return c->diags.errors > 0 ? STATUS_INPUT : STATUS_GOOD;
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
