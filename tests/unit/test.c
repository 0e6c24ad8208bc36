/* What the unit tests have in common. */
#include "test.h"

#include <stdlib.h>

int arena_setup(void **state)
{
    struct arena *a = calloc(1, sizeof *a);

    if (a == NULL || setjmp(a->oom) != 0)
        abort();
    *state = a;
    return 0;
}

int arena_teardown(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

uint32_t random_number(void)
{
    static uint32_t x = 2463534242u;

    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    return x;
}

const char *random_bytes(struct arena *a, size_t most)
{
    size_t len = random_number() % (most + 1);
    char *s = arena_alloc(a, len + 1);

    for (size_t i = 0; i < len; i++)
        s[i] = (char)(random_number() % 255 + 1);
    return s;
}

static uint32_t random_character(void)
{
    static const char common[] = " \n\t'\"\\#:-&*!|>%@`{}[],?=~<.+0123456789abcxyz";
    uint32_t c;

    switch (random_number() % 4) {
    case 0:
    case 1:
        return (unsigned char)common[random_number() % (sizeof common - 1)];
    case 2:
        return ' ' + random_number() % ('~' - ' ');
    default:
        c = 0xA0 + random_number() % 0x10FF00;
        return (c >= 0xD800 && c < 0xE000) || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF ||
                       c > 0x10FFFF
                   ? 0xE4
                   : c;
    }
}

static size_t encode(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 | c >> 6);
        to[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 63));
        to[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    to[0] = (char)(0xF0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 63));
    to[2] = (char)(0x80 | (c >> 6 & 63));
    to[3] = (char)(0x80 | (c & 63));
    return 4;
}

const char *random_utf8(struct arena *a, size_t most)
{
    size_t count = random_number() % (most + 1), len = 0;
    char *s = arena_alloc(a, count * 4 + 1);

    for (size_t i = 0; i < count; i++)
        len += encode(s + len, random_character());
    return s;
}
