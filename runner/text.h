/* Text: a growing buffer, UTF-8, quoting for sh, filtering of what strangers wrote, near names. */
#ifndef RUNNER_TEXT_H
#define RUNNER_TEXT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Bytes that grow. All zeros is an empty one. `data` is NUL-terminated once something was added;
 * until then it is NULL. Running out of memory ends the program with abort(). What it no longer
 * holds is overwritten, wherever it lay: it may have been a secret. */
struct buf {
    char *data;
    size_t len, cap;
};

void buf_add(struct buf *buf, const void *data, size_t len);
void buf_text(struct buf *buf, const char *text);
void buf_printf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_drop(struct buf *buf, size_t len); /* takes away the first `len` bytes */
void buf_free(struct buf *buf);             /* leaves an empty buffer */

/* Memory that the caller frees; abort() when there is none. */
void *text_grow(void *array, size_t count, size_t size);
char *text_copy(const char *text);
char *text_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The whole of a file, which the caller frees, or NULL with errno. */
char *text_read_file(const char *path);

/* Adds `word` to `buf`, quoted such that any POSIX shell reads back the same bytes as one word. */
void text_quote(struct buf *buf, const char *word);

/* The same for people: quoted only where that is needed. */
void text_word(struct buf *buf, const char *word);

/* The code point at *text, which is moved past it; U+FFFD for a byte that is no UTF-8; 0 at the
 * end. */
uint32_t text_next(const char **text);

/* Prints at most `columns` code points of untrusted text: control and direction characters become
 * `?`. Returns the number printed. */
size_t text_print(FILE *out, const char *text, size_t columns);

/* Prints all of an untrusted text, filled with blanks up to `columns`. */
void text_pad(FILE *out, const char *text, size_t columns);

/* Number of code points. */
size_t text_width(const char *text);

/* How many letters must be changed to make `b` of `a`; 63 if one is longer than that. */
size_t text_distance(const char *a, const char *b);

/* The name that was probably meant by `word`, or NULL. `rows` is an array of `count` structures of
 * `size` bytes whose first member is a name (const char *). */
const char *text_nearest(const char *word, const void *rows, size_t count, size_t size);

#endif
