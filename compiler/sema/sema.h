/* From what was written to what is meant: binds names, assigns numbers, checks all of it. */
#ifndef LSTACKER_SEMA_SEMA_H
#define LSTACKER_SEMA_SEMA_H

#include "front/ast.h"
#include "ir/ir.h"
#include "sema/lock.h"

/*
 * Makes the IR of `ast`. Faults are reported to `diags`; the result is to be
 * used only if there is no error among them. Reads the files of public keys and compose files with
 * what these name, and looks whether other files that the stack names are there. Numbers stay as
 * the lock keeps them; those that are assigned are noted in it. `file` is the path of the input.
 */
struct ir *sema_analyse(struct diags *diags, const struct ast *ast, struct lock *lock,
                        const char *file);

#endif
