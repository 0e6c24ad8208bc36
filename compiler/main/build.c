/* lstackc build: from a file to a directory of bundles and everything else. */
#include <string.h>

#include "emit/output.h"
#include "main/command.h"
#include "main/generate.h"
#include "main/lock_file.h"

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
    if (options->locked && lock_file_refuse(&c.diags, c.lock, &change)) {
        print_diags(&c, options, stderr);
        return STATUS_INPUT;
    }
    result.problem = generate(&t, c.ir);
    if (result.problem == NULL && !options->locked && !lock_file_write(&c.diags, c.lock, &change)) {
        print_diags(&c, options, stderr);
        return STATUS_SYSTEM;
    }
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
