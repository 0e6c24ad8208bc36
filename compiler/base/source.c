/* Input files and places in them. */
#include "base/source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of the line break at `p`, 0 if there is none. YAML 1.1, and so libyaml's marks, know CR,
 * LF, both, and three more of Unicode: U+0085, U+2028, U+2029. The text ends in a NUL. */
static size_t break_length(const char *p)
{
    switch ((unsigned char)*p) {
    case '\n':
        return 1;
    case '\r':
        return p[1] == '\n' ? 2 : 1;
    case 0xC2:
        return (unsigned char)p[1] == 0x85 ? 2 : 0;
    case 0xE2:
        return (unsigned char)p[1] == 0x80 && ((unsigned char)p[2] & 0xFE) == 0xA8 ? 3 : 0;
    default:
        return 0;
    }
}

/* Counts the lines, and notes where they begin if `lines` is not NULL. */
static size_t scan_lines(const struct source *s, size_t *lines)
{
    size_t count = 1, n;

    for (size_t i = 0; i<s->len; i += n> 0 ? n : 1) {
        n = break_length(s->text + i);
        if (n > 0 && lines != NULL)
            lines[count] = i + n;
        count += n > 0;
    }
    return count;
}

static void find_lines(struct arena *a, struct source *s)
{
    s->line_count = scan_lines(s, NULL);
    s->lines = arena_alloc(a, s->line_count * sizeof *s->lines);
    (void)scan_lines(s, s->lines);
}

const char *source_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? slash + 1 : path;
}

struct source *source_of_text(struct arena *a, const char *name, const char *text, size_t len)
{
    struct source *s = arena_new(a, struct source);

    s->name = arena_strdup(a, name);
    s->text = arena_strndup(a, text, len);
    s->len = len;
    find_lines(a, s);
    return s;
}

/* Reads `fd` to its end or one byte beyond `limit`. Returns -1 with errno on failure. */
static int read_all(struct arena *a, int fd, size_t limit, char **text, size_t *len)
{
    size_t size = 16 * 1024;
    ssize_t n;

    *text = arena_alloc(a, size);
    *len = 0;
    while (*len <= limit) {
        if (*len == size) {
            *text = arena_grow(a, *text, size, size * 2);
            size *= 2;
        }
        n = read(fd, *text + *len, size - *len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 ? -1 : 0;
        *len += (size_t)n;
    }
    return 0;
}

static enum source_status read_open_file(struct arena *a, int fd, const char *path, size_t limit,
                                         bool regular, struct source **out)
{
    struct stat st;
    char *text = NULL;
    size_t len = 0;

    if (fstat(fd, &st) != 0)
        return SOURCE_UNREADABLE;
    if (regular && !S_ISREG(st.st_mode))
        return SOURCE_IRREGULAR;
    if (S_ISREG(st.st_mode) && (size_t)st.st_size > limit)
        return SOURCE_TOO_LARGE;
    if (read_all(a, fd, limit, &text, &len) != 0)
        return SOURCE_UNREADABLE;
    if (len > limit)
        return SOURCE_TOO_LARGE;
    *out = source_of_text(a, path, text, len);
    (*out)->device = st.st_dev;
    (*out)->inode = st.st_ino;
    (*out)->executable = (st.st_mode & S_IXUSR) != 0;
    return SOURCE_OK;
}

bool source_is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

enum source_kind source_kind_of(const char *path)
{
    struct stat st;

    if (stat(path, &st) != 0)
        return SOURCE_NOTHING;
    return S_ISREG(st.st_mode)   ? SOURCE_FILE
           : S_ISDIR(st.st_mode) ? SOURCE_DIRECTORY
                                 : SOURCE_OTHER;
}

bool source_is_within(const char *path, const char *directory)
{
    char *of = realpath(path, NULL), *top = realpath(directory, NULL);
    size_t len = top != NULL ? strlen(top) : 0;
    bool within = of == NULL || top == NULL ||
                  (strncmp(of, top, len) == 0 && (len == 1 || of[len] == '/' || of[len] == '\0'));

    free(of);
    free(top);
    return within;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

bool source_list(struct arena *a, const char *path, size_t limit, const char ***names,
                 size_t *count)
{
    DIR *directory = opendir(path);
    const struct dirent *entry;
    int error;

    *names = NULL;
    *count = 0;
    if (directory == NULL)
        return false;
    errno = 0;
    while (*count <= limit && (entry = readdir(directory)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        *names = arena_extend(a, *names, *count, sizeof(char *));
        (*names)[(*count)++] = arena_strdup(a, entry->d_name);
    }
    error = errno;
    (void)closedir(directory);
    errno = error;
    if (*count > 0)
        qsort(*names, *count, sizeof(char *), by_name);
    return error == 0;
}

bool source_is_readable(const char *path)
{
    struct stat st;

    if (access(path, R_OK) != 0 || stat(path, &st) != 0)
        return false;
    if (S_ISDIR(st.st_mode))
        errno = EISDIR;
    return !S_ISDIR(st.st_mode);
}

static enum source_status open_and_read(struct arena *a, const char *path, size_t limit,
                                        bool regular, struct source **out)
{
    int fd, error;
    enum source_status status;

    *out = source_of_text(a, path, "", 0);
    fd = open(path, O_RDONLY | O_CLOEXEC | (regular ? O_NONBLOCK | O_NOCTTY : 0));
    if (fd < 0)
        return SOURCE_UNREADABLE;
    status = read_open_file(a, fd, path, limit, regular, out);
    error = errno;
    (void)close(fd);
    errno = error;
    return status;
}

enum source_status source_read(struct arena *a, const char *path, size_t limit, struct source **out)
{
    return open_and_read(a, path, limit, false, out);
}

enum source_status source_read_regular(struct arena *a, const char *path, size_t limit,
                                       struct source **out)
{
    return open_and_read(a, path, limit, true, out);
}

/* `path`, counted from the directory of the file `of`. */
static const char *beside(struct arena *a, const char *of, const char *path)
{
    const char *slash = strrchr(of, '/');

    if (path[0] == '/' || slash == NULL)
        return path;
    return arena_printf(a, "%.*s/%s", (int)(slash - of), of, path);
}

const char *source_path(struct arena *a, const struct source *of, const char *path)
{
    const char *home = getenv("HOME");

    if (strncmp(path, "~/", 2) == 0 && home != NULL)
        return arena_printf(a, "%s/%s", home, path + 2);
    return beside(a, of->name, path);
}

const char *source_label(struct arena *a, const struct source *of, const char *path)
{
    if (of->label == NULL || strncmp(path, "~/", 2) == 0)
        return path;
    return beside(a, of->label, path);
}

const char *source_line(const struct source *s, unsigned line, size_t *len)
{
    size_t start, end;

    *len = 0;
    if (line == 0 || line > s->line_count)
        return "";
    start = s->lines[line - 1];
    end = line < s->line_count ? s->lines[line] : s->len;
    while (*len < end - start && break_length(s->text + start + *len) == 0)
        (*len)++;
    return s->text + start;
}

int span_compare(struct span a, struct span b)
{
    int order;

    if (a.source == NULL || b.source == NULL)
        return (a.source != NULL) - (b.source != NULL);
    order = a.source == b.source ? 0 : strcmp(a.source->name, b.source->name);
    if (order == 0)
        order = (a.line > b.line) - (a.line < b.line);
    return order != 0 ? order : (a.column > b.column) - (a.column < b.column);
}
