/* Files and directories on the disk. */
#include "emit/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { OPEN_DIRECTORIES = 32 };

/* How long another build may take before we give up, in tenths of a second. */
enum { LOCK_TRIES = 300 };

static mode_t mode_of(const struct file *f)
{
    return f->executable ? 0755 : 0644;
}

int disk_make_parents(struct arena *a, const char *path)
{
    char *p = arena_strdup(a, path), *slash = strrchr(p, '/');
    struct stat st;

    if (slash == NULL || slash == p)
        return 0;
    *slash = '\0';
    if (stat(p, &st) == 0)
        return 0;
    if (disk_make_parents(a, p) != 0)
        return -1;
    if (mkdir(p, 0755) != 0)
        return errno == EEXIST ? 0 : -1;
    return chmod(p, 0755); /* whatever the umask */
}

static int write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        data += n;
        len -= (size_t)n;
    }
    return 0;
}

/* Creates the file; `sync`: and sees it on the disk. */
static int create(const char *path, const struct file *f, bool sync)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_of(f));
    int error;

    if (fd < 0)
        return -1;
    if (fchmod(fd, mode_of(f)) == 0 && write_all(fd, f->data, f->len) == 0 &&
        (!sync || fsync(fd) == 0))
        return close(fd);
    error = errno;
    (void)close(fd);
    errno = error;
    return -1;
}

int disk_write(const char *path, const struct file *f)
{
    return create(path, f, false);
}

int disk_lock(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error;

    if (fd < 0)
        return -1;
    for (int i = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; i++) {
        struct timespec tenth = {0, 100 * 1000 * 1000};

        if (i == LOCK_TRIES || errno != EWOULDBLOCK) {
            error = errno;
            (void)close(fd);
            errno = error;
            return -1;
        }
        (void)nanosleep(&tenth, NULL);
    }
    return fd;
}

int disk_replace(struct arena *a, const char *path, const struct file *f)
{
    char *real = realpath(path, NULL), *to = arena_strdup(a, real != NULL ? real : path);
    char *slash = strrchr(to, '/');
    const char *name = slash == NULL ? to : slash + 1;
    const char *parent = slash == NULL ? "."
                         : slash == to ? "/"
                                       : arena_strndup(a, to, (size_t)(slash - to));
    const char *beside = arena_printf(a, "%s/.%s.lstackc-new", parent, name);
    int lock, error, result = -1;

    free(real);
    lock = disk_lock(parent);
    if (lock < 0)
        return -1;
    /* A killed build may have left one. */
    if (unlink(beside) == 0 || errno == ENOENT)
        result = create(beside, f, true);
    if (result == 0)
        result = rename(beside, to);
    error = errno;
    if (result == 0)
        (void)fsync(lock);
    else
        (void)unlink(beside);
    (void)close(lock);
    errno = error;
    return result;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
    (void)st;
    (void)type;
    (void)where;
    return remove(path);
}

int disk_remove_tree(const char *path)
{
    if (nftw(path, remove_one, OPEN_DIRECTORIES, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT)
        return 0;
    return -1;
}

static bool has_bytes(int fd, const char *data, size_t len)
{
    char part[16 * 1024];

    while (len > 0) {
        ssize_t n = read(fd, part, len < sizeof part ? len : sizeof part);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || memcmp(part, data, (size_t)n) != 0)
            return false;
        data += n;
        len -= (size_t)n;
    }
    return true;
}

bool disk_is_same(const char *path, const struct file *f)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    bool same;

    if (fd < 0)
        return false;
    same = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (st.st_mode & 07777) == mode_of(f) &&
           st.st_size == (off_t)f->len && has_bytes(fd, f->data, f->len);
    (void)close(fd);
    return same;
}
