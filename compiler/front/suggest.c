/* "Did you mean ...?": the distance of Damerau and Levenshtein, restricted. */
#include "front/suggest.h"

#include <string.h>
#include <strings.h>

enum { MAX_WORD = 64 };

/* Pairs of letters that one call may compare, or there would be seconds of it in a stack of
 * thousands of servers: 2,000 candidates of ten letters. */
enum { MAX_WORK = 200 * 1000 };

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

static char fold(char c)
{
    if (c == '_')
        return '-';
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Edits that turn `a` into `b`; both at most MAX_WORD long. Case, `-` and `_` are alike. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][MAX_WORD + 1];

    for (size_t j = 0; j <= m; j++)
        row[0][j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t *now = row[i % 3], *last = row[(i - 1) % 3], *before = row[(i + 1) % 3];

        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            char x = fold(a[i - 1]), y = fold(b[j - 1]);

            now[j] = smallest(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == fold(b[j - 2]) && fold(a[i - 2]) == y &&
                before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
    }
    return row[n % 3][m];
}

const char *suggest(const char *word, size_t n,
                    const char *(*word_at)(const void *context, size_t i), const void *context)
{
    size_t length = strlen(word), best = length / 3 + 2, work = 0;
    const char *found = NULL;

    if (length > MAX_WORD)
        return NULL;
    for (size_t i = 0; i < n && work < MAX_WORK; i++) {
        const char *candidate = word_at(context, i);
        size_t m = strlen(candidate), d;

        if (m > MAX_WORD || (m > length ? m - length : length - m) >= best)
            continue;
        work += length * m;
        d = distance(word, length, candidate, m);
        if (d < best && d < m) {
            best = d;
            found = candidate;
        }
    }
    return found;
}
