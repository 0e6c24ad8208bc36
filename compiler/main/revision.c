/* Files as they were in a revision of a git repository. */
#include "main/revision.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "emit/disk.h"

extern char **environ;

enum { MAX_ARGUMENTS = 10 };

struct checkout {
    struct arena *a;
    const char *revision;
    const struct options *options;
    struct compilation *c;
    const char *temporary; /* directory: `errors`, `index`, and `tree` with the files */
    sigset_t signals;      /* as they were, for children */
    const char *prefix;    /* where we are in the repository: "" or "some/where/" */
    const char *top;       /* the root of the working tree */
};

static struct diag *complain(struct checkout *k, enum code code, const char *problem)
{
    return diag_report(&k->c->diags, code, (struct span){0}, "%s", problem);
}

/* ---- git ------------------------------------------------------------------------------------- */

/* Our environment, with an index of our own for git: the user's is left alone. */
static char **make_environment(struct checkout *k)
{
    size_t n = 0;
    char **copy;

    while (environ[n] != NULL)
        n++;
    copy = arena_alloc(k->a, (n + 2) * sizeof *copy);
    copy[0] = arena_printf(k->a, "GIT_INDEX_FILE=%s/index", k->temporary);
    n = 1;
    for (char **variable = environ; *variable != NULL; variable++)
        if (strncmp(*variable, "GIT_INDEX_FILE=", 15) != 0)
            copy[n++] = *variable;
    return copy;
}

/* Starts git with `words` behind it (ended by NULL), its output to `out`. Returns the process, or
 * -1 with errno. */
static pid_t start_git(struct checkout *k, const char *const *words, int out)
{
    const char *argv[MAX_ARGUMENTS + 2] = {"git"};
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    pid_t pid = -1;
    int error;

    for (size_t i = 0; words[i] != NULL; i++)
        argv[i + 1] = words[i];
    (void)posix_spawn_file_actions_init(&files);
    (void)posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    (void)posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    (void)posix_spawn_file_actions_addopen(&files, STDERR_FILENO,
                                           arena_printf(k->a, "%s/errors", k->temporary),
                                           O_WRONLY | O_CREAT | O_TRUNC, 0600);
    (void)posix_spawnattr_init(&attributes);
    (void)posix_spawnattr_setsigmask(&attributes, &k->signals);
    (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    error =
        posix_spawnp(&pid, "git", &files, &attributes, (char *const *)argv, make_environment(k));
    (void)posix_spawnattr_destroy(&attributes);
    (void)posix_spawn_file_actions_destroy(&files);
    errno = error;
    return error == 0 ? pid : -1;
}

/* All that comes from `fd`. */
static const char *read_output(struct arena *a, int fd)
{
    struct buf out = buf_make(a);
    char part[4096];
    ssize_t n;

    while ((n = read(fd, part, sizeof part)) > 0 || (n < 0 && errno == EINTR))
        if (n > 0)
            buf_add(&out, part, (size_t)n);
    if (out.len > 0 && out.data[out.len - 1] == '\n')
        out.data[out.len - 1] = '\0';
    return out.data;
}

/* Runs git. Its output without the last newline, or NULL if it failed or could not be started. */
static const char *git(struct checkout *k, const char *const *words)
{
    const char *output;
    int ends[2], status = 0;
    pid_t pid;

    if (pipe(ends) != 0)
        return NULL;
    pid = start_git(k, words, ends[1]);
    (void)close(ends[1]);
    if (pid < 0) {
        diag_help(complain(k, L0912, arena_printf(k->a, "cannot start git: %s", strerror(errno))),
                  "revisions need git: is it installed?");
        (void)close(ends[0]);
        return NULL;
    }
    output = read_output(k->a, ends[0]);
    (void)close(ends[0]);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? output : NULL;
}

#define GIT(k, ...) git((k), (const char *const[]){__VA_ARGS__, NULL})

/* What git said last, as a note. */
static void note_errors(struct checkout *k, struct diag *d)
{
    struct source *errors;

    if (source_read(k->a, arena_printf(k->a, "%s/errors", k->temporary), 1024 * 1024, &errors) !=
        SOURCE_OK)
        return;
    for (unsigned line = (unsigned)errors->line_count; line > 0; line--) {
        size_t len;
        const char *text = source_line(errors, line, &len);

        if (len > 0) {
            diag_note(d, (struct span){0}, "git says: %s", arena_strndup(k->a, text, len));
            return;
        }
    }
}

static bool is_unknown(struct checkout *k)
{
    struct diag *d;

    if (k->c->diags.errors > 0) /* there is no git */
        return false;
    d = complain(
        k, L0910,
        arena_printf(k->a, "`%s` is no file, no build directory and no git revision", k->revision));
    note_errors(k, d);
    diag_help(d, "name what there is, such as lstacker.yaml, build, HEAD~1");
    return false;
}

/* Brings the files of the revision to `tree`, as a checkout would make them. */
static bool bring_files(struct checkout *k)
{
    const char *id, *tree = arena_printf(k->a, "--prefix=%s/tree/", k->temporary);

    /* No revision begins with a dash; nothing may be taken for an option. */
    k->prefix = GIT(k, "rev-parse", "--show-prefix");
    k->top = k->prefix != NULL ? GIT(k, "rev-parse", "--show-toplevel") : NULL;
    if (k->top == NULL || *k->revision == '-')
        return is_unknown(k);
    id = GIT(k, "rev-parse", "--verify", "--quiet", "--end-of-options", k->revision);
    if (id != NULL) /* in a second step: `:/text` would take the braces for text */
        id = GIT(k, "rev-parse", "--verify", "--quiet", arena_printf(k->a, "%s^{tree}", id));
    if (id == NULL)
        return is_unknown(k);
    if (GIT(k, "-C", k->top, "read-tree", id) != NULL &&
        GIT(k, "-C", k->top, "checkout-index", "--all", "--force", tree) != NULL)
        return true;
    note_errors(k, complain(k, L0912,
                            arena_printf(k->a, "git cannot bring the files of `%s`", k->revision)));
    return false;
}

/* ---- compiling ------------------------------------------------------------------------------- */

/* Follows each `../` that the path begins with: git keeps no directory that is empty, so the one
 * that we are in may not be there. */
static const char *go_up(struct checkout *k, const char *file)
{
    while (strncmp(file, "../", 3) == 0 && *k->prefix != '\0') {
        const char *end = k->prefix + strlen(k->prefix) - 1; /* its last slash */

        while (end > k->prefix && end[-1] != '/')
            end--;
        k->prefix = arena_strndup(k->a, k->prefix, (size_t)(end - k->prefix));
        file += 3 + strspn(file + 3, "/");
    }
    return file;
}

/* The file to compile, as seen from where we are. NULL: it lies outside of the repository. */
static const char *relative_file(struct checkout *k)
{
    const char *file = k->options->file;
    size_t len = strlen(k->top);

    if (file == NULL || *file != '/')
        return file == NULL ? NULL : go_up(k, file);
    if (strncmp(file, k->top, len) != 0 || file[len] != '/')
        return NULL;
    /* From the root of the tree, then. */
    k->prefix = "";
    return file + len + 1;
}

/* The path that `at` names: a plain or quoted word in one line. */
static const char *word_at(struct arena *a, struct span at)
{
    size_t len;
    const char *line = source_line(at.source, at.line, &len);
    size_t start = at.column - 1, end = at.end_column - 1;

    if (at.end_line != at.line || start >= end || end > len)
        return NULL;
    if ((line[start] == '"' || line[start] == '\'') && end - start >= 2) {
        start++;
        end--;
    }
    return arena_strndup(a, line + start, end - start);
}

/* Lends the tree those files of public keys that only the directory `here` has. How many? */
static size_t lend_keys(struct checkout *k, const char *here, const char *file)
{
    const char *slash = file != NULL ? strrchr(file, '/') : NULL;
    size_t lent = 0;

    for (const struct diag *d = k->c->diags.list; d != NULL; d = d->next) {
        const char *word = d->code == L0301 && d->at.line > 0 ? word_at(k->a, d->at) : NULL;
        const char *path, *from;

        if (word == NULL || *word == '/' || *word == '~')
            continue;
        path =
            slash == NULL ? word : arena_printf(k->a, "%.*s/%s", (int)(slash - file), file, word);
        from = arena_printf(k->a, "%s/%s", here, path);
        if (access(path, F_OK) == 0 || access(from, R_OK) != 0 ||
            disk_make_parents(k->a, path) != 0 || symlink(from, path) != 0)
            continue;
        lent++;
        if (!k->options->json)
            (void)fprintf(stderr, "lstackc: `%s` is not in %s: it is taken as it is now\n", word,
                          k->revision);
    }
    return lent;
}

/* In the directory of the tree that is the current one of the repository. */
static enum status compile_there(struct checkout *k)
{
    struct options options = *k->options;
    const char *here;
    enum status status;

    options.file = relative_file(k);
    if (options.file == NULL && k->options->file != NULL) {
        diag_help(complain(k, L0910,
                           arena_printf(k->a, "`%s` is not in the repository", k->options->file)),
                  "the root of the repository is `%s`", k->top);
        return STATUS_INPUT;
    }
    here = arena_printf(k->a, "%s/%s", k->top, k->prefix);
    if (chdir(arena_printf(k->a, "%s/tree/%s", k->temporary, k->prefix)) != 0) {
        complain(k, L0910,
                 arena_printf(k->a, "`%s` has no directory `%s`", k->revision, k->prefix));
        return STATUS_INPUT;
    }
    status = compile_file(k->a, &options, k->c);
    if (status == STATUS_INPUT && lend_keys(k, here, options.file) > 0)
        status = compile_file(k->a, &options, k->c);
    return status;
}

/* Names the revision in front of a source, once. */
static void rename_source(struct checkout *k, const struct source *source)
{
    const char *prefix = arena_printf(k->a, "%s:", k->revision);

    /* Sources are const for those who read them; this one is of our own arena. */
    if (source != NULL && strncmp(source->name, prefix, strlen(prefix)) != 0)
        ((struct source *)source)->name = arena_printf(k->a, "%s%s", prefix, source->name);
}

static void rename_sources(struct checkout *k)
{
    for (const struct diag *d = k->c->diags.list; d != NULL; d = d->next) {
        rename_source(k, d->at.source);
        for (const struct diag_note *n = d->notes; n != NULL; n = n->next)
            rename_source(k, n->at.source);
    }
}

static enum status compile_tree(struct checkout *k)
{
    enum status status = STATUS_INPUT;

    k->c->diags.arena = k->a;
    if (mkdir(arena_printf(k->a, "%s/tree", k->temporary), 0700) == 0 && bring_files(k))
        status = compile_there(k);
    rename_sources(k);
    return status;
}

/* ---- the temporary directory ----------------------------------------------------------------- */

static void block_signals(sigset_t *before)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &set, before);
}

/* Undoes what compile_tree() did to this process and to the disk. False: it cannot go back. */
static bool clean_up(const struct checkout *k, int here)
{
    bool back = fchdir(here) == 0;

    (void)close(here);
    (void)disk_remove_tree(k->temporary);
    (void)sigprocmask(SIG_SETMASK, &k->signals, NULL);
    return back;
}

enum status compile_revision(struct arena *a, const char *revision, const struct options *options,
                             struct compilation *c)
{
    const char *parent = getenv("TMPDIR");
    char *temporary =
        arena_printf(a, "%s/lstackc-XXXXXX", parent != NULL && *parent == '/' ? parent : "/tmp");
    struct checkout k = {a, revision, options, c, temporary, {{0}}, "", ""};
    volatile enum status status = STATUS_SYSTEM;
    volatile bool memory = true;
    jmp_buf before;
    bool back;
    int here;

    *c = (struct compilation){.diags = {.arena = a}};
    block_signals(&k.signals);
    here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (here < 0 || mkdtemp(temporary) == NULL) {
        complain(&k, L0912, arena_printf(a, "cannot make `%s`: %s", temporary, strerror(errno)));
        (void)sigprocmask(SIG_SETMASK, &k.signals, NULL);
        return STATUS_SYSTEM;
    }
    memcpy(&before, &a->oom, sizeof before);
    if (setjmp(a->oom) == 0)
        status = compile_tree(&k);
    else
        memory = false;
    memcpy(&a->oom, &before, sizeof before);
    back = clean_up(&k, here);
    if (!memory)
        longjmp(a->oom, 1);
    if (back)
        return status;
    complain(&k, L0912, "cannot go back to the current directory");
    return STATUS_SYSTEM;
}
