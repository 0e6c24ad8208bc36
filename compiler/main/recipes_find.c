/* All recipes that there are: those beside the stack's file, and those that are shipped. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/guest.h"
#include "base/map.h"
#include "front/recipe_files.h"
#include "main/recipes.h"

struct finder {
    struct arena *a;
    struct diags *diags;
    struct diags unsaid;    /* faults of the others */
    const struct map *only; /* names whose faults are reported; NULL: of all */
    struct recipe_rows rows;
};

const char *recipes_beside(struct arena *a, const struct options *options, const char *path)
{
    const char *slash = options->file != NULL ? strrchr(options->file, '/') : NULL;

    return slash != NULL
               ? arena_printf(a, "%.*s/%s", (int)(slash - options->file), options->file, path)
               : path;
}

static struct diags *diags_of(struct finder *f, const char *name)
{
    return f->only == NULL || map_get(f->only, name) != NULL ? f->diags : &f->unsaid;
}

static void add_row(struct finder *f, const char *name, const char *folder, const char *path,
                    const struct source *source)
{
    struct recipe_row row = {name, folder, path, recipe_header_read(diags_of(f, name), source)};

    if (row.header == NULL)
        return;
    f->rows.items = arena_extend(f->a, f->rows.items, f->rows.count, sizeof *f->rows.items);
    f->rows.items[f->rows.count++] = row;
}

static void add_own(struct finder *f, const char *name, const char *folder, const char *path)
{
    bool faulty;
    const struct source *source = recipe_read_own(diags_of(f, name), path, &faulty);

    if (source != NULL)
        add_row(f, name, folder, path, source);
}

/* Those of a directory; of folders in it, those that are called as a platform is. */
static void add_directory(struct finder *f, const char *directory, const char *folder)
{
    DIR *d = opendir(directory);
    const struct dirent *entry;

    while (d != NULL && (entry = readdir(d)) != NULL) {
        const char *name = arena_strdup(f->a, entry->d_name);
        const char *path = arena_printf(f->a, "%s/%s", directory, name);

        if (source_is_regular(path) && recipe_name_good(name))
            add_own(f, name, folder, path);
        else if (folder == NULL && guest_of_platform(f->a, name).release != NULL)
            add_directory(f, path, name);
    }
    if (d != NULL)
        (void)closedir(d);
}

static void add_shipped(struct finder *f)
{
    for (const struct embedded *e = recipe_files; e->path != NULL; e++) {
        const char *slash = strchr(e->path, '/');
        const char *folder =
            slash != NULL ? arena_strndup(f->a, e->path, (size_t)(slash - e->path)) : NULL;

        add_row(f, slash != NULL ? slash + 1 : e->path, folder, NULL, recipe_read_shipped(f->a, e));
    }
}

static int by_name(const void *one, const void *other)
{
    const struct recipe_row *a = one, *b = other;
    int order = strcmp(a->name, b->name);

    if (order == 0)
        order = (a->path == NULL) - (b->path == NULL);
    if (order == 0)
        order = (a->folder != NULL) - (b->folder != NULL);
    return order != 0 || a->folder == NULL ? order : strcmp(a->folder, b->folder);
}

static struct recipe_rows find(struct diags *diags, const struct options *options,
                               const struct map *only)
{
    struct finder f = {
        .a = diags->arena, .diags = diags, .unsaid = {.arena = diags->arena}, .only = only};

    if (options != NULL)
        add_directory(&f, recipes_beside(f.a, options, "recipes"), NULL);
    add_shipped(&f);
    if (f.rows.count > 0)
        qsort(f.rows.items, f.rows.count, sizeof *f.rows.items, by_name);
    return f.rows;
}

struct recipe_rows recipes_find(struct diags *diags, const struct options *options)
{
    return find(diags, options, NULL);
}

/* The name, what it is another name of, and what they need. */
/* NOLINTNEXTLINE(misc-no-recursion): each name is added once, and few need others */
static void add_names(struct map *names, const struct recipe_rows *all, const char *name)
{
    if (map_add(names, name, names) != NULL)
        return;
    for (size_t i = 0; i < all->count; i++) {
        const struct recipe_header *h = all->items[i].header;

        if (strcmp(all->items[i].name, name) != 0)
            continue;
        if (h->alias.at.line != 0)
            add_names(names, all, h->alias.text);
        for (size_t j = 0; j < h->needs.count; j++)
            add_names(names, all, h->needs.items[j].text);
    }
}

/* Who needs whom is known when all were read: they are read twice. */
struct recipe_rows recipes_find_for(struct diags *diags, const struct options *options,
                                    const char *name)
{
    struct map names = {.arena = diags->arena};
    struct recipe_rows all = find(diags, options, &names);

    add_names(&names, &all, name);
    return find(diags, options, &names);
}

const struct recipe_row *recipes_resolve(const struct recipe_rows *all,
                                         const struct recipe_row *row)
{
    const char *name = row->header->alias.text;

    for (size_t i = 0; row->header->alias.at.line != 0 && i < all->count; i++)
        if (strcmp(all->items[i].name, name) == 0)
            return &all->items[i];
    return row;
}

const char *recipes_image(struct arena *a, const char *platform)
{
    struct guest g = guest_of_platform(a, strcmp(platform, "any") == 0 ? "debian" : platform);
    const char *image = g.family != NULL ? g.family->image : NULL;

    if (g.family == NULL || g.release == NULL)
        return image;
    if (image != NULL && strncmp(image, "images:", strlen("images:")) != 0)
        return arena_printf(a, "%s/%s", g.family->folder, g.release);
    return arena_printf(a, "images:%s/%s/cloud", g.family->folder, g.release);
}
