/* Compose files in a bundle: of containers, and of a swarm. */
#include "backends/compose_files.h"

const char *compose_files(struct bundle *b, const char *name, const struct ir_compose *compose)
{
    const char *dir = arena_printf(b->arena, "files/%s", name);

    for (size_t i = 0; i < compose->file_count; i++) {
        const struct ir_file *file = &compose->files[i];

        tree_add(&b->tree, arena_printf(b->arena, "%s/%s", dir, file->path), file->text, file->len,
                 file->executable);
    }
    return dir;
}
