/* The table of texts for recipes. */
#include "backends/texts.h"

text_maker *const texts[IR_TEXT_COUNT] = {NULL};
