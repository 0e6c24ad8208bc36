/* Texts that recipes are told and that are made of the whole stack. */
#ifndef LSTACKER_BACKENDS_TEXTS_H
#define LSTACKER_BACKENDS_TEXTS_H

#include "ir/ir.h"

/* Makes one, for the recipe of container `c` (NULL: of a server). It belongs to the arena. */
typedef const char *text_maker(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* By what they are. */
extern text_maker *const texts[IR_TEXT_COUNT];

#endif
