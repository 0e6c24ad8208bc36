/* Writes YAML, by libyaml: every value is quoted as it needs. */
#ifndef LSTACKER_EMIT_YAML_WRITER_H
#define LSTACKER_EMIT_YAML_WRITER_H

#include <stdbool.h>

#include "base/buf.h"

struct yaml_writer;

/* A writer of one document into a buffer of `a`. */
struct yaml_writer *yaml_writer_new(struct arena *a);

/* `flow` writes `{a: b}` or `[a, b]` on one line. */
void yaml_map(struct yaml_writer *w, bool flow);
void yaml_end_map(struct yaml_writer *w);
void yaml_list(struct yaml_writer *w, bool flow);
void yaml_end_list(struct yaml_writer *w);

/* Text: quoted if it would be read as anything else; a block literal if it has several lines. */
void yaml_text(struct yaml_writer *w, const char *text);

/* yaml_text(key), then the value: text, or a word that is none and is written as it is (a number,
 * true, false). */
void yaml_pair(struct yaml_writer *w, const char *key, const char *text);
void yaml_pair_word(struct yaml_writer *w, const char *key, const char *word);

/* A word that is no text, by itself. */
void yaml_word(struct yaml_writer *w, const char *word);

/* Ends the document and frees the writer; the text belongs to the arena. `first_line` (or NULL)
 * stands before it. */
const char *yaml_finish(struct yaml_writer *w, const char *first_line);

#endif
