/* Compose files: of containers, and the stacks of a swarm. Each is read once. */
#include "sema/compose.h"

#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/digest.h"
#include "front/yaml.h"

/* Of one file; of all of them, with what they bring along. */
enum { MAX_FILE = 1024 * 1024, MAX_BYTES = 64 * 1024 * 1024 };

/* Docker's own names of projects are as long as those of containers may be. */
enum { MAX_PROJECT = 50 };

static const char at_least[] = "a compose file has at least `services:`";

static void report_unread(struct sema *s, const struct ast_text *path, enum source_status status)
{
    struct diag *d;

    if (status == SOURCE_TOO_LARGE) {
        diag_help(diag_report(s->diags, L0485, path->at, "`%s` has more than 1 MiB", path->text),
                  "is it the right file?");
        return;
    }
    d = diag_report(s->diags, L0416, path->at, "cannot read `%s`: %s", path->text,
                    status == SOURCE_IRREGULAR ? "it is no regular file" : strerror(errno));
    diag_help(d, "relative paths count from the file that names them");
}

/* All files and their paths: what is deployed anew when it changes. */
static const char *digest(struct sema *s, const struct ir_compose *c)
{
    struct buf all = buf_make(s->arena);

    for (size_t i = 0; i < c->file_count; i++) {
        const struct ir_file *file = &c->files[i];

        buf_printf(&all, "%s%c%zu%c%zu ", file->path, '\0', file->len, file->executable ? 'x' : '-',
                   i);
        buf_add(&all, file->text, file->len);
    }
    return digest_hex(s->arena, all.data, all.len);
}

static void read_source(struct compose_file *f, struct source *source, const struct ast_text *path)
{
    struct sema *s = f->s;
    size_t errors = s->diags->errors;
    const struct node *root;

    source->label = source_label(s->arena, path->at.source, path->text);
    f->source = source;
    f->ir.files = arena_extend(s->arena, NULL, 0, sizeof *f->ir.files);
    f->ir.files[f->ir.file_count++] =
        (struct ir_file){source_base_name(path->text), source->text, source->len, false};
    (void)map_add(&f->shipped, f->ir.files[0].path, f);
    s->compose_trace->foreign = at_least;
    root = yaml_parse_traced(s->diags, source, s->compose_trace);
    if (root != NULL) {
        compose_read_root(f, root);
        compose_check_variables(f, root);
    }
    f->ir.digest = digest(s, &f->ir);
    f->good = root != NULL && s->diags->errors == errors;
    s->compose_bytes += source->len + f->bytes;
}

/* The file, which may have been read before. */
static struct compose_file *read_file(struct sema *s, const struct ast_text *path, bool swarm)
{
    const char *full = source_path(s->arena, path->at.source, path->text);
    const char *key = arena_printf(s->arena, "%c %s", swarm ? 's' : 'c', full);
    struct compose_file *f = map_get(&s->compose_files, key);
    struct source *source;
    enum source_status status;

    if (f != NULL)
        return f;
    f = arena_new(s->arena, struct compose_file);
    f->s = s;
    f->swarm = swarm;
    f->services.arena = f->networks.arena = f->external.arena = f->shipped.arena = s->arena;
    if (s->compose_bytes > MAX_BYTES) {
        diag_help(diag_report(s->diags, L0209, path->at,
                              "with `%s`, compose files and what they bring have more than %d MiB",
                              path->text, MAX_BYTES / 1024 / 1024),
                  "split the stack into several");
        return f;
    }
    (void)map_add(&s->compose_files, key, f);
    status = source_read_regular(s->arena, full, MAX_FILE, &source);
    if (status == SOURCE_OK)
        read_source(f, source, path);
    else
        report_unread(s, path, status);
    return f;
}

/* ---- names ----------------------------------------------------------------------------------- */

/* Is it what such files are called anyway, so that their directory tells more? */
static bool is_usual(const char *name, size_t len)
{
    static const char *const usual[] = {"compose", "docker-compose", "docker-stack", "stack"};

    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (strlen(usual[i]) == len && strncmp(name, usual[i], len) == 0)
            return true;
    return false;
}

/* What Docker takes as the name of a project: small letters, digits, `-` and `_`. */
static const char *as_project(struct arena *a, const char *from, size_t len)
{
    struct buf b = buf_make(a);

    for (size_t i = 0; i < len && b.len < MAX_PROJECT; i++) {
        char c = from[i];

        if (c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        if (strchr(LOWER DIGIT "_-", c) == NULL || c == '\0')
            c = '-';
        if (b.len > 0 || strchr("_-", c) == NULL)
            buf_char(&b, c);
    }
    return b.len > 0 ? b.data : "compose";
}

/* `blog.yml` and `blog/compose.yml` are the project `blog`. */
static const char *project_name(struct sema *s, const char *path)
{
    const char *name = source_base_name(path), *dot = strrchr(name, '.');
    size_t len = dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name);
    const char *end = name, *start;

    if (!is_usual(name, len) || name == path)
        return as_project(s->arena, name, len);
    while (end > path && end[-1] == '/')
        end--;
    for (start = end; start > path && start[-1] != '/';)
        start--;
    if (strspn(start, ".") >= (size_t)(end - start)) /* `.` and `..` are no names */
        return as_project(s->arena, name, len);
    return as_project(s->arena, start, (size_t)(end - start));
}

/* ---- who names them -------------------------------------------------------------------------- */

static struct ir_compose use(const struct compose_file *f, const char *name,
                             const struct ast_text *path)
{
    struct ir_compose to = f->ir;

    to.name = name;
    to.path = path->text;
    to.at = path->at;
    return to;
}

/* Which file it is, however it is named. */
static const char *identity(struct sema *s, const struct compose_file *f,
                            const struct ast_text *path)
{
    if (f->source == NULL || f->source->inode == 0)
        return source_path(s->arena, path->at.source, path->text);
    return arena_printf(s->arena, "%llx %llx", f->source->device, f->source->inode);
}

/* Files of one name would be one project to Docker, and numbers that count them would lead one to
 * the volumes of another as soon as a file is removed. */
static bool is_name_taken(struct sema *s, struct map *names, const char *name,
                          const struct ast_text *path)
{
    const struct ast_text *twin = map_add(names, name, (void *)path);
    struct diag *d;

    if (twin == NULL)
        return false;
    d = diag_report(s->diags, L0479, path->at, "`%s` is a second project `%s`", path->text, name);
    diag_note(d, twin->at, "`%s` is the first", twin->text);
    diag_help(d, "rename one of the files, or its directory if it is a `compose.yml`: projects are "
                 "named after them");
    return true;
}

static struct ir_composes read_list(struct sema *s, const struct ast_texts *paths)
{
    struct ir_composes all = {arena_alloc(s->arena, paths->count * sizeof *all.items), 0};
    struct map names = {.arena = s->arena}, files = {.arena = s->arena};

    for (size_t i = 0; i < paths->count && !diags_full(s->diags); i++) {
        const struct ast_text *path = &paths->items[i], *twin;
        const struct compose_file *f = read_file(s, path, false);
        const char *name = project_name(s, path->text);
        struct diag *d;

        twin = map_add(&files, identity(s, f, path), (void *)path);
        if (twin != NULL) {
            d = diag_report(s->diags, L0491, path->at, "`%s` is listed twice", path->text);
            diag_note(d, twin->at, "first listed here");
            diag_help(d, "remove one of the two");
            continue;
        }
        if (!is_name_taken(s, &names, name, path))
            all.items[all.count++] = use(f, name, path);
    }
    return all;
}

/* What `defaults` gives to many is one list. */
struct ir_composes sema_composes(struct sema *s, const struct ast_texts *paths)
{
    if (paths->count == 0)
        return (struct ir_composes){0};
    if (s->compose_list.from != paths->items)
        s->compose_list.all = read_list(s, paths);
    s->compose_list.from = paths->items;
    return s->compose_list.all;
}

struct ir_composes sema_stacks(struct sema *s, const struct ast_pairs *stacks)
{
    struct ir_composes all = {arena_alloc(s->arena, stacks->count * sizeof *all.items), 0};

    for (size_t i = 0; i < stacks->count && !diags_full(s->diags); i++) {
        const struct ast_pair *stack = &stacks->items[i];
        struct compose_file *f;

        if (stack->value.at.line == 0) {
            (void)map_add(&s->stack_files, stack->key.text,
                          arena_new(s->arena, struct compose_file));
            continue;
        }
        f = read_file(s, &stack->value, true);
        all.items[all.count++] = use(f, stack->key.text, &stack->value);
        (void)map_add(&s->stack_files, stack->key.text, f);
    }
    return all;
}

struct compose_file *sema_stack_file(const struct sema *s, const char *name)
{
    return map_get(&s->stack_files, name);
}
