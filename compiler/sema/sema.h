/* From what was written to what is meant: binds names, assigns numbers, checks all of it. */
#ifndef LSTACKER_SEMA_SEMA_H
#define LSTACKER_SEMA_SEMA_H

#include "front/ast.h"
#include "ir/ir.h"

/*
 * Makes the IR of `ast`. Faults are reported to `diags`; the result is to be
 * used only if there is no error among them. Reads the files of public keys and nothing else.
 */
struct ir *sema_analyse(struct diags *diags, const struct ast *ast, const char *file);

#endif
