/* A child process in a group of its own, spoken to through three pipes that never block. */
#ifndef RUNNER_CHILD_H
#define RUNNER_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "text.h"

enum {
    CHILD_LINE_MOST = 64 << 10, /* a longer line is a flood */
    CHILD_MOST = 64 << 20,      /* and so is more output than this, standard error included */
    CHILD_TAIL = 4 << 10,       /* bytes kept of standard error */
};

/* Descriptors are -1 when closed. */
struct child {
    pid_t pid; /* 0: none, or ended and waited for */
    int in, out, err;
    int status;         /* from waitpid, once pid is 0 */
    bool flooded;       /* it wrote more than it may; nothing more is read */
    struct buf sending; /* still to be written to its standard input */
    struct buf reading; /* read and not yet taken by child_line */
    size_t taken;       /* bytes of `reading` that child_line has given out */
    size_t received;
    struct buf tail; /* the last of its standard error */
};

/* Starts argv[0], found by PATH. False, with errno, when it cannot; a missing program shows as
 * exit status 127 and a line in `tail`. The child must be given to child_free in either case. */
bool child_start(struct child *child, char *const argv[]);

/* Writes what the pipe takes of `sending`. True if something went. A closed pipe drops the rest:
 * the child's end will tell. */
bool child_write(struct child *child);

/* Reads what is there, a bounded amount. At the end of a stream, its descriptor is closed. */
void child_read(struct child *child);
void child_read_errors(struct child *child);

/* The next whole line, without newline, or NULL; valid until the next child_read. */
char *child_line(struct child *child);

void child_close_input(struct child *child);
void child_signal(struct child *child, int signal);

/* Has it ended? Waits for nothing. */
bool child_ended(struct child *child);

/* A child that was never started. */
#define CHILD_NONE ((struct child){.in = -1, .out = -1, .err = -1})

/* Closes all; only `tail` is left. Does not wait for a child that still runs. */
void child_close(struct child *child);

void child_free(struct child *child);

#endif
