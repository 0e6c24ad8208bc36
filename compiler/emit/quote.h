/* One function for each language that values are written into: escape at the leaf. */
#ifndef LSTACKER_EMIT_QUOTE_H
#define LSTACKER_EMIT_QUOTE_H

#include "base/buf.h"

/* POSIX shell: one word, whatever the bytes (but NUL). Plain words stay as they are. */
void quote_sh(struct buf *b, const char *s);

/* Markdown text within a line: nothing in it is markup. Newlines become blanks. */
void quote_markdown(struct buf *b, const char *s);

/* HTML text or attribute value. */
void quote_html(struct buf *b, const char *s);

/* A value in ssh_config(5): in double quotes unless plain. It must hold no `"` and no newline,
 * which that format cannot express. */
void quote_ssh_config(struct buf *b, const char *s);

/* One word of haproxy.cfg, whatever the bytes (but NUL and newline). Plain words stay as they are.
 */
void quote_haproxy(struct buf *b, const char *s);

#endif
