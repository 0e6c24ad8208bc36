/* lstackc build: from a file to a directory of bundles and everything else. */
#include <errno.h>
#include <string.h>

#include "emit/disk.h"
#include "emit/output.h"
#include "main/command.h"
#include "main/generate.h"

static enum status report_failure(struct compilation *c, const struct options *options,
                                  const struct output_result *result)
{
    struct span nowhere = {0};

    if (result->status == OUTPUT_FOREIGN)
        diag_help(diag_report(&c->diags, L0902, nowhere, "%s", result->problem),
                  "choose another directory (`-o DIR`), or empty this one");
    else
        diag_help(diag_report(&c->diags, L0901, nowhere, "%s", result->problem),
                  "the former output, if there was one, is as it was");
    print_diags(c, options, stderr);
    return STATUS_SYSTEM;
}

/* --locked: nothing may be assigned that the lock does not keep. */
static enum status refuse_change(struct compilation *c, const struct options *options,
                                 const struct lock_change *change)
{
    size_t count = change->added + change->changed + change->removed, told = 0;
    struct span whole = {.source = c->lock->source};
    struct diag *d;

    if (count == 0)
        return STATUS_GOOD;
    d = diag_report(
        &c->diags, L0270, whole, "`%s` would change in %zu line%s, and `--locked` forbids that",
        c->lock->name != NULL ? c->lock->name : "the lock", count, count == 1 ? "" : "s");
    for (; told < LOCK_EXAMPLES && change->examples[told] != NULL; told++)
        diag_note(d, (struct span){0}, "%s", change->examples[told]);
    if (count > told)
        diag_note(d, (struct span){0}, "and %zu more", count - told);
    diag_help(d, "run `lstackc build` without `--locked`, and commit the lock with the file");
    print_diags(c, options, stderr);
    return STATUS_INPUT;
}

/* Writes the lock if its bytes change. */
static enum status write_lock(struct compilation *c, const struct options *options,
                              const struct lock_change *change)
{
    struct file file = {.path = c->lock->name, .data = change->text, .len = change->len};

    if (change->text == NULL || !change->differs || options->locked ||
        disk_replace(c->diags.arena, c->lock->name, &file) == 0)
        return STATUS_GOOD;
    diag_help(diag_report(&c->diags, L0269, (struct span){0}, "cannot write `%s`: %s",
                          c->lock->name, strerror(errno)),
              "nothing was built: what is assigned must be kept, so that it stays");
    print_diags(c, options, stderr);
    return STATUS_SYSTEM;
}

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c;
    struct tree t = {.arena = a};
    struct output_result result = {.status = OUTPUT_FAILED};
    struct lock_change change = {0};
    enum status status = compile_file(a, options, &c);

    if (status != STATUS_GOOD) {
        print_diags(&c, options, stderr);
        return status;
    }
    change = lock_change(c.lock);
    if (options->locked && refuse_change(&c, options, &change) != STATUS_GOOD)
        return STATUS_INPUT;
    result.problem = generate(&t, c.ir);
    if (result.problem == NULL && write_lock(&c, options, &change) != STATUS_GOOD)
        return STATUS_SYSTEM;
    if (result.problem == NULL)
        result = output_write(&t, options->output);
    if (result.status != OUTPUT_OK)
        return report_failure(&c, options, &result);
    print_diags(&c, options, stderr);
    (void)printf("%s: %zu files written, %zu removed, %zu unchanged\n", options->output,
                 result.written, result.removed, result.unchanged);
    if (change.differs && !options->locked)
        (void)printf("%s: %zu added, %zu changed, %zu removed; commit it\n", c.lock->name,
                     change.added, change.changed, change.removed);
    return finish_output(STATUS_GOOD);
}

const struct command command_build = {"build",   "", "write the bundles and all else",
                                      "foSLRFc", 0,  run};
