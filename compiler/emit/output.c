/* Brings a tree of files to the disk: all of it, or nothing. */
#define _GNU_SOURCE /* renameat2 */
#include "emit/output.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "emit/disk.h"

#define MANIFEST "manifest.json"

struct output {
    struct arena *arena;
    const struct tree *tree;
    const char *path;    /* where the output shall be */
    const char *staging; /* the new tree, beside it */
    bool exists;         /* is there a directory already? */
    bool *same;          /* of each file of `tree` */
    struct map wanted;   /* paths of `tree` */
    struct map former;   /* paths that the former build made */
    struct map own;      /* directories that lead to either */
    struct output_result result;
};

static bool fail(struct output *o, const char *what, const char *path)
{
    o->result.status = OUTPUT_FAILED;
    o->result.problem = arena_printf(o->arena, "cannot %s `%s`: %s", what, path, strerror(errno));
    return false;
}

static const char *join(struct output *o, const char *directory, const char *name)
{
    return *directory == '\0' ? name : arena_printf(o->arena, "%s/%s", directory, name);
}

/* Notes the directories that lead to `path`: they are ours. */
static void own_parents(struct output *o, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
        (void)map_add(&o->own, arena_strndup(o->arena, path, (size_t)(slash - path)), o);
}

/* Reads which files the former build made. False if the directory is not ours. */
static bool read_manifest(struct output *o)
{
    json_t *manifest = json_load_file(join(o, o->path, MANIFEST), 0, NULL);
    const json_t *files = json_object_get(manifest, "files");
    const char *path;
    json_t *entry;

    json_object_foreach((json_t *)files, path, entry)
    {
        (void)map_add(&o->former, arena_strdup(o->arena, path), o);
        own_parents(o, path);
    }
    (void)map_add(&o->former, MANIFEST, o);
    json_decref(manifest);
    return files != NULL;
}

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    const struct dirent *e;
    bool empty = d != NULL;

    while (empty && (e = readdir(d)) != NULL)
        empty = strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0;
    if (d != NULL)
        (void)closedir(d);
    return empty;
}

static bool examine(struct output *o)
{
    struct stat st;

    if (lstat(o->path, &st) != 0)
        return errno == ENOENT ? true : fail(o, "examine", o->path);
    o->exists = true;
    if (S_ISDIR(st.st_mode) && (is_empty(o->path) || read_manifest(o)))
        return true;
    o->result.status = OUTPUT_FOREIGN;
    o->result.problem = arena_printf(o->arena, "`%s` was not made by lstackc", o->path);
    return false;
}

/* Which files are there already? Returns whether there is anything to do. */
static bool compare(struct output *o)
{
    size_t kept = 0;

    o->same = arena_alloc(o->arena, o->tree->count);
    for (size_t i = 0; i < o->tree->count; i++) {
        const struct file *f = &o->tree->files[i];

        (void)map_add(&o->wanted, f->path, o);
        own_parents(o, f->path);
        o->same[i] = o->exists && disk_is_same(join(o, o->path, f->path), f);
        o->result.unchanged += o->same[i];
        kept += map_get(&o->former, f->path) != NULL;
    }
    o->result.written = o->tree->count - o->result.unchanged;
    o->result.removed = o->former.used - kept;
    return o->result.written + o->result.removed > 0;
}

static bool stage_file(struct output *o, size_t i)
{
    const struct file *f = &o->tree->files[i];
    const char *to = join(o, o->staging, f->path);

    if (disk_make_parents(o->arena, to) != 0)
        return fail(o, "make the directory of", to);
    if (o->same[i] && link(join(o, o->path, f->path), to) == 0)
        return true;
    return disk_write(to, f) == 0 || fail(o, "write", to);
}

static bool keep_foreign(struct output *o, const char *directory);

/* Carries a directory over that is none of ours: with its mode and, if we may, its owner. */
static bool keep_directory(struct output *o, const char *path, const char *to,
                           const struct stat *st)
{
    bool foreign = map_get(&o->own, path) == NULL;

    if (foreign && (disk_make_parents(o->arena, to) != 0 || mkdir(to, 0700) != 0))
        return fail(o, "make", to);
    if (!keep_foreign(o, path))
        return false;
    if (foreign && chown(to, st->st_uid, st->st_gid) != 0 && errno != EPERM)
        return fail(o, "keep the owner of", to);
    return !foreign || chmod(to, st->st_mode & 07777) == 0 || fail(o, "keep the mode of", to);
}

/* Carries one entry of the old tree over, unless it is a file of ours. */
static bool keep_entry(struct output *o, const char *path)
{
    const char *from = join(o, o->path, path), *to = join(o, o->staging, path);
    struct stat st;

    if (map_get(&o->former, path) != NULL || map_get(&o->wanted, path) != NULL)
        return true;
    if (lstat(from, &st) != 0)
        return fail(o, "examine", from);
    if (S_ISDIR(st.st_mode))
        return keep_directory(o, path, to, &st);
    if (disk_make_parents(o->arena, to) != 0 || linkat(AT_FDCWD, from, AT_FDCWD, to, 0) != 0)
        return fail(o, "keep", from);
    return true;
}

/* Carries over what others put into `directory` of the old tree. */
static bool keep_foreign(struct output *o, const char *directory)
{
    const char *path = join(o, o->path, directory);
    DIR *d = opendir(path);
    const struct dirent *e;
    bool good = true;

    if (d == NULL)
        return fail(o, "read", path);
    while (good && (e = readdir(d)) != NULL)
        if (strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0)
            good = keep_entry(o, join(o, directory, arena_strdup(o->arena, e->d_name)));
    (void)closedir(d);
    return good;
}

static bool stage(struct output *o)
{
    if (disk_remove_tree(o->staging) != 0)
        return fail(o, "remove", o->staging);
    if (mkdir(o->staging, 0755) != 0 || chmod(o->staging, 0755) != 0)
        return fail(o, "make", o->staging);
    for (size_t i = 0; i < o->tree->count; i++)
        if (!stage_file(o, i))
            return false;
    return !o->exists || keep_foreign(o, "");
}

/* Puts the new tree in the place of the old one; the old one is then where the new one was. */
static bool exchange(struct output *o)
{
    const char *aside = arena_printf(o->arena, "%s-old", o->staging);

    if (!o->exists)
        return rename(o->staging, o->path) == 0 || fail(o, "make", o->path);
    if (renameat2(AT_FDCWD, o->staging, AT_FDCWD, o->path, RENAME_EXCHANGE) == 0)
        return true;
    if (errno != EINVAL && errno != ENOSYS)
        return fail(o, "replace", o->path);
    /* The file system cannot exchange: two renames, with a moment between. */
    if (disk_remove_tree(aside) != 0 || rename(o->path, aside) != 0)
        return fail(o, "replace", o->path);
    if (rename(o->staging, o->path) != 0) {
        (void)fail(o, "replace", o->path);
        (void)rename(aside, o->path);
        return false;
    }
    return rename(aside, o->staging) == 0 || fail(o, "remove", aside);
}

static void replace(struct output *o)
{
    if (!examine(o))
        return;
    if (compare(o) && stage(o))
        (void)exchange(o);
    (void)disk_remove_tree(o->staging); /* also what a killed build left there */
}

struct output_result output_write(const struct tree *t, const char *path)
{
    struct output o = {.arena = t->arena, .tree = t};
    char *real = realpath(path, NULL), *own = arena_strdup(t->arena, real != NULL ? real : path);
    const char *slash, *parent;
    int lock;

    free(real);
    while (strlen(own) > 1 && own[strlen(own) - 1] == '/')
        own[strlen(own) - 1] = '\0';
    o.path = own;
    o.wanted.arena = o.former.arena = o.own.arena = t->arena;
    if (disk_make_parents(t->arena, o.path) != 0) {
        (void)fail(&o, "make the directory of", o.path);
        return o.result;
    }
    slash = strrchr(o.path, '/');
    parent = slash == NULL     ? "."
             : slash == o.path ? "/"
                               : arena_strndup(t->arena, o.path, (size_t)(slash - o.path));
    o.staging =
        arena_printf(t->arena, "%s/.%s.lstackc-new", parent, slash != NULL ? slash + 1 : o.path);
    lock = disk_lock(parent);
    if (lock < 0) {
        (void)fail(&o, "lock", parent);
        return o.result;
    }
    replace(&o);
    (void)close(lock);
    return o.result;
}
