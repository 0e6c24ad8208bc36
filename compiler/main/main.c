/* lstackc: the command line. */
#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "front/suggest.h"
#include "main/command.h"

static const struct command *const commands[] = {&command_check, &command_build, &command_show,
                                                 &command_explain};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

/* One row an option: `letter` is what commands name it by. */
static const struct {
    char letter;
    bool is_short;
    const char *name, *argument, *doc;
} option_table[] = {
    {'f', true, "file", "FILE", "the stack (lstacker.yaml, else lstacker.yml)"},
    {'o', true, "output", "DIR", "where the output goes (build)"},
    {'F', false, "format", "text|json", "how errors and warnings are written (text)"},
    {'c', false, "color", "auto|always|never", "colour (auto: on a terminal without NO_COLOR)"},
};
enum { OPTION_COUNT = sizeof option_table / sizeof *option_table };

static void print_options(FILE *out, const struct command *c)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        char left[64];

        if (strchr(c->letters, option_table[i].letter) == NULL)
            continue;
        (void)snprintf(left, sizeof left, "%s%c%s--%s=%s", option_table[i].is_short ? "-" : " ",
                       option_table[i].is_short ? option_table[i].letter : ' ',
                       option_table[i].is_short ? ", " : "  ", option_table[i].name,
                       option_table[i].argument);
        (void)fprintf(out, "  %-31s %s\n", left, option_table[i].doc);
    }
}

static void print_help(FILE *out, const struct command *c)
{
    if (c != NULL) {
        (void)fprintf(out, "Usage: lstackc %s%s%s%s%s\n\nlstackc %s: %s.\n", c->name,
                      *c->letters != '\0' ? " [OPTION]..." : "", *c->arguments != '\0' ? " " : "",
                      c->arguments, "", c->name, c->doc);
        if (*c->letters != '\0')
            (void)fprintf(out, "\n");
        print_options(out, c);
    } else {
        (void)fprintf(out, "Usage: lstackc COMMAND [OPTION]...\n\nCompiles a stack of servers, "
                           "networks and containers to scripts\nand configuration.\n\n");
        for (int i = 0; i < COMMAND_COUNT; i++)
            (void)fprintf(out, "  %-8s %-6s %s\n", commands[i]->name, commands[i]->arguments,
                          commands[i]->doc);
        (void)fprintf(out, "\n`lstackc COMMAND --help` tells the options of a command.\n");
    }
    (void)fprintf(
        out, "\nExit status: 0 good; 1 errors in the input; 2 wrong usage; 3 system failure.\n");
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

/* Takes one option's value. False if it is none of its words. */
static bool take_option(struct options *options, int letter, const char *value)
{
    const char *no_color = getenv("NO_COLOR");

    switch (letter) {
    case 'f':
        options->file = value;
        return true;
    case 'o':
        options->output = value;
        return *value != '\0';
    case 'F':
        options->json = strcmp(value, "json") == 0;
        return options->json || strcmp(value, "text") == 0;
    default:
        options->color =
            strcmp(value, "always") == 0 || (strcmp(value, "auto") == 0 && isatty(STDERR_FILENO) &&
                                             (no_color == NULL || *no_color == '\0'));
        return options->color || strcmp(value, "auto") == 0 || strcmp(value, "never") == 0;
    }
}

/* Tells getopt which options the command has. */
static void declare_options(const struct command *c, struct option *longs, char *shorts)
{
    *shorts++ = ':';
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (strchr(c->letters, option_table[i].letter) == NULL)
            continue;
        *longs++ =
            (struct option){option_table[i].name, required_argument, NULL, option_table[i].letter};
        if (option_table[i].is_short) {
            *shorts++ = option_table[i].letter;
            *shorts++ = ':';
        }
    }
    *longs++ = (struct option){"help", no_argument, NULL, 'h'};
    *shorts++ = 'h';
    *shorts = '\0';
}

static enum status usage_error(const struct command *c, const char *problem, const char *what)
{
    (void)fprintf(stderr, "lstackc %s: %s `%s`\nlstackc: `lstackc %s --help` tells the options\n",
                  c->name, problem, what, c->name);
    return STATUS_USAGE;
}

/* Parses the options of `c`. Returns STATUS_GOOD to go on; sets `*helped` if help was printed. */
static enum status parse_options(const struct command *c, int argc, char **argv,
                                 struct options *options, bool *helped)
{
    struct option longs[OPTION_COUNT + 2] = {0};
    char shorts[OPTION_COUNT * 2 + 3];
    int letter;

    declare_options(c, longs, shorts);
    (void)take_option(options, 'c', "auto");
    while ((letter = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (letter == 'h') {
            print_help(stdout, c);
            *helped = true;
            return finish_output(STATUS_GOOD);
        }
        if (letter == '?')
            return usage_error(c, "there is no option", argv[optind - 1]);
        if (letter == ':')
            return usage_error(c, "a value is missing after", argv[optind - 1]);
        if (!take_option(options, letter, optarg))
            return usage_error(c, "this option cannot be", optarg);
    }
    options->words = argv + optind;
    options->word_count = argc - optind;
    if (options->word_count > c->words)
        return usage_error(c, "what is this argument:", argv[optind + c->words]);
    if (options->word_count < c->words)
        return usage_error(c, "an argument is missing:", c->arguments);
    return STATUS_GOOD;
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
    bool helped = false;

    /* Names of files may be UTF-8; everything else is the same in every locale. */
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    if (argc < 2) {
        print_help(stderr, NULL);
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
        strcmp(argv[1], "help") == 0) {
        print_help(stdout, NULL);
        return (int)finish_output(STATUS_GOOD);
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "version") == 0) {
        (void)printf("lstackc %s\n", LSTACKER_VERSION);
        return (int)finish_output(STATUS_GOOD);
    }
    command = find_command(argv[1]);
    if (command == NULL)
        return STATUS_USAGE;
    status = parse_options(command, argc - 1, argv + 1, &options, &helped);
    return (int)(status != STATUS_GOOD || helped ? status : run_command(command, &options));
}
