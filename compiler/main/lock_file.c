/* The file of the lock: found beside the stack's file, read, and written. */
#include "main/lock_file.h"

#include <errno.h>
#include <string.h>

#include "emit/disk.h"

static const char *lock_name(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
    const char *dot = strrchr(name, '.');

    if (!source_is_regular(path))
        return NULL;
    if (dot == NULL || dot == name || strcmp(dot, ".lock") == 0)
        return arena_printf(a, "%s.lock", path);
    return arena_printf(a, "%.*s.lock", (int)(dot - path), path);
}

static const char *problem_of(enum source_status status)
{
    switch (status) {
    case SOURCE_OK:
        return NULL;
    case SOURCE_TOO_LARGE:
        return "it has more than 64 MiB";
    case SOURCE_IRREGULAR:
        return "it is no regular file";
    default:
        return errno != ENOENT ? strerror(errno) : NULL;
    }
}

bool lock_file_read(struct diags *diags, const char *path, bool relock, struct lock **lock)
{
    const char *name = lock_name(diags->arena, path), *problem = NULL;
    struct source *source = NULL;
    enum source_status status = SOURCE_OK;

    if (name != NULL) {
        status = source_read_regular(diags->arena, name, LOCK_MAX_BYTES, &source);
        problem = problem_of(status);
    }
    if (problem != NULL)
        diag_help(diag_report(diags, L0260, (struct span){.source = source}, "cannot read `%s`: %s",
                              name, problem),
                  "it keeps what was assigned: restore it from git, or see to its permissions");
    *lock = lock_read(diags, name, status == SOURCE_OK ? source : NULL, relock);
    return problem == NULL || status == SOURCE_TOO_LARGE;
}

bool lock_file_refuse(struct diags *diags, const struct lock *lock,
                      const struct lock_change *change)
{
    size_t count = change->added + change->changed + change->removed, told = 0;
    struct span whole = {.source = lock->source};
    struct diag *d;

    if (count == 0)
        return false;
    d = diag_report(diags, L0270, whole,
                    "`%s` would change in %zu line%s, and `--locked` forbids that",
                    lock->name != NULL ? lock->name : "the lock", count, count == 1 ? "" : "s");
    for (; told < LOCK_EXAMPLES && change->examples[told] != NULL; told++)
        diag_note(d, (struct span){0}, "%s", change->examples[told]);
    if (count > told)
        diag_note(d, (struct span){0}, "and %zu more", count - told);
    diag_help(d, "run `lstackc build` without `--locked`, and commit the lock with the file");
    return true;
}

bool lock_file_write(struct diags *diags, const struct lock *lock, const struct lock_change *change)
{
    struct file file = {.path = lock->name, .data = change->text, .len = change->len};

    if (change->text == NULL || !change->differs ||
        disk_replace(diags->arena, lock->name, &file) == 0)
        return true;
    diag_help(diag_report(diags, L0269, (struct span){0}, "cannot write `%s`: %s", lock->name,
                          strerror(errno)),
              "nothing was built: what is assigned must be kept, so that it stays");
    return false;
}
