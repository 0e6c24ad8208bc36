/* What the unit tests have in common. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

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

const char *const hostile[HOSTILE] = {
    "",    " ",        "\n",    "'",        "\"",    "\\",  "$(reboot)", "`id`",  "$HOME",
    "-n",  "--",       "=",     "a=b",      "~",     "*",   "it's",      "'\\''", "a\nb",
    "a\n", "\na",      "%s%n",  "\xff\xfe", "größe", "# x", "a b",       "!!",    "a;b",
    "-",   "=x",       "{a,b}", "\\",       "\\n",   "EOF", "\t",        "a\tb",  "[x]",
    "?",   "\x01\x7f", "&",     "|",        "<>",    "\r",  "a\r\nb",
};

/* What `shell` makes of the words of `script`: what it prints, NUL after each. */
struct buf read_back(struct arena *a, const char *shell, const char *script)
{
    char path[] = "/tmp/lstacker-test-XXXXXX";
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w"), *p;
    struct buf out = buf_make(a);
    char part[4096];
    size_t n;

    assert_non_null(f);
    assert_true(fputs(script, f) >= 0);
    assert_int_equal(fclose(f), 0);
    p = popen(arena_printf(a, "%s %s", shell, path), "r");
    assert_non_null(p);
    while ((n = fread(part, 1, sizeof part, p)) > 0)
        buf_add(&out, part, n);
    assert_int_equal(pclose(p), 0);
    assert_int_equal(remove(path), 0);
    return out;
}
