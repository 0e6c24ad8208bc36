/* Files that a build makes, in memory. */
#include "emit/tree.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"

void tree_add(struct tree *t, const char *path, const char *data, size_t len, bool executable)
{
    t->files = arena_extend(t->arena, t->files, t->count, sizeof *t->files);
    t->files[t->count++] =
        (struct file){.path = path, .executable = executable, .data = data, .len = len};
}

void tree_add_text(struct tree *t, const char *path, const char *text)
{
    tree_add(t, path, text, strlen(text), false);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

void tree_seal(struct tree *t)
{
    if (t->count > 0)
        qsort(t->files, t->count, sizeof *t->files, by_path);
    for (size_t i = 0; i < t->count; i++)
        if (t->files[i].sha256 == NULL)
            t->files[i].sha256 = digest_hex(t->arena, t->files[i].data, t->files[i].len);
}
