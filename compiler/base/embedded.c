/* Files that are part of the program. */
#include "base/embedded.h"

#include <stdlib.h>
#include <string.h>

const struct embedded *embedded_find(const struct embedded *files, const char *path)
{
    while (files->path != NULL && strcmp(files->path, path) != 0)
        files++;
    if (files->path == NULL)
        abort(); /* a mistake in this program, not in its input */
    return files;
}
