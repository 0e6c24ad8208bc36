/* One scalar of YAML, quoted by need, for files that people go on writing. */
#ifndef LSTACKER_EMIT_YAML_SCALAR_H
#define LSTACKER_EMIT_YAML_SCALAR_H

#include <stdbool.h>

#include "base/arena.h"

/*
 * `text` (UTF-8) as it stands on one line of YAML: as it is where readers of YAML 1.1 and of 1.2
 * both take that for this very text, else in double quotes. `flow`: within `[]` or `{}`. Bytes that
 * are no UTF-8 stay as they are, for the reader to refuse.
 */
const char *yaml_scalar(struct arena *a, const char *text, bool flow);

/* Do readers of YAML 1.1 and of 1.2 both take these characters, without quotes, for text? Not if
 * they are a number, a date, or one of the words for truth and nothing. */
bool yaml_reads_as_text(const char *text);

#endif
