/* A byte string that grows, in an arena. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct buf buf_make(struct arena *arena)
{
    static char empty[1];

    return (struct buf){.arena = arena, .data = empty};
}

static void reserve(struct buf *b, size_t more)
{
    size_t want = b->size < 64 ? 64 : b->size;

    while (want - b->len <= more)
        want *= 2;
    if (want == b->size)
        return;
    b->data = arena_grow(b->arena, b->size == 0 ? NULL : b->data, b->size, want);
    b->size = want;
}

void buf_add(struct buf *b, const char *bytes, size_t len)
{
    if (len == 0)
        return;
    reserve(b, len);
    memcpy(b->data + b->len, bytes, len);
    b->len += len;
    b->data[b->len] = '\0';
}

void buf_str(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    va_list ap;
    int n;

    va_start(ap, format);
    n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    if (n < 0)
        longjmp(b->arena->oom, 1);
    reserve(b, (size_t)n);
    va_start(ap, format);
    (void)vsnprintf(b->data + b->len, (size_t)n + 1, format, ap);
    va_end(ap);
    b->len += (size_t)n;
}
