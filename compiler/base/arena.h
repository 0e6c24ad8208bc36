/* Memory that lives as long as the compilation: allocated piecemeal, freed at once. */
#ifndef LSTACKER_BASE_ARENA_H
#define LSTACKER_BASE_ARENA_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

/*
 * Everything that the compiler makes lives in one arena, so nothing below
 * main() frees anything. When memory runs out, control jumps to `oom`, which
 * main() has set: no function here ever returns NULL.
 */
struct arena {
    struct arena_block *head; /* newest block, NULL at first */
    jmp_buf oom;
};

/* Gives every byte of `a` back. The arena may be used again afterwards. */
void arena_free(struct arena *a);

/* `size` zeroed bytes, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t size);

/* Like realloc: a copy of `old` (of `old_size` bytes) in `size` bytes, the rest zeroed. Grows the
 * newest allocation in place. */
void *arena_grow(struct arena *a, void *old, size_t old_size, size_t size);

/* Room for one more in the array `items`, which has `count` of `size` bytes: returns where it is
 * from now on. How many there is room for follows from `count`, so the array must begin as NULL and
 * grow by this function alone, one by one. */
void *arena_extend(struct arena *a, void *items, size_t count, size_t size);

/* A copy of the `len` bytes at `s`, followed by a NUL. */
char *arena_strndup(struct arena *a, const char *s, size_t len);
char *arena_strdup(struct arena *a, const char *s);

/* A formatted string, as printf writes it. */
char *arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *a, const char *format, va_list ap)
    __attribute__((format(printf, 2, 0)));

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

#endif
