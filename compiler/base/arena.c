/* Memory that lives as long as the compilation. */
#include "base/arena.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    max_align_t data[];
};

static size_t round_up(size_t n)
{
    const size_t align = sizeof(max_align_t);

    return (n + align - 1) / align * align;
}

void arena_free(struct arena *a)
{
    while (a->head != NULL) {
        struct arena_block *next = a->head->next;

        free(a->head);
        a->head = next;
    }
}

static void add_block(struct arena *a, size_t size)
{
    size_t want = size > BLOCK_SIZE ? size : BLOCK_SIZE;
    struct arena_block *b = want > SIZE_MAX / 2 ? NULL : malloc(sizeof *b + want);

    if (b == NULL)
        longjmp(a->oom, 1);
    b->next = a->head;
    b->used = 0;
    b->size = want;
    a->head = b;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t need = round_up(size == 0 ? 1 : size);
    char *p;

    if (a->head == NULL || a->head->size - a->head->used < need)
        add_block(a, need);
    p = (char *)a->head->data + a->head->used;
    a->head->used += need;
    return memset(p, 0, need);
}

void *arena_grow(struct arena *a, void *old, size_t old_size, size_t size)
{
    struct arena_block *b = a->head;
    size_t have = round_up(old_size), need = round_up(size);
    char *p;

    if (old != NULL && (char *)old + have == (char *)b->data + b->used && need >= have &&
        b->size - b->used >= need - have) {
        b->used += need - have;
        memset((char *)old + old_size, 0, need - old_size);
        return old;
    }
    p = arena_alloc(a, size);
    if (old != NULL)
        memcpy(p, old, old_size < size ? old_size : size);
    return p;
}

/* The room doubles at 4, 8, 16, ... */
void *arena_extend(struct arena *a, void *items, size_t count, size_t size)
{
    enum { LEAST = 4 };

    if (count == 0)
        return arena_alloc(a, LEAST * size);
    if (count < LEAST || (count & (count - 1)) != 0)
        return items;
    return arena_grow(a, items, count * size, 2 * count * size);
}

char *arena_strndup(struct arena *a, const char *s, size_t len)
{
    char *p = arena_alloc(a, len + 1);

    memcpy(p, s, len);
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return arena_strndup(a, s, strlen(s));
}

char *arena_vprintf(struct arena *a, const char *format, va_list ap)
{
    va_list again;
    char *p;
    int n;

    va_copy(again, ap);
    n = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (n < 0)
        longjmp(a->oom, 1);
    p = arena_alloc(a, (size_t)n + 1);
    (void)vsnprintf(p, (size_t)n + 1, format, ap);
    return p;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
    va_list ap;
    char *p;

    va_start(ap, format);
    p = arena_vprintf(a, format, ap);
    va_end(ap);
    return p;
}
