/* Faults in what aliases repeat, and anchors that nothing repeats. */
#ifndef LSTACKER_FRONT_USES_H
#define LSTACKER_FRONT_USES_H

#include "front/trace.h"

/*
 * Notes on every diagnostic that lies within an anchored node where aliases use that, and reports
 * anchors without any alias. To be called when all else is reported.
 */
void uses_report(struct diags *diags, const struct trace *trace);

#endif
