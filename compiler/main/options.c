/* The options of all commands. */
#include "main/options.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ascii.h"

#define FIELD(name) offsetof(struct options, name)

const struct option_info option_table[] = {
    {'f', 'f', "file", "FILE", "the stack (lstacker.yaml, else lstacker.yml)", FIELD(file)},
    {'p', 'f', "file", "FILE", "the stack: in revisions, and if NEW is left out", FIELD(file)},
    {'o', 'o', "output", "DIR", "where the output goes (build)", FIELD(output)},
    {'A', 'o', "output", "FILE", "the file to write (lstacker.yaml)", FIELD(starter)},
    {'N', 0, "name", "NAME", "the stack's name (my-stack)", FIELD(name)},
    {'U', 0, "ssh-user", "USER", "who logs in on the servers (ubuntu)", FIELD(user)},
    {'E', 0, "servers", "1..100", "how many servers (2)", FIELD(servers)},
    {'I', 0, "image", "IMAGE", "what `recipes test` makes its container of", FIELD(image)},
    {'S', 0, "strict", NULL, "warnings count as errors", FIELD(strict)},
    {'L', 0, "locked", NULL, "fail if the lock would have to change (build)", FIELD(locked)},
    {'R', 0, "relock", NULL, "assign anew what contradicts the lock (build)", FIELD(relock)},
    {'F', 0, "format", "text|json", "how errors and warnings are written (text)", FIELD(json)},
    {'J', 0, "format", "text|json", "how differences and errors are written (text)", FIELD(json)},
    {'M', 0, "format", "text|json|markdown", "how recipes are listed (text)", FIELD(format)},
    {'c', 0, "color", "auto|always|never", "colour (auto: on a terminal without NO_COLOR)",
     FIELD(color_when)},
    {0, 0, NULL, NULL, NULL, 0},
};
enum { OPTION_COUNT = sizeof option_table / sizeof *option_table - 1 };

/* What getopt_long() returns for row N of the table is FIRST + N: no letter is so large. */
enum { FIRST = UCHAR_MAX + 1 };

/* The row of `id`. */
static const struct option_info *option_find(char id)
{
    const struct option_info *o = option_table;

    while (o->name != NULL && o->id != id)
        o++;
    if (o->name == NULL)
        abort();
    return o;
}

int choice_find(const char *words, const char *value)
{
    for (int i = 0;; i++) {
        size_t len = strcspn(words, "|");

        if (strlen(value) == len && strncmp(words, value, len) == 0)
            return i;
        if (words[len] == '\0')
            return -1;
        words += len + 1;
    }
}

void options_print(FILE *out, const struct command *c)
{
    for (const struct option_info *o = option_table; o->name != NULL; o++) {
        char left[64];

        if (strchr(c->letters, o->id) == NULL)
            continue;
        (void)snprintf(left, sizeof left, "%s%c%s--%s%s%s", o->letter != 0 ? "-" : " ",
                       o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : "  ", o->name,
                       o->argument != NULL ? "=" : "", o->argument != NULL ? o->argument : "");
        (void)fprintf(out, "  %-31s %s\n", left, o->doc);
    }
}

/* A decimal number within `bounds` (LEAST..MOST). */
static bool take_number(const char *bounds, const char *value, int *number)
{
    long least = strtol(bounds, NULL, 10), most = strtol(strstr(bounds, "..") + 2, NULL, 10);
    size_t digits = strspn(value, DIGIT);

    *number = digits < 10 ? (int)strtol(value, NULL, 10) : INT_MAX;
    return digits > 0 && value[digits] == '\0' && *number >= least && *number <= most;
}

/* Takes one option's value. False if it cannot be that. */
static bool take_option(struct options *options, const struct option_info *o, const char *value)
{
    void *field = (char *)options + o->field;

    if (o->argument == NULL) {
        *(bool *)field = true;
        return true;
    }
    if (strchr(o->argument, '|') != NULL)
        return (*(int *)field = choice_find(o->argument, value)) >= 0;
    if (strstr(o->argument, "..") != NULL)
        return take_number(o->argument, value, field);
    *(const char **)field = value;
    return *value != '\0';
}

/* Tells getopt which options the command has. */
static void declare_options(const struct command *c, struct option *longs, char *shorts)
{
    *shorts++ = ':';
    *shorts++ = 'h';
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_info *o = &option_table[i];

        if (strchr(c->letters, o->id) == NULL)
            continue;
        *longs++ = (struct option){o->name, o->argument != NULL ? required_argument : no_argument,
                                   NULL, FIRST + i};
        if (o->letter != 0)
            *shorts++ = o->letter;
        if (o->letter != 0 && o->argument != NULL)
            *shorts++ = ':';
    }
    *longs++ = (struct option){"help", no_argument, NULL, 'h'};
    *shorts = '\0';
}

/* The row that getopt_long() means: FIRST + its number, or its letter. */
static const struct option_info *row_of(const struct command *c, int found)
{
    if (found >= FIRST)
        return &option_table[found - FIRST];
    for (const char *id = c->letters; *id != '\0'; id++)
        if (option_find(*id)->letter == found)
            return option_find(*id);
    abort();
}

static enum status usage_error(const struct command *c, const char *problem, const char *what)
{
    (void)fprintf(stderr, "lstackc %s: %s `%s`\nlstackc: `lstackc %s --help` tells the options\n",
                  c->name, problem, what, c->name);
    return STATUS_USAGE;
}

/* How many of the words in `arguments` may be left out? */
static int optional_words(const struct command *c)
{
    int n = 0;

    for (const char *p = c->arguments; *p != '\0'; p++)
        n += *p == '[';
    return n;
}

static enum status take_words(const struct command *c, int count, char **words,
                              struct options *options)
{
    options->words = words;
    options->word_count = count;
    if (count > c->words && strstr(c->arguments, "...") == NULL)
        return usage_error(c, "what is this argument:", words[c->words]);
    if (count < c->words - optional_words(c))
        return usage_error(c, "an argument is missing:", c->arguments);
    if (strchr(c->arguments, '|') != NULL && choice_find(c->arguments, words[0]) < 0)
        return usage_error(c, "this argument cannot be", words[0]);
    return STATUS_GOOD;
}

/* What --color says, or the terminal. */
static bool wants_color(int when)
{
    const char *no_color = getenv("NO_COLOR");

    return when == COLOR_ALWAYS ||
           (when == COLOR_AUTO && isatty(STDERR_FILENO) && (no_color == NULL || *no_color == '\0'));
}

enum status options_parse(const struct command *c, int argc, char **argv, struct options *options,
                          bool *help)
{
    struct option longs[OPTION_COUNT + 2] = {0};
    char shorts[OPTION_COUNT * 2 + 3];
    int found;

    declare_options(c, longs, shorts);
    while ((found = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        *help = found == 'h';
        if (*help)
            return STATUS_GOOD;
        if (found == '?')
            return usage_error(c, "there is no option", argv[optind - 1]);
        if (found == ':')
            return usage_error(c, "a value is missing after", argv[optind - 1]);
        if (!take_option(options, row_of(c, found), optarg))
            return usage_error(c, "this option cannot be", optarg);
    }
    options->color = wants_color(options->color_when);
    return take_words(c, argc - optind, argv + optind, options);
}
