/* One scalar of YAML, quoted by need. */
#include "emit/yaml_scalar.h"

#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "base/utf8.h"

/* null, Null or NULL, but not nULL: https://yaml.org/type/, and 1.2's core schema, 10.3.2. */
static bool is_word(const char *text, const char *word)
{
    bool upper = true, lower = true; /* behind the first */

    if (strcasecmp(text, word) != 0)
        return false;
    for (const char *p = text + 1; *p != '\0'; p++) {
        lower = lower && !(*p >= 'A' && *p <= 'Z');
        upper = upper && !(*p >= 'a' && *p <= 'z');
    }
    return lower || (upper && *text >= 'A' && *text <= 'Z');
}

static bool is_reserved(const char *text)
{
    static const char *const words[] = {"null", "true", "false", "yes", "no",
                                        "on",   "off",  "y",     "n"};
    const char *number = text + (*text == '-' || *text == '+');

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(text, words[i]))
            return true;
    if (strcasecmp(number, ".inf") == 0 || strcasecmp(number, ".nan") == 0)
        return true;
    return *text == '\0' || strcmp(text, "~") == 0 || strcmp(text, "=") == 0 ||
           strcmp(text, "<<") == 0;
}

/* Only characters of `set` behind a prefix of two? */
static bool is_based(const char *p, const char *prefix, const char *set)
{
    return strncmp(p, prefix, 2) == 0 && p[2] != '\0' && strspn(p + 2, set) == strlen(p + 2);
}

/* An integer or a float, in base 60 too. (YAML 1.1's own pattern would take 10.100.0.1 for a float;
 * no reader does.) */
static bool is_number(const char *text)
{
    const char *p = text + (*text == '-' || *text == '+');
    bool digits = *p >= '0' && *p <= '9';

    if (is_based(p, "0b", "01_") || is_based(p, "0o", "01234567") ||
        is_based(p, "0x", DIGIT "abcdefABCDEF_"))
        return true;
    if (digits)
        p += strspn(p, DIGIT "_");
    while (digits && *p == ':' && strspn(p + 1, DIGIT) >= 1 && strspn(p + 1, DIGIT) <= 2)
        p += 1 + strspn(p + 1, DIGIT);
    if (*p == '.') {
        digits = digits || (p[1] >= '0' && p[1] <= '9');
        p += 1 + strspn(p + 1, DIGIT "_");
    }
    if (digits && (*p == 'e' || *p == 'E')) {
        p += 1 + (p[1] == '-' || p[1] == '+');
        digits = *p != '\0';
        p += strspn(p, DIGIT);
    }
    return digits && *p == '\0';
}

/* 2026-01-31, perhaps with a time behind. */
static bool is_date(const char *p)
{
    if (strspn(p, DIGIT) != 4)
        return false;
    p += 4;
    for (int i = 0; i < 2; i++) {
        size_t digits = *p == '-' ? strspn(p + 1, DIGIT) : 0;

        if (digits < 1 || digits > 2)
            return false;
        p += 1 + digits;
    }
    return *p == '\0' || strchr("Tt \t", *p) != NULL;
}

/* Bytes of a character at `p` that cannot stand as it is, or 0. `*code` is its number. */
static size_t unprintable(const char *p, unsigned *code)
{
    const unsigned char *b = (const unsigned char *)p;

    *code = b[0];
    if (b[0] < ' ' || b[0] == 127)
        return 1;
    switch (utf8_length(p, strnlen(p, 4))) {
    case 2:
        *code = b[1];
        return b[0] == 0xC2 && b[1] < 0xA0 ? 2 : 0;
    case 3:
        *code = (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
        return *code == 0x2028 || *code == 0x2029 || *code == 0xFEFF || *code >= 0xFFFE ? 3 : 0;
    default:
        return 0;
    }
}

/* May it stand without quotes, as far as the syntax goes? */
static bool is_plain(const char *text, bool flow)
{
    size_t len = strlen(text);
    unsigned code;

    if (len == 0 || text[0] == ' ' || text[len - 1] == ' ' || text[len - 1] == ':' ||
        strchr(",[]{}#&*!|>'\"%@`", text[0]) != NULL)
        return false;
    if (strchr("-?:", text[0]) != NULL &&
        (len == 1 || strchr(" ,[]{}", text[1]) != NULL || (flow && text[0] == ':')))
        return false;
    if (strncmp(text, "---", 3) == 0 || strncmp(text, "...", 3) == 0)
        return false;
    for (const char *p = text; *p != '\0'; p++)
        if (unprintable(p, &code) > 0 || (flow && strchr(",[]{}?", *p) != NULL) ||
            (*p == ':' && strchr(flow ? " ,[]{}" : " ", p[1]) != NULL) ||
            (*p == ' ' && p[1] == '#'))
            return false;
    return true;
}

bool yaml_reads_as_text(const char *text)
{
    return !is_reserved(text) && !is_number(text) && !is_date(text);
}

const char *yaml_scalar(struct arena *a, const char *text, bool flow)
{
    struct buf b = buf_make(a);

    if (is_plain(text, flow) && yaml_reads_as_text(text))
        return text;
    buf_char(&b, '"');
    while (*text != '\0') {
        unsigned code;
        size_t n = unprintable(text, &code);

        if (n == 0 && (*text == '"' || *text == '\\'))
            buf_char(&b, '\\');
        if (n == 0)
            buf_char(&b, *text);
        else if (code == '\n' || code == '\t')
            buf_str(&b, code == '\n' ? "\\n" : "\\t");
        else
            buf_printf(&b, "\\u%04X", code);
        text += n > 0 ? n : 1;
    }
    buf_char(&b, '"');
    return b.data;
}
