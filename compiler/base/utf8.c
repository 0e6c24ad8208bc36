/* UTF-8, as RFC 3629 has it. */
#include "base/utf8.h"

#include <string.h>

size_t utf8_length(const char *s, size_t len)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t n;

    if (len == 0 || (p[0] >= 0x80 && p[0] < 0xC2) || p[0] > 0xF4)
        return 0;
    n = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    if (n > len)
        return 0;
    for (size_t i = 1; i < n; i++)
        if (!utf8_continues(s[i]))
            return 0;
    if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] > 0x9F) ||
        (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] > 0x8F))
        return 0;
    return n;
}

size_t utf8_count(const char *s, size_t len)
{
    size_t n = 0;

    for (size_t i = 0; i < len; i++)
        n += !utf8_continues(s[i]);
    return n;
}

size_t utf8_mark(const char *text)
{
    return strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

const char *utf8_printable(struct arena *a, const char *text)
{
    char *copy = arena_strdup(a, text);
    size_t left = strlen(copy), n;

    for (char *p = copy; left > 0; p += n, left -= n) {
        n = utf8_length(p, left);
        if (n == 0 || (unsigned char)*p < ' ' || *p == 127) {
            n = 1;
            *p = '?';
        }
    }
    return copy;
}
