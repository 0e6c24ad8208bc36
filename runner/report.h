/* What is printed at the end of a round: steps, failures with their causes, the summary. */
#ifndef RUNNER_REPORT_H
#define RUNNER_REPORT_H

#include "view.h"

/* The statuses of lstacker-run; later ones win over earlier ones. */
enum exit_status {
    STATUS_GOOD = 0,
    STATUS_FAILED = 1,
    STATUS_USAGE = 2,
    STATUS_UNREACHABLE = 3,
    STATUS_CHANGES = 4, /* of `plan`, if nothing else */
};

/* Number of steps that were changed, or would be, on all servers. */
size_t report_changes(const struct view *view);

/* The kept steps of each server, with position and message. */
void report_steps(const struct view *view);

/* For each server that is not good: why, the last lines of what failed, and a remedy. With
 * `listed`, report_steps() has shown the steps already. */
void report_failures(const struct view *view, bool listed);

/* A table with a line for each server, then one sentence. */
void report_summary(const struct view *view);

/* The last line of --json. */
void report_json(const struct view *view, int status);

/* What the results amount to: STATUS_GOOD, STATUS_FAILED or STATUS_UNREACHABLE. */
int report_status(const struct view *view);

#endif
