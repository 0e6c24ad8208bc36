/* lstackc: the command line. */
#include <locale.h>
#include <string.h>

#include "front/suggest.h"
#include "main/options.h"

const struct command *const commands[] = {
    &command_init,   &command_check,    &command_build,      &command_show,
    &command_diff,   &command_migrate,  &command_recipes,    &command_explain,
    &command_schema, &command_language, &command_completion, NULL,
};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands - 1 };

/* The longest of the commands with their arguments. */
static int widest(void)
{
    size_t most = 0, len;

    for (int i = 0; i < COMMAND_COUNT; i++) {
        len = strlen(commands[i]->name) + strlen(commands[i]->arguments);
        most = len > most ? len : most;
    }
    return (int)most;
}

static void print_help(FILE *out, const struct command *c)
{
    const int width = widest();

    if (c != NULL) {
        (void)fprintf(out, "Usage: lstackc %s%s%s%s\n\nlstackc %s: %s.\n", c->name,
                      *c->letters != '\0' ? " [OPTION]..." : "", *c->arguments != '\0' ? " " : "",
                      c->arguments, c->name, c->doc);
        if (*c->letters != '\0')
            (void)fprintf(out, "\n");
        options_print(out, c);
    } else {
        (void)fprintf(out, "Usage: lstackc COMMAND [OPTION]...\n\nCompiles a stack of servers, "
                           "networks and containers to scripts\nand configuration.\n\n");
        for (int i = 0; i < COMMAND_COUNT; i++)
            (void)fprintf(out, "  %s %-*s  %s\n", commands[i]->name,
                          width - (int)strlen(commands[i]->name), commands[i]->arguments,
                          commands[i]->doc);
        (void)fprintf(out, "\n`lstackc COMMAND --help` tells the options of a command.\n");
    }
    (void)fprintf(out, "\nExit status: %s\n",
                  c == &command_diff ? "0 the same; 1 different; more than 1 trouble."
                                     : "0 good; 1 errors in the input; 2 wrong usage; "
                                       "3 system failure.");
}

static const char *command_name(const void *context, size_t i)
{
    (void)context;
    return commands[i]->name;
}

static const struct command *find_command(const char *name)
{
    const char *near;

    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    near = suggest(name, COMMAND_COUNT, command_name, NULL);
    (void)fprintf(stderr, "lstackc: there is no command `%s`", name);
    if (near != NULL)
        (void)fprintf(stderr, "; did you mean `%s`?", near);
    (void)fprintf(stderr, "\nlstackc: `lstackc --help` lists the commands\n");
    return NULL;
}

static enum status run_command(const struct command *c, const struct options *options)
{
    struct arena a = {0};
    enum status status;

    if (setjmp(a.oom) == 0) {
        status = c->run(&a, options);
    } else {
        (void)fprintf(stderr, "lstackc: out of memory\n");
        status = STATUS_SYSTEM;
    }
    arena_free(&a);
    return status;
}

int main(int argc, char **argv)
{
    struct options options = {.output = "build"};
    const struct command *command;
    enum status status;
    bool help = false;

    /* Names of files may be UTF-8; everything else is the same in every locale. */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        print_help(stderr, NULL);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        command = argc > 2 ? find_command(argv[2]) : NULL;
        if (command == NULL && argc > 2)
            return STATUS_USAGE;
        print_help(stdout, command);
        return (int)finish_output(STATUS_GOOD);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
        (void)printf("lstackc %s\n", LSTACKER_VERSION);
        return (int)finish_output(STATUS_GOOD);
    }
    command = find_command(argv[1]);
    if (command == NULL)
        return STATUS_USAGE;
    status = options_parse(command, argc - 1, argv + 1, &options, &help);
    if (help) {
        print_help(stdout, command);
        return (int)finish_output(STATUS_GOOD);
    }
    return (int)(status != STATUS_GOOD ? status : run_command(command, &options));
}
