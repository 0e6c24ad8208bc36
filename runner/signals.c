/* Signals as bytes in a pipe, so that one poll() sees them like everything else. */
#include "signals.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static const int caught[] = {SIGCHLD, SIGINT, SIGTERM, SIGHUP};

/* The one variable of the program: a signal handler is given nothing else to write to. */
static volatile sig_atomic_t wake = -1;

static void arrived(int signal)
{
    int error = errno;
    unsigned char byte = (unsigned char)signal;
    ssize_t written = write(wake, &byte, 1); /* a full pipe has woken poll() already */
    (void)written;
    errno = error;
}

static int set_all(void (*handler)(int), void (*on_pipe)(int))
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof caught / sizeof *caught; i++) {
        if (sigaction(caught[i], &action, NULL) < 0)
            return -1;
    }
    action.sa_handler = on_pipe;
    return sigaction(SIGPIPE, &action, NULL);
}

int signals_open(void)
{
    int ends[2];
    if (pipe(ends) < 0)
        return -1;
    for (int i = 0; i < 2; i++) {
        fcntl(ends[i], F_SETFD, FD_CLOEXEC);
        fcntl(ends[i], F_SETFL, O_NONBLOCK);
    }
    wake = ends[1];
    return set_all(arrived, SIG_IGN) < 0 ? -1 : ends[0];
}

int signals_next(int fd)
{
    unsigned char byte;
    return read(fd, &byte, 1) == 1 ? byte : 0;
}

void signals_reset(void)
{
    set_all(SIG_DFL, SIG_DFL);
}
