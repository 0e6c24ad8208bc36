/* A child process in a group of its own, spoken to through three pipes that never block. */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "signals.h"

static void close_fd(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* A pipe of which neither end outlives an exec. */
static bool open_pipe(int ends[2])
{
    if (pipe(ends) < 0)
        return false;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

/* In the child: never returns. */
static void become(const int pipes[3][2], char *const argv[])
{
    static const char failed[] = "cannot start ";
    setpgid(0, 0);
    signals_reset();
    if (dup2(pipes[0][0], 0) == 0 && dup2(pipes[1][1], 1) == 1 && dup2(pipes[2][1], 2) == 2)
        execvp(argv[0], argv);
    const char *reason = strerror(errno);
    const char *words[] = {failed, argv[0], ": ", reason, "\n"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (write(2, words[i], strlen(words[i])) < 0)
            break;
    }
    _exit(127);
}

bool child_start(struct child *child, char *const argv[])
{
    int pipes[3][2] = {{-1, -1}, {-1, -1}, {-1, -1}};
    bool good = open_pipe(pipes[0]) && open_pipe(pipes[1]) && open_pipe(pipes[2]);

    *child = CHILD_NONE;
    if (good && (child->pid = fork()) == 0)
        become((const int(*)[2])pipes, argv);
    int error = errno;
    if (child->pid < 0 || !good) {
        child->pid = 0;
        good = false;
    } else {
        setpgid(child->pid, child->pid); /* as the child does: whichever comes first */
        child->in = pipes[0][1];
        child->out = pipes[1][0];
        child->err = pipes[2][0];
        pipes[0][1] = pipes[1][0] = pipes[2][0] = -1;
        fcntl(child->in, F_SETFL, O_NONBLOCK);
        fcntl(child->out, F_SETFL, O_NONBLOCK);
        fcntl(child->err, F_SETFL, O_NONBLOCK);
    }
    for (int i = 0; i < 3; i++) {
        close_fd(&pipes[i][0]);
        close_fd(&pipes[i][1]);
    }
    errno = error;
    return good;
}

bool child_write(struct child *child)
{
    if (child->in < 0 || child->sending.len == 0)
        return false;
    ssize_t len = write(child->in, child->sending.data, child->sending.len);
    if (len > 0) {
        buf_drop(&child->sending, (size_t)len);
        return true;
    }
    if (len < 0 && errno != EAGAIN && errno != EINTR)
        child_close_input(child);
    return false;
}

/* Reads once from *fd into `buf`. */
static void read_some(struct child *child, int *fd, struct buf *buf)
{
    char chunk[16 << 10];
    ssize_t len = *fd < 0 ? -1 : read(*fd, chunk, sizeof chunk);

    if (len > 0) {
        buf_add(buf, chunk, (size_t)len);
        explicit_bzero(chunk, (size_t)len); /* a command may have printed a secret */
        child->received += (size_t)len;
    } else if (len == 0 || (errno != EAGAIN && errno != EINTR)) {
        close_fd(fd);
    }
    if (child->received > CHILD_MOST)
        child->flooded = true;
}

void child_read(struct child *child)
{
    buf_drop(&child->reading, child->taken);
    child->taken = 0;
    read_some(child, &child->out, &child->reading);
}

void child_read_errors(struct child *child)
{
    read_some(child, &child->err, &child->tail);
    if (child->tail.len > CHILD_TAIL)
        buf_drop(&child->tail, child->tail.len - CHILD_TAIL);
}

char *child_line(struct child *child)
{
    size_t len = child->reading.len - child->taken;
    if (len == 0)
        return NULL;
    char *line = child->reading.data + child->taken;
    char *end = memchr(line, '\n', len);
    if (!end || end - line > CHILD_LINE_MOST) {
        child->flooded |= len > CHILD_LINE_MOST;
        return NULL;
    }
    *end = '\0';
    child->taken += (size_t)(end - line) + 1;
    return line;
}

void child_close_input(struct child *child)
{
    close_fd(&child->in);
    buf_free(&child->sending);
}

void child_signal(struct child *child, int signal)
{
    if (child->pid > 0)
        kill(-child->pid, signal);
}

bool child_ended(struct child *child)
{
    if (child->pid > 0 && waitpid(child->pid, &child->status, WNOHANG) == child->pid)
        child->pid = 0;
    return child->pid == 0;
}

void child_close(struct child *child)
{
    child_close_input(child);
    close_fd(&child->out);
    close_fd(&child->err);
    buf_free(&child->reading);
    child->taken = 0;
}

void child_free(struct child *child)
{
    child_close(child);
    buf_free(&child->tail);
}
