/* lstackc recipes new: a recipe to start from. */
#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "emit/disk.h"
#include "emit/template.h"
#include "front/recipe_files.h"
#include "main/new_file.h"
#include "main/recipes.h"

static enum status usage_error(const char *problem, const char *what)
{
    (void)fprintf(stderr, "lstackc recipes new: %s%s\n", problem, what);
    return STATUS_USAGE;
}

static bool is_shipped(const char *name)
{
    for (size_t i = 0; i < recipe_shipped_count(); i++)
        if (strcmp(recipe_shipped_at(NULL, i), name) == 0)
            return true;
    return false;
}

enum status recipes_new(struct arena *a, const struct options *options, int count, char **words)
{
    struct compilation c = {.diags = {.arena = a}};
    struct buf text = buf_make(a);
    const char *path;

    if (count != 1)
        return usage_error(count == 0 ? "how shall it be called? `lstackc recipes new NAME`"
                                      : "one name is enough, not also ",
                           count == 0 ? "" : words[1]);
    if (!recipe_name_good(words[0]))
        return usage_error("a name has lower-case letters, digits and single dashes, a letter "
                           "first, not ",
                           words[0]);
    path = recipes_beside(a, options, arena_printf(a, "recipes/%s", words[0]));
    template_fill(&text, "recipe",
                  (const struct template_value[]){{"name", words[0]}, {NULL, NULL}});
    if (disk_make_parents(a, path) != 0 || new_file_write(a, path, &text) != 0) {
        new_file_report(&c.diags, path, "choose another name, or move it away");
        print_diags(&c, options, stderr);
        return STATUS_SYSTEM;
    }
    (void)printf("%s is written%s; say in it what shall be so, then list it: recipes: [%s]\n", path,
                 is_shipped(words[0]) ? ", and takes the place of the shipped one" : "", words[0]);
    return finish_output(STATUS_GOOD);
}
