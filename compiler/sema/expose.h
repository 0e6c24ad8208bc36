/* What the files of `expose` tell one another. */
#ifndef LSTACKER_SEMA_EXPOSE_H
#define LSTACKER_SEMA_EXPOSE_H

#include "sema/parts.h"

/* The certificates that the entry is given, PEM. NULL: none, or reported. */
const char *expose_certificate(struct sema *s, const struct ast_expose *from);

/* Gives the containers of `to` their weights, once these are known. */
void expose_weights(struct sema *s, const struct ast_expose *from, struct ir_expose *to);

/* Wants haproxy wherever something is exposed. */
void expose_recipes(struct sema *s);

#endif
