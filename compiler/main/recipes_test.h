/* lstackc recipes test: one recipe, tried in a throw-away container. */
#ifndef LSTACKER_MAIN_RECIPES_TEST_H
#define LSTACKER_MAIN_RECIPES_TEST_H

#include "main/command.h"

/*
 * Tries the recipe words[0] with the parameters PARAM=VALUE that follow (of a list, one item each),
 * and what it needs: applied once, applied again, undone. Secrets get random values. `-f` and
 * `--image` of `options` count. Returns only if it cannot begin: else this process becomes the
 * script that does it (runtime-scripts/recipe-test.sh), whose status is 0, 1 if the recipe is not
 * as it should be, or 3 if it could not be tried.
 */
enum status recipes_test(struct arena *a, const struct options *options, int count, char **words);

#endif
