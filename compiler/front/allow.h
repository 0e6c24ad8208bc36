/* Comments that silence warnings: `# lstackc: allow(L0207)`. */
#ifndef LSTACKER_FRONT_ALLOW_H
#define LSTACKER_FRONT_ALLOW_H

#include "front/trace.h"

struct allows;

/*
 * Reads the comments of all files that were parsed to their end and reports those that are wrong.
 * From now on diag_report() drops the warnings that they allow: those whose place is on the line of
 * the comment or, if that has nothing else, on the next line that has.
 */
struct allows *allow_read(struct diags *diags, const struct trace *trace);

/* Reports what was allowed in vain. To be called last; it says nothing when there are errors, since
 * behind an error not everything is looked at. */
void allow_finish(struct allows *all);

#endif
