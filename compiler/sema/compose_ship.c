/* Compose files: what else they need beside them. */
#include <errno.h>
#include <string.h>

#include "sema/compose.h"

/* What one compose file may bring along: see docs/language.md. */
enum { MAX_NAMES = 1000, MAX_DEPTH = 16, MAX_BYTES = 1024 * 1024 };

/* Of a path, and of each of its parts: what archives take. */
enum { MAX_PATH = 200, MAX_PART = 100 };

static void report(struct compose_file *f, const struct node *n, const char *problem,
                   const char *help)
{
    diag_help(diag_report(f->s->diags, L0489, n->at, "%s", problem), "%s", help);
}

/* `./a/../b` is `b`. NULL if it leads out of the directory. */
static const char *normalise(struct arena *a, const char *path)
{
    char *to = arena_strdup(a, path);
    size_t len = 0;

    while (*path != '\0') {
        size_t n = strcspn(path, "/");

        if (n == 2 && strncmp(path, "..", 2) == 0) {
            if (len == 0)
                return NULL;
            while (len > 0 && to[--len] != '/')
                ;
        } else if (n > 0 && !(n == 1 && *path == '.')) {
            if (len > 0)
                to[len++] = '/';
            memmove(to + len, path, n);
            len += n;
        }
        path += n + (path[n] == '/');
    }
    to[len] = '\0';
    return to;
}

/* Do archives and file systems take the path as it is? */
static bool is_plain(const char *path)
{
    size_t len = strlen(path);

    for (const char *p = path; *p != '\0'; p++)
        if (*p < ' ' || *p > '~')
            return false;
    for (const char *p = path; *p != '\0'; p += strcspn(p, "/"), p += *p == '/')
        if (strcspn(p, "/") > MAX_PART)
            return false;
    return len <= MAX_PATH;
}

static void check_clear(struct compose_file *f, const struct node *n, const char *path,
                        const struct source *source)
{
    if (strstr(source->text, "PRIVATE KEY-----") != NULL)
        diag_help(diag_report(f->s->diags, L0488, n->at, "`%s` holds a private key", path),
                  "make it a secret, `external: true`, and write it under `secrets` of the stack");
}

static void ship_file(struct compose_file *f, const struct node *n, const char *path)
{
    struct arena *a = f->s->arena;
    struct source *source;
    enum source_status status = source_read_regular(
        a, source_path(a, f->source, arena_printf(a, "./%s", path)), MAX_BYTES - f->bytes, &source);

    if (status == SOURCE_TOO_LARGE) {
        f->full = true;
        report(f, n, arena_printf(a, "with `%s`, more than 1 MiB would be brought along", path),
               "put it into an image, or fetch it where it is used");
    } else if (status != SOURCE_OK) {
        report(f, n,
               arena_printf(a, "`%s` cannot be read: %s", path,
                            status == SOURCE_IRREGULAR ? "it is no regular file" : strerror(errno)),
               "relative paths count from the compose file; for data, name a volume");
    } else {
        check_clear(f, n, path, source);
        f->bytes += source->len;
        f->ir.files = arena_extend(a, f->ir.files, f->ir.file_count, sizeof *f->ir.files);
        f->ir.files[f->ir.file_count++] =
            (struct ir_file){path, source->text, source->len, source->executable};
    }
}

/* Is there room for one file or directory more? If not, says so. */
static bool take_room(struct compose_file *f, const struct node *n, const char *path,
                      bool directory, unsigned depth)
{
    const char *key = directory ? arena_printf(f->s->arena, "%s/", path) : path;

    if (f->full || map_add(&f->shipped, key, f) != NULL)
        return false;
    f->full = ++f->names > MAX_NAMES || depth > MAX_DEPTH;
    if (f->full)
        report(f, n,
               depth > MAX_DEPTH ? "directories are nested more than 16 levels deep"
                                 : "more than 1000 files and directories would be brought along",
               "name what is needed, or put it into an image");
    else if (!is_plain(path))
        report(f, n, arena_printf(f->s->arena, "the name `%s` cannot be brought along", path),
               "use printable ASCII, at most 100 characters a part and 200 in all");
    return !f->full && is_plain(path);
}

/* NOLINTNEXTLINE(misc-no-recursion): MAX_DEPTH bounds it */
static void ship(struct compose_file *f, const struct node *n, const char *path, bool directory,
                 unsigned depth)
{
    struct arena *a = f->s->arena;
    const char *full = source_path(a, f->source, arena_printf(a, "./%s", path)), **names;
    size_t count;

    directory = directory && source_kind_of(full) == SOURCE_DIRECTORY;
    if (!take_room(f, n, path, directory, depth))
        return;
    if (!source_is_within(full, source_path(a, f->source, "./"))) {
        report(f, n,
               arena_printf(a, "`%s` is a symbolic link that leads out of this file's directory",
                            path),
               "put what it leads to beside the compose file, or below");
        return;
    }
    if (!directory) {
        ship_file(f, n, path);
        return;
    }
    if (!source_list(a, full, MAX_NAMES, &names, &count)) {
        report(f, n, arena_printf(a, "`%s` cannot be read: %s", path, strerror(errno)),
               "is it yours?");
        return;
    }
    for (size_t i = 0; i < count && !f->full; i++)
        ship(f, n, arena_printf(a, "%s/%s", path, names[i]), true, depth + 1);
}

void compose_ship(struct compose_file *f, const struct node *path, bool directory)
{
    const char *text = path->text, *normal;

    if (!compose_spend(f, strlen(text), path->at))
        return;
    if (directory && f->swarm) {
        report(f, path, "in a swarm, no node has this file or directory",
               "make it a config (`configs: {NAME: {file: ...}}`), or use a volume");
        return;
    }
    if (compose_has_variable(text) || text[0] == '/' || text[0] == '~') {
        report(f, path, arena_printf(f->s->arena, "`%s` is not beside this file", text),
               "write a path that counts from this file's directory, such as `./nginx.conf`");
        return;
    }
    normal = normalise(f->s->arena, text);
    if (normal == NULL)
        report(f, path, arena_printf(f->s->arena, "`%s` leads out of this file's directory", text),
               "put it beside the compose file, or below");
    else if (*normal == '\0')
        report(f, path, "the whole directory would be brought along", "name what is needed of it");
    else
        ship(f, path, normal, directory, 0);
}
