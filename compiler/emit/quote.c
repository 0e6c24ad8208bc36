/* One function for each language that values are written into. */
#include "emit/quote.h"

#include <string.h>

#include "base/ascii.h"

#define PLAIN LOWER UPPER DIGIT "_./:@%+,="

void quote_sh(struct buf *b, const char *s)
{
    size_t plain = strspn(s, PLAIN "-");

    /* `=` or `-` in front would be an assignment or an option to a reader's eye: quote them. */
    if (*s != '\0' && s[plain] == '\0' && strchr("-=", *s) == NULL) {
        buf_str(b, s);
        return;
    }
    buf_char(b, '\'');
    for (; *s != '\0'; s++) {
        if (*s == '\'')
            buf_str(b, "'\\''");
        else
            buf_char(b, *s);
    }
    buf_char(b, '\'');
}

void quote_markdown(struct buf *b, const char *s)
{
    for (; *s != '\0'; s++) {
        if (*s == '\n') {
            buf_char(b, ' ');
            continue;
        }
        /* CommonMark: a backslash before ASCII punctuation takes its meaning away. */
        if (strchr("\\`*_{}[]<>()#+-.!|&~$\"'", *s) != NULL)
            buf_char(b, '\\');
        buf_char(b, *s);
    }
}

void quote_html(struct buf *b, const char *s)
{
    for (; *s != '\0'; s++) {
        switch (*s) {
        case '&':
            buf_str(b, "&amp;");
            break;
        case '<':
            buf_str(b, "&lt;");
            break;
        case '>':
            buf_str(b, "&gt;");
            break;
        case '"':
            buf_str(b, "&quot;");
            break;
        default:
            buf_char(b, *s);
        }
    }
}

void quote_ssh_config(struct buf *b, const char *s)
{
    if (*s != '\0' && *s != '=' && s[strspn(s, PLAIN "-~")] == '\0') {
        buf_str(b, s);
        return;
    }
    buf_char(b, '"');
    buf_str(b, s);
    buf_char(b, '"');
}

/* haproxy has the shell's quotes: nothing counts between single ones, and words go on behind them.
 */
void quote_haproxy(struct buf *b, const char *s)
{
    quote_sh(b, s);
}
