/* Where recipes are found: files are read once, and what a name means is looked for once. */
#include "front/recipe_files.h"

#include <errno.h>
#include <string.h>

#include "base/digest.h"

/* A file that was looked for. */
struct file {
    bool there;
    struct recipe recipe; /* the alias is not resolved */
};

/* What a search found, NULL included, for maps hold no NULL. */
struct found {
    const struct recipe *recipe;
};

static bool is_name_before(size_t i)
{
    const char *name = source_base_name(recipe_files[i].path);

    for (size_t j = 0; j < i; j++)
        if (strcmp(source_base_name(recipe_files[j].path), name) == 0)
            return true;
    return false;
}

size_t recipe_shipped_count(void)
{
    size_t count = 0;

    for (size_t i = 0; recipe_files[i].path != NULL; i++)
        count += !is_name_before(i);
    return count;
}

const char *recipe_shipped_at(const void *context, size_t i)
{
    size_t row = 0;

    (void)context;
    for (;; row++)
        if (!is_name_before(row) && i-- == 0)
            return source_base_name(recipe_files[row].path);
}

static void take_text(struct recipe_store *store, struct file *file, const struct source *source)
{
    struct recipe *r = &file->recipe;

    file->there = true;
    r->name = source_base_name(source->name);
    r->text = source->text;
    r->text_digest = digest_hex(store->arena, source->text, source->len);
    r->header = recipe_header_read(store->diags, source);
    if (r->header != NULL)
        r->platforms = recipe_join(store->arena, &r->header->platforms);
}

struct source *recipe_read_own(struct diags *diags, const char *path, bool *faulty)
{
    struct source *source;
    enum source_status status = source_read_regular(diags->arena, path, RECIPE_MAX_BYTES, &source);
    struct span whole = {.source = source};
    struct diag *d;

    *faulty = false;
    if (status == SOURCE_OK)
        return source;
    if (status == SOURCE_UNREADABLE &&
        (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG))
        return NULL;
    *faulty = true;
    d = diag_report(diags, L0463, whole, "cannot read `%s`: %s", path,
                    status == SOURCE_TOO_LARGE   ? "it has more than 256 KiB"
                    : status == SOURCE_IRREGULAR ? "it is no regular file"
                                                 : strerror(errno));
    diag_help(d, "check the path and its permissions: it is taken for a recipe of this stack");
    return NULL;
}

struct source *recipe_read_shipped(struct arena *a, const struct embedded *file)
{
    return source_of_text(a, arena_printf(a, "(shipped) recipes/%s", file->path), file->data,
                          file->len);
}

/* A file that is there and cannot be read is found, as one with faults. */
static void read_own(struct recipe_store *store, struct file *file, const char *path)
{
    bool faulty;
    const struct source *source = recipe_read_own(store->diags, path, &faulty);

    if (source != NULL)
        take_text(store, file, source);
    if (!faulty)
        return;
    file->there = true;
    file->recipe.name = source_base_name(arena_strdup(store->arena, path));
}

static void read_shipped(struct recipe_store *store, struct file *file, const char *path)
{
    for (const struct embedded *f = recipe_files; f->path != NULL; f++)
        if (strcmp(f->path, path) == 0)
            take_text(store, file, recipe_read_shipped(store->arena, f));
}

/* The file `path`, of the shipped ones if `beside` is NULL; else counted from that file. */
static const struct recipe *look(struct recipe_store *store, const struct source *beside,
                                 const char *path)
{
    struct arena *a = store->arena;
    const char *key = beside != NULL ? source_path(a, beside, arena_printf(a, "recipes/%s", path))
                                     : arena_printf(a, "//%s", path);
    struct file *file = map_get(&store->files, key);

    if (file == NULL) {
        file = arena_new(a, struct file);
        (void)map_add(&store->files, key, file);
        if (beside != NULL)
            read_own(store, file, key);
        else
            read_shipped(store, file, path);
    }
    return file->there ? &file->recipe : NULL;
}

/* In the folder of the platform, then above it. */
static const struct recipe *look_for(struct recipe_store *store, const struct source *beside,
                                     const char *platform, const char *name)
{
    const struct recipe *r = NULL;

    if (platform != NULL)
        r = look(store, beside, arena_printf(store->arena, "%s/%s", platform, name));
    return r != NULL ? r : look(store, beside, name);
}

static const struct recipe *search(struct recipe_store *store, const struct recipe_search *where,
                                   const char *name)
{
    const struct recipe *r = NULL;

    if (!recipe_name_good(name))
        return NULL;
    if (where->beside != NULL)
        r = look_for(store, where->beside, where->platform, name);
    if (r == NULL && where->root != NULL && where->root != where->beside)
        r = look_for(store, where->root, where->platform, name);
    return r != NULL ? r : look_for(store, NULL, where->platform, name);
}

/* What an alias is another name of. */
static const struct recipe *resolve(struct recipe_store *store, const struct recipe_search *where,
                                    const struct recipe *alias)
{
    const struct recipe_header *h = alias->header;
    const struct recipe *target = search(store, where, h->alias.text);
    struct recipe *both = arena_new(store->arena, struct recipe);

    if (target == NULL)
        diag_help(
            diag_report(store->diags, L0410, h->alias.at, "there is no recipe `%s`", h->alias.text),
            "`%s` is another name of it", alias->name);
    else if (target->header != NULL && target->header->alias.at.line != 0)
        diag_help(
            diag_report(store->diags, L0464, h->alias.at, "`%s` is an alias itself", h->alias.text),
            "name the recipe that is meant");
    *both = target != NULL ? *target : *alias;
    both->presets = &h->presets;
    if (target == NULL || (target->header != NULL && target->header->alias.at.line != 0))
        both->header = NULL;
    return both;
}

const struct recipe *recipe_store_find(struct recipe_store *store,
                                       const struct recipe_search *where, const char *name)
{
    struct arena *a = store->arena;
    const char *key =
        arena_printf(a, "%s\n%s\n%s", where->beside != NULL ? where->beside->name : "",
                     where->platform != NULL ? where->platform : "", name);
    struct found *found = map_get(&store->found, key);

    if (found != NULL)
        return found->recipe;
    store->files.arena = store->found.arena = a;
    found = arena_new(a, struct found);
    found->recipe = search(store, where, name);
    if (found->recipe != NULL && found->recipe->header != NULL &&
        found->recipe->header->alias.at.line != 0)
        found->recipe = resolve(store, where, found->recipe);
    (void)map_add(&store->found, key, found);
    return found->recipe;
}
