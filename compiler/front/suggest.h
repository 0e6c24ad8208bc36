/* "Did you mean ...?" */
#ifndef LSTACKER_FRONT_SUGGEST_H
#define LSTACKER_FRONT_SUGGEST_H

#include <stddef.h>

/* Of the `n` words that `word_at(context, i)` gives, the one nearest to `word`, or NULL when none
 * is near enough to be meant: a third of its letters changed, added, left out or swapped. Costs up
 * to half a millisecond, and then looks no further: ask diags_full() first where the input decides
 * how often it is called. */
const char *suggest(const char *word, size_t n,
                    const char *(*word_at)(const void *context, size_t i), const void *context);

#endif
