/* lstackc check: are there faults in the file? */
#include "main/command.h"

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c;
    enum status status = compile_file(a, options, &c);

    print_diags(&c, options, stdout);
    if (status == STATUS_GOOD && !options->json)
        (void)printf("good: %zu server%s, %zu network%s, %zu container%s\n", c.ir->server_count,
                     c.ir->server_count == 1 ? "" : "s", c.ir->network_count,
                     c.ir->network_count == 1 ? "" : "s", c.ir->container_count,
                     c.ir->container_count == 1 ? "" : "s");
    return finish_output(status);
}

const struct command command_check = {"check", "", "look for faults in the file", "fSFc", 0, run};
