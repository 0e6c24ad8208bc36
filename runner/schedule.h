/* All servers at once through the stages of a verb: one poll loop. */
#ifndef RUNNER_SCHEDULE_H
#define RUNNER_SCHEDULE_H

#include "secrets.h"
#include "view.h"

/* What one server told for the others. Strings are owned. */
struct fact {
    const struct server *from;
    char *name, *value;
};

struct schedule {
    struct server *servers;
    size_t count;
    const char *stack;
    char *const *options; /* of `run serve`, NULL at the end */
    size_t jobs;          /* so many servers may connect or work at the same time */
    long long timeout;    /* ms without a sign of life that are too many */
    bool keep_ok;         /* keep steps that are as they shall be */
    struct view *view;
    int signals;                   /* from signals_open */
    bool ended;                    /* some child has, and was not yet waited for */
    int stopped;                   /* the signal that asked to end, or 0 */
    const struct secrets *secrets; /* each server is told its own ones */
    struct fact *facts;
    size_t nfacts;
};

/* A monotonic clock, in ms. */
long long schedule_now(void);

/* Takes all servers through `stages` (`count` of them). With `stay`, those that are still good keep
 * their connection and go on in the next call; else they are closed. Returns when no server has
 * anything to do any more; false: poll failed, errno says why. */
bool schedule_run(struct schedule *schedule, const struct stage *stages, size_t count, bool stay);

/* Asks a question on the terminal; true: the answer was yes. A signal is a no. */
bool schedule_ask(struct schedule *schedule, const char *question);

void schedule_free(struct schedule *schedule);

#endif
