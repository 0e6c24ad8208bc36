/* lstackc recipes: which there are, what one of them wants, and a file to start from. */
#include "main/recipes.h"
#include "main/recipes_test.h"

#include <string.h>

#include "front/suggest.h"

/* --format, in the order of its words. */
enum { FORMAT_TEXT, FORMAT_JSON, FORMAT_MARKDOWN };

/* Words that are no recipes; what follows them is theirs. */
static const struct {
    const char *word;
    enum status (*run)(struct arena *a, const struct options *options, int count, char **words);
} subcommands[] = {
    {"new", recipes_new},
    {"test", recipes_test},
};

static const char *row_name(const void *rows, size_t i)
{
    return ((const struct recipe_rows *)rows)->items[i].name;
}

static enum status usage_error(const char *problem, const char *what, const char *near)
{
    (void)fprintf(stderr, "lstackc recipes: %s `%s`", problem, what);
    if (near != NULL)
        (void)fprintf(stderr, "; did you mean `%s`?", near);
    (void)fprintf(stderr, "\nlstackc: `lstackc recipes` lists those that there are\n");
    return STATUS_USAGE;
}

static enum status print_one(struct arena *a, const struct recipe_rows *all, const char *name,
                             int format)
{
    const struct recipe_row *row = NULL;

    for (size_t i = 0; i < all->count && row == NULL; i++)
        if (strcmp(all->items[i].name, name) == 0)
            row = &all->items[i];
    if (row == NULL)
        return usage_error("there is no recipe", name, suggest(name, all->count, row_name, all));
    if (format == FORMAT_JSON)
        recipes_print_one_json(a, all, row);
    else
        recipes_print_one(a, all, row);
    return STATUS_GOOD;
}

static enum status print_all(struct arena *a, const struct recipe_rows *all, int format)
{
    if (format == FORMAT_JSON)
        recipes_print_json(a, all);
    else if (format == FORMAT_MARKDOWN)
        recipes_print_page(a, all);
    else
        recipes_print_list(a, all);
    return STATUS_GOOD;
}

static enum status run(struct arena *a, const struct options *options)
{
    struct compilation c = {.diags = {.arena = a}};
    struct recipe_rows all;
    enum status status;

    for (size_t i = 0; i < sizeof subcommands / sizeof *subcommands && options->word_count > 0; i++)
        if (strcmp(options->words[0], subcommands[i].word) == 0)
            return subcommands[i].run(a, options, options->word_count - 1, options->words + 1);
    if (options->word_count > 1)
        return usage_error("what is this argument:", options->words[1], NULL);
    all = options->word_count == 0 ? recipes_find(&c.diags, options)
                                   : recipes_find_for(&c.diags, options, options->words[0]);
    diags_print_text(&c.diags, stderr, options->color);
    status = options->word_count == 0 ? print_all(a, &all, options->format)
                                      : print_one(a, &all, options->words[0], options->format);
    if (status == STATUS_GOOD && c.diags.errors > 0)
        status = STATUS_INPUT;
    return finish_output(status);
}

const struct command command_recipes = {
    "recipes", "[RECIPE] [NAME]...", "list recipes, tell of one, `new`, `test`", "fIMc", 2, run};
