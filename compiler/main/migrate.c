/* lstackc migrate: a file of LStacker 0 as one of version 1. */
#include "main/command.h"
#include "main/print_tree.h"

static const char *migrated(struct arena *a, const struct compilation *c)
{
    struct buf out = buf_make(a);

    print_comment(&out,
                  arena_printf(a,
                               "Made by `lstackc migrate` of %s, a file of LStacker 0.\nIt is the "
                               "same stack. Comments tell what changed, and why.",
                               c->ir->file),
                  0);
    if (c->tree->remark != NULL) {
        buf_str(&out, "#\n");
        print_comment(&out, c->tree->remark, 0);
    }
    buf_char(&out, '\n');
    print_tree(&out, c->tree);
    return out.data;
}

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c;
    enum status status = compile_file(a, options, &c);

    print_diags(&c, options, stderr);
    if (status != STATUS_GOOD)
        return finish_output(status);
    if (c.version0) {
        (void)fputs(migrated(a, &c), stdout);
    } else {
        (void)fwrite(c.source->text, 1, c.source->len, stdout);
        (void)fprintf(stderr, "lstackc migrate: %s is a file of version 1: nothing to do\n",
                      c.source->name);
    }
    return finish_output(status);
}

const struct command command_migrate = {
    "migrate", "", "print a file of LStacker 0 as one of version 1", "fFc", 0, run};
