/* lstackc build: from a file to a directory of bundles and everything else. */
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

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c;
    struct tree t = {.arena = a};
    struct output_result result = {.status = OUTPUT_FAILED};
    enum status status = compile_file(a, options, &c);

    if (status != STATUS_GOOD) {
        print_diags(&c, options, stderr);
        return status;
    }
    result.problem = generate(&t, c.ir);
    if (result.problem == NULL)
        result = output_write(&t, options->output);
    if (result.status != OUTPUT_OK)
        return report_failure(&c, options, &result);
    print_diags(&c, options, stderr);
    (void)printf("%s: %zu files written, %zu removed, %zu unchanged\n", options->output,
                 result.written, result.removed, result.unchanged);
    return finish_output(STATUS_GOOD);
}

const struct command command_build = {"build", "", "write the bundles and all else",
                                      "foSFc", 0,  run};
