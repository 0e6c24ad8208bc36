/* Text: a growing buffer, UTF-8, quoting for sh, filtering of what strangers wrote, near names. */
#include "text.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void *text_grow(void *array, size_t count, size_t size)
{
    void *grown = count > SIZE_MAX / size ? NULL : realloc(array, count * size);
    if (!grown && count) {
        fputs("lstacker-run: out of memory\n", stderr);
        abort();
    }
    return grown;
}

static void wipe(struct buf *buf)
{
    if (buf->data)
        explicit_bzero(buf->data, buf->cap);
    free(buf->data);
}

void buf_add(struct buf *buf, const void *data, size_t len)
{
    if (len >= buf->cap - buf->len) {
        size_t cap = (buf->len + len + 1) * 2;
        char *grown = text_grow(NULL, cap, 1); /* realloc() would leave the old bytes behind */
        if (buf->len)
            memcpy(grown, buf->data, buf->len);
        wipe(buf);
        buf->data = grown;
        buf->cap = cap;
    }
    if (len)
        memcpy(buf->data + buf->len, data, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void buf_text(struct buf *buf, const char *text)
{
    buf_add(buf, text, strlen(text));
}

static void add_formatted(struct buf *buf, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int len = vsnprintf(NULL, 0, format, arguments);
    if (len > 0) {
        char *text = text_grow(NULL, (size_t)len + 1, 1);
        vsnprintf(text, (size_t)len + 1, format, again);
        buf_add(buf, text, (size_t)len);
        free(text);
    }
    va_end(again);
}

void buf_printf(struct buf *buf, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add_formatted(buf, format, arguments);
    va_end(arguments);
}

void buf_drop(struct buf *buf, size_t len)
{
    if (len == 0)
        return;
    memmove(buf->data, buf->data + len, buf->len - len + 1);
    buf->len -= len;
    explicit_bzero(buf->data + buf->len, len);
}

void buf_free(struct buf *buf)
{
    wipe(buf);
    *buf = (struct buf){0};
}

char *text_copy(const char *text)
{
    return text_printf("%s", text);
}

char *text_printf(const char *format, ...)
{
    struct buf buf = {0};
    va_list arguments;
    buf_add(&buf, "", 0);
    va_start(arguments, format);
    add_formatted(&buf, format, arguments);
    va_end(arguments);
    return buf.data;
}

char *text_read_file(const char *path)
{
    struct buf text = {0};
    char chunk[16 << 10];
    size_t len;
    FILE *file = fopen(path, "r");

    if (!file)
        return NULL;
    buf_add(&text, "", 0);
    while ((len = fread(chunk, 1, sizeof chunk, file)) > 0)
        buf_add(&text, chunk, len);
    if (ferror(file))
        buf_free(&text);
    (void)fclose(file);
    return text.data;
}

void text_quote(struct buf *buf, const char *word)
{
    buf_add(buf, "'", 1);
    for (const char *quote; (quote = strchr(word, '\'')); word = quote + 1) {
        buf_add(buf, word, (size_t)(quote - word));
        buf_text(buf, "'\\''");
    }
    buf_text(buf, word);
    buf_add(buf, "'", 1);
}

void text_word(struct buf *buf, const char *word)
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                                "-_./:=@,+%";

    if (*word && strspn(word, plain) == strlen(word))
        buf_text(buf, word);
    else
        text_quote(buf, word);
}

uint32_t text_next(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)*text;
    int more = *at < 0x80   ? 0
               : *at < 0xc0 ? -1
               : *at < 0xe0 ? 1
               : *at < 0xf0 ? 2
               : *at < 0xf8 ? 3
                            : -1;
    uint32_t code = *at;

    *text += *at != '\0';
    if (more <= 0)
        return more ? 0xfffd : code;
    code &= 0x3fU >> more;
    for (int i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0xfffd;
        code = code << 6 | (at[i] & 0x3f);
    }
    if (code < least[more] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return 0xfffd;
    *text += more;
    return code;
}

/* Is it a character that could steer a terminal or make text read otherwise than it is? */
static bool steers(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xfeff;
}

size_t text_print(FILE *out, const char *text, size_t columns)
{
    size_t printed = 0;
    for (const char *from = text; printed < columns; from = text, printed++) {
        uint32_t code = text_next(&text);
        if (code == 0)
            break;
        if (code == 0xfffd || steers(code))
            putc(code == '\n' || code == '\t' ? ' ' : '?', out);
        else
            (void)fwrite(from, 1, (size_t)(text - from), out);
    }
    return printed;
}

void text_pad(FILE *out, const char *text, size_t columns)
{
    for (size_t printed = text_print(out, text, SIZE_MAX); printed < columns; printed++)
        putc(' ', out);
}

size_t text_width(const char *text)
{
    size_t width = 0;
    while (text_next(&text))
        width++;
    return width;
}

size_t text_distance(const char *a, const char *b)
{
    enum { MOST = 63 };
    size_t row[MOST + 1], len = strlen(b);

    if (len > MOST || strlen(a) > MOST)
        return MOST;
    for (size_t j = 0; j <= len; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= len; j++) {
            size_t best = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            if (row[j] + 1 < best)
                best = row[j] + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            row[j] = best;
        }
    }
    return row[len];
}

const char *text_nearest(const char *word, const void *rows, size_t count, size_t size)
{
    const char *nearest = NULL;
    size_t best = strlen(word) / 2 + 1;
    for (size_t i = 0; i < count; i++) {
        const char *name = *(const char *const *)((const char *)rows + i * size);
        size_t distance = text_distance(word, name);
        if (distance < best) {
            best = distance;
            nearest = name;
        }
    }
    return nearest;
}
