/* New files for people to go on with. */
#include "main/new_file.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "emit/disk.h"

int new_file_write(struct arena *a, const char *path, const struct buf *text)
{
    const char *slash = strrchr(path, '/');
    int before = slash != NULL ? (int)(slash - path) + 1 : 0, result, error;
    const char *aside =
        arena_printf(a, "%.*s.%s.lstackc-%ld", before, path, path + before, (long)getpid());
    const struct file file = {.path = path, .data = text->data, .len = text->len};

    result = disk_write(aside, &file);
    if (result == 0)
        result = link(aside, path); /* which never replaces a file */
    error = errno;
    (void)unlink(aside);
    errno = error;
    /* A file system without links. */
    return result != 0 && (error == EPERM || error == EOPNOTSUPP) ? disk_write(path, &file)
                                                                  : result;
}

void new_file_report(struct diags *diags, const char *path, const char *other)
{
    struct span nowhere = {0};

    if (errno == EEXIST)
        diag_help(diag_report(diags, L0913, nowhere, "`%s` is there already", path), "%s", other);
    else
        diag_help(
            diag_report(diags, L0901, nowhere, "cannot write `%s`: %s", path, strerror(errno)),
            "check the directory and its permissions");
}
