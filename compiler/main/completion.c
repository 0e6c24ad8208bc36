/* lstackc completion: scripts for shells, from the tables of commands and options. */
#include <string.h>

#include "base/buf.h"
#include "emit/template.h"
#include "main/options.h"
#include "main/recipes.h"

enum shell { BASH, ZSH, FISH, SHELLS };

/* What completes an argument, in each shell; fish: options of `complete`. */
static const struct {
    const char *argument;
    const char *how[SHELLS];
} kinds[] = {
    {"FILE", {"_lstackc_files", "_files", "-r -F"}},
    {"DIR", {"_lstackc_directories", "_files -/", "-x -a '(__fish_complete_directories)'"}},
    {"CODE", {"_lstackc_codes", "_lstackc_codes", "-x -a '(__lstackc_codes)'"}},
    {"OLD", {"_lstackc_files", "_files", "-F"}},
    {"NEW", {"_lstackc_files", "_files", "-F"}},
    {"RECIPE", {"_lstackc_recipes", "_lstackc_recipes", "-x -a '(__lstackc_recipes)'"}},
};

/* Appends `text` for between single quotes, with a backslash before each of `special`. */
static void add_quoted(struct buf *b, const char *text, const char *special)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') {
            buf_str(b, "'\\''");
            continue;
        }
        if (strchr(special, *text) != NULL)
            buf_char(b, '\\');
        buf_char(b, *text);
    }
}

static void zsh_text(struct buf *b, const char *text)
{
    add_quoted(b, text, "[]:\\");
}

static void fish_text(struct buf *b, const char *text)
{
    add_quoted(b, text, "\\");
}

/* The words of `a|b|c`, with blanks between them. */
static const char *with_blanks(struct arena *a, const char *words)
{
    char *copy = arena_strdup(a, words);

    for (char *p = copy; *p != '\0'; p++)
        if (*p == '|')
            *p = ' ';
    return copy;
}

/* What completes `argument` (as in options.h) in `shell`, or NULL: nothing does. */
static const char *completer(struct arena *a, enum shell shell, const char *argument)
{
    static const char *const before[] = {"_lstackc_words ", "(", "-x -a '"};
    static const char *const after[] = {"", ")", "'"};

    if (strchr(argument, '|') != NULL)
        return arena_printf(a, "%s%s%s", before[shell], with_blanks(a, argument), after[shell]);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].argument, argument) == 0)
            return kinds[i].how[shell];
    return NULL;
}

/* The next of a command's arguments, without its brackets; NULL after the last. */
static const char *next_argument(struct arena *a, const char **arguments)
{
    const char *start = *arguments + strspn(*arguments, " [].");
    size_t len = strcspn(start, " ]");

    *arguments = start + len;
    return len > 0 ? arena_strndup(a, start, len) : NULL;
}

/* The next row of the table that `c` has, NULL after the last: `*row` begins as option_table. */
static const struct option_info *next_option(const struct command *c,
                                             const struct option_info **row)
{
    while ((*row)->name != NULL && strchr(c->letters, (*row)->id) == NULL)
        (*row)++;
    return (*row)->name != NULL ? (*row)++ : NULL;
}

/* ---- bash ------------------------------------------------------------------------------------ */

static void bash_value(struct buf *b, const struct option_info *o)
{
    const char *how;

    if (o->argument == NULL)
        return;
    how = completer(b->arena, BASH, o->argument);
    buf_str(b, "        ");
    if (o->letter != 0)
        buf_printf(b, "-%c | ", o->letter);
    buf_printf(b, "--%s)%s%s; return ;;\n", o->name, how != NULL ? " " : " COMPREPLY=()",
               how != NULL ? how : "");
}

static void bash_command(struct buf *b, const struct command *c)
{
    const struct option_info *o, *row = option_table;
    const char *arguments = c->arguments, *argument = next_argument(b->arena, &arguments);

    buf_printf(b, "    %s)\n", c->name);
    if (*c->letters != '\0')
        buf_str(b, "        case $option in\n");
    while ((o = next_option(c, &row)) != NULL)
        bash_value(b, o);
    if (*c->letters != '\0')
        buf_str(b, "        esac\n");
    buf_str(b, "        case $cur in\n        -*) _lstackc_options");
    row = option_table;
    while ((o = next_option(c, &row)) != NULL)
        buf_printf(b, " --%s%s", o->name, o->argument != NULL ? "=" : "");
    buf_str(b, " --help ;;\n");
    if (argument != NULL && completer(b->arena, BASH, argument) != NULL)
        buf_printf(b, "        *) %s ;;\n", completer(b->arena, BASH, argument));
    buf_str(b, "        esac\n        ;;\n");
}

static void bash_name(struct buf *b, const struct command *c)
{
    buf_printf(b, "%s%s", b->len > 0 ? " " : "", c->name);
}

static void bash_code(struct buf *b, const struct code_info *info)
{
    buf_printf(b, "%s%s", b->len > 0 ? " " : "", info->name);
}

static void bash_recipe(struct buf *b, const char *name, const char *doc)
{
    (void)doc;
    buf_printf(b, "%s%s", b->len > 0 ? " " : "", name);
}

/* ---- zsh ------------------------------------------------------------------------------------- */

static void zsh_option(struct buf *b, const struct option_info *o)
{
    const char *value = o->argument != NULL ? "=" : "", *how = NULL;

    buf_str(b, " \\\n                ");
    if (o->letter != 0)
        buf_printf(b, "'(-%c --%s)'{-%c%s,--%s%s}'[", o->letter, o->name, o->letter,
                   o->argument != NULL ? "+" : "", o->name, value);
    else
        buf_printf(b, "'--%s%s[", o->name, value);
    zsh_text(b, o->doc);
    buf_char(b, ']');
    if (o->argument != NULL) {
        how = completer(b->arena, ZSH, o->argument);
        buf_printf(b, ":%s:%s", o->name, how != NULL ? how : "");
    }
    buf_char(b, '\'');
}

static void zsh_command(struct buf *b, const struct command *c)
{
    const struct option_info *o, *row = option_table;
    const char *arguments = c->arguments, *argument, *how;

    buf_printf(b, "        %s)\n            _arguments '(- *)'{-h,--help}'[print the help]'",
               c->name);
    while ((o = next_option(c, &row)) != NULL)
        zsh_option(b, o);
    for (int i = 1; (argument = next_argument(b->arena, &arguments)) != NULL; i++) {
        how = completer(b->arena, ZSH, argument);
        buf_printf(b, " \\\n                '%d:%s:%s'", i,
                   strchr(argument, '|') != NULL ? "word" : argument, how != NULL ? how : "");
    }
    buf_str(b, "\n            ;;\n");
}

static void zsh_item(struct buf *b, const char *name, const char *doc)
{
    buf_printf(b, "        '%s:", name);
    zsh_text(b, doc);
    buf_str(b, "'\n");
}

static void zsh_name(struct buf *b, const struct command *c)
{
    zsh_item(b, c->name, c->doc);
}

static void zsh_code(struct buf *b, const struct code_info *info)
{
    zsh_item(b, info->name, info->title);
}

/* ---- fish ------------------------------------------------------------------------------------ */

static void fish_line(struct buf *b, const struct command *c)
{
    buf_printf(b, "complete -c lstackc -n '__fish_seen_subcommand_from %s'", c->name);
}

static void fish_option(struct buf *b, const struct command *c, const struct option_info *o)
{
    const char *how = o->argument != NULL ? completer(b->arena, FISH, o->argument) : "";

    fish_line(b, c);
    if (o->letter != 0)
        buf_printf(b, " -s %c", o->letter);
    buf_printf(b, " -l %s%s%s -d '", o->name, o->argument != NULL ? " " : "",
               how != NULL ? how : "-x");
    fish_text(b, o->doc);
    buf_str(b, "'\n");
}

static void fish_command(struct buf *b, const struct command *c)
{
    const struct option_info *o, *row = option_table;
    const char *arguments = c->arguments, *argument = next_argument(b->arena, &arguments);

    buf_printf(b, "\ncomplete -c lstackc -n __fish_use_subcommand -a %s -d '", c->name);
    fish_text(b, c->doc);
    buf_str(b, "'\n");
    while ((o = next_option(c, &row)) != NULL)
        fish_option(b, c, o);
    fish_line(b, c);
    buf_str(b, " -s h -l help -d 'print the help'\n");
    if (argument != NULL && completer(b->arena, FISH, argument) != NULL) {
        fish_line(b, c);
        buf_printf(b, " %s\n", completer(b->arena, FISH, argument));
    }
}

static void fish_code(struct buf *b, const struct code_info *info)
{
    buf_printf(b, "%s        %s '", b->len > 0 ? " \\\n" : "", info->name);
    fish_text(b, info->title);
    buf_char(b, '\'');
}

static void fish_recipe(struct buf *b, const char *name, const char *doc)
{
    buf_printf(b, "%s        %s '", b->len > 0 ? " \\\n" : "", name);
    fish_text(b, doc);
    buf_char(b, '\'');
}

/* ---------------------------------------------------------------------------------------------- */

static const struct {
    const char *template;
    void (*name)(struct buf *b, const struct command *c);
    void (*command)(struct buf *b, const struct command *c);
    void (*code)(struct buf *b, const struct code_info *info);
    void (*recipe)(struct buf *b, const char *name, const char *doc);
} shells[] = {
    [BASH] = {"completion.bash", bash_name, bash_command, bash_code, bash_recipe},
    [ZSH] = {"completion.zsh", zsh_name, zsh_command, zsh_code, zsh_item},
    [FISH] = {"completion.fish", NULL, fish_command, fish_code, fish_recipe},
};

static const char arguments[] = "bash|zsh|fish";

/* Those that are shipped, each name once, and the words that may stand in their place. */
static struct buf recipe_words(struct arena *a, enum shell shell)
{
    struct diags diags = {.arena = a};
    struct recipe_rows all = recipes_find(&diags, NULL);
    struct buf b = buf_make(a);

    shells[shell].recipe(&b, "new", "write a recipe to start from");
    for (size_t i = 0; i < all.count; i++)
        if (i == 0 || strcmp(all.items[i - 1].name, all.items[i].name) != 0)
            shells[shell].recipe(&b, all.items[i].name, all.items[i].header->summary.text);
    return b;
}

static enum status run(struct arena *a, const struct options *options)
{
    int shell = choice_find(arguments, options->words[0]);
    struct buf script = buf_make(a), names = buf_make(a), all = buf_make(a), codes = buf_make(a);

    for (const struct command *const *c = commands; *c != NULL; c++) {
        if (shells[shell].name != NULL)
            shells[shell].name(&names, *c);
        shells[shell].command(&all, *c);
    }
    for (int i = 0; i < CODE_COUNT; i++)
        shells[shell].code(&codes, code_info((enum code)i));
    template_fill(
        &script, shells[shell].template,
        (const struct template_value[]){{"names", names.data},
                                        {"commands", all.data},
                                        {"codes", codes.data},
                                        {"recipes", recipe_words(a, (enum shell)shell).data},
                                        {NULL, NULL}});
    (void)fputs(script.data, stdout);
    return finish_output(STATUS_GOOD);
}

const struct command command_completion = {
    "completion", arguments, "print what completes command lines in a shell", "", 1, run};
