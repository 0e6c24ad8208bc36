/* Signals as bytes in a pipe, so that one poll() sees them like everything else. */
#ifndef RUNNER_SIGNALS_H
#define RUNNER_SIGNALS_H

/* SIGCHLD, SIGINT, SIGTERM and SIGHUP arrive from now on in the descriptor that is returned (-1
 * with errno on failure); SIGPIPE becomes EPIPE. Called once. */
int signals_open(void);

/* The next signal that has arrived, or 0. Never blocks. */
int signals_next(int fd);

/* Back to what they were by default; for a child before its exec. */
void signals_reset(void);

#endif
