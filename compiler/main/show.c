/* lstackc show: the resolved stack as JSON. */
#include "main/command.h"
#include "main/stack_json.h"

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c;
    enum status status = compile_file(a, options, &c);
    struct buf text;

    print_diags(&c, options, stderr);
    if (status == STATUS_GOOD) {
        text = stack_text(a, c.ir);
        (void)fwrite(text.data, 1, text.len, stdout);
    }
    return finish_output(status);
}

const struct command command_show = {"show", "", "print the resolved stack as JSON",
                                     "fSFc", 0,  run};
