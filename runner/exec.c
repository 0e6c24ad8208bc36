/* `exec`: a command in a container, on a server, or in all containers at once. */
#include "exec.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connect.h"
#include "report.h"
#include "signals.h"

enum {
    PER_SERVER = 8,        /* sshd turns away who comes when ten are at its door (MaxStartups) */
    LINE_MOST = 64 << 10,  /* a longer line is printed in pieces */
    SSH_UNREACHABLE = 255, /* how ssh ends when it did not get there */
};

/* What `sudo` and ssh leave out of PATH, and `snap` needs. */
static const char runs[] =
    "PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:"
    "/snap/bin\nexport PATH\nexec \"$@\"";

/* The command in one container. */
struct job {
    const struct member *member;
    const struct entry *entry;
    size_t *on_server; /* how many are at work there */
    struct child child;
    struct buf out, err; /* the beginning of a line */
    bool begun, over;
    int status; /* as a shell has it, once it is over */
};

struct all {
    struct job *jobs;
    size_t count, most;
    size_t *on_servers; /* how many are at work on each, as the inventory has them */
    size_t at_work;     /* how many are in all */
    size_t first;       /* all before it have begun */
    int signals, stopped;
};

/* The shell command for the server; `member` NULL: it is for the server itself. The caller frees.
 */
static char *command_for(const struct entry *entry, const struct member *member,
                         char *const command[])
{
    const char *const inside[] = {entry->client, "exec", member ? member->name : NULL, "--"};
    size_t count = 0, length = 0;

    while (command[length])
        length++;
    char **words = text_grow(NULL, length + 5, sizeof *words);
    for (size_t i = 0; member && i < sizeof inside / sizeof *inside; i++)
        words[count++] = (char *)inside[i];
    for (size_t i = 0; i <= length; i++)
        words[count++] = command[i];
    char *text = connect_command(runs, words);
    free(words);
    return text;
}

static int become(const struct options *options, const struct inventory *inventory)
{
    const struct entry *entry;
    const struct member *member;
    char *words[CONNECT_WORDS];

    if (!inventory_find(inventory, options->name, &entry, &member))
        return STATUS_USAGE;
    char *command = command_for(entry, member, options->command);
    connect_words(entry, command, words);
    execvp(words[0], words);
    fprintf(stderr, "lstacker-run: cannot start %s: %s\n", words[0], strerror(errno));
    free(command);
    return STATUS_FAILED;
}

static void print_line(FILE *to, const struct job *job, const char *line, size_t len)
{
    (void)fprintf(to, "%s: ", job->member->name);
    (void)fwrite(line, 1, len, to);
    (void)putc('\n', to);
}

/* Prints the whole lines of `buf`; with `rest`, what follows them, too. */
static void print_lines(FILE *to, const struct job *job, struct buf *buf, bool rest)
{
    size_t done = 0;

    for (const char *end;
         done < buf->len && (end = memchr(buf->data + done, '\n', buf->len - done)) != NULL;) {
        print_line(to, job, buf->data + done, (size_t)(end - buf->data) - done);
        done = (size_t)(end - buf->data) + 1;
    }
    if (done < buf->len && (rest || buf->len - done > LINE_MOST)) {
        print_line(to, job, buf->data + done, buf->len - done);
        done = buf->len;
    }
    buf_drop(buf, done);
}

static void take(FILE *to, struct job *job, int *fd, struct buf *buf)
{
    char chunk[16 << 10];
    ssize_t len = read(*fd, chunk, sizeof chunk);

    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (len > 0)
        buf_add(buf, chunk, (size_t)len);
    print_lines(to, job, buf, len <= 0);
    if (len <= 0) {
        (void)close(*fd);
        *fd = -1;
    }
}

static void begin(struct all *all, struct job *job, char *const command[])
{
    char *words[CONNECT_WORDS], *text = command_for(job->entry, job->member, command);

    connect_words(job->entry, text, words);
    job->begun = true;
    if (!child_start(&job->child, words)) {
        fprintf(stderr, "%s: cannot start a process: %s\n", job->member->name, strerror(errno));
        job->over = true;
        job->status = SSH_UNREACHABLE;
    } else {
        all->at_work++;
        ++*job->on_server;
    }
    child_close_input(&job->child);
    free(text);
}

static void begin_some(struct all *all, char *const command[])
{
    while (all->first < all->count && all->jobs[all->first].begun)
        all->first++;
    for (size_t i = all->first; i < all->count && all->at_work < all->most; i++) {
        struct job *job = &all->jobs[i];
        if (!job->begun && (job->entry->local || *job->on_server < PER_SERVER))
            begin(all, job, command);
    }
}

static void end_some(struct all *all)
{
    for (size_t i = 0; i < all->count; i++) {
        struct job *job = &all->jobs[i];
        if (!job->begun || job->over || !child_ended(&job->child) || job->child.out >= 0 ||
            job->child.err >= 0)
            continue;
        int status = job->child.status;
        all->at_work--;
        --*job->on_server;
        job->over = true;
        job->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static void take_signals(struct all *all)
{
    for (int signal; (signal = signals_next(all->signals)) != 0;) {
        if (signal == SIGCHLD)
            continue;
        for (size_t i = 0; i < all->count; i++)
            child_signal(&all->jobs[i].child, all->stopped ? SIGKILL : SIGTERM);
        all->stopped = signal;
    }
}

/* Waits for something to happen, and takes it in. Ends that a signal told of are noticed after a
 * moment, should the signal have come before the last output was read. */
static void wait_some(struct all *all, struct pollfd *fds)
{
    fds[0] = (struct pollfd){.fd = all->signals, .events = POLLIN};
    for (size_t i = 0; i < all->count; i++) {
        fds[2 * i + 1] = (struct pollfd){.fd = all->jobs[i].child.out, .events = POLLIN};
        fds[2 * i + 2] = (struct pollfd){.fd = all->jobs[i].child.err, .events = POLLIN};
    }
    (void)poll(fds, 2 * all->count + 1, 500);
    for (size_t i = 0; i < all->count; i++) {
        struct job *job = &all->jobs[i];
        if (job->child.out >= 0 && fds[2 * i + 1].revents)
            take(stdout, job, &job->child.out, &job->out);
        if (job->child.err >= 0 && fds[2 * i + 2].revents)
            take(stderr, job, &job->child.err, &job->err);
    }
    (void)fflush(stdout);
    take_signals(all);
}

/* Says who failed; the exit status of all together. */
static int conclude(const struct all *all)
{
    size_t failed = 0, unreachable = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct job *job = &all->jobs[i];
        if (!job->over || job->status == 0)
            continue;
        failed++;
        unreachable += job->status == SSH_UNREACHABLE && !job->entry->local;
        fprintf(stderr, "lstacker-run: %s: exit status %d\n", job->member->name, job->status);
    }
    if (all->stopped)
        return 128 + all->stopped;
    if (failed)
        fprintf(stderr, "lstacker-run: it failed in %zu of %zu containers\n", failed, all->count);
    if (fflush(stdout) == EOF || ferror(stdout))
        return STATUS_FAILED;
    return unreachable ? STATUS_UNREACHABLE : failed ? STATUS_FAILED : STATUS_GOOD;
}

static void free_all(struct all *all)
{
    for (size_t i = 0; i < all->count; i++) {
        child_free(&all->jobs[i].child);
        buf_free(&all->jobs[i].out);
        buf_free(&all->jobs[i].err);
    }
    free(all->jobs);
    free(all->on_servers);
}

static int run_all(const struct options *options, const struct inventory *inventory)
{
    struct all all = {.most = (size_t)options->jobs, .signals = signals_open()};
    struct pollfd *fds = text_grow(NULL, 2 * inventory->member_count + 1, sizeof *fds);

    all.jobs = text_grow(NULL, inventory->member_count + 1, sizeof *all.jobs);
    all.on_servers = text_grow(NULL, inventory->count + 1, sizeof *all.on_servers);
    memset(all.on_servers, 0, (inventory->count + 1) * sizeof *all.on_servers);
    for (size_t i = 0; i < inventory->member_count; i++) {
        const struct member *member = &inventory->members[i];
        const struct entry *entry = inventory_server(inventory, member->server);
        if (entry)
            all.jobs[all.count++] =
                (struct job){.member = member,
                             .entry = entry,
                             .on_server = &all.on_servers[entry - inventory->entries],
                             .child = CHILD_NONE};
    }
    if (all.count == 0)
        fprintf(stderr, "lstacker-run: stack `%s` has no container there\n", inventory->stack);
    begin_some(&all, options->command);
    while (all.at_work) {
        wait_some(&all, fds);
        end_some(&all);
        if (!all.stopped)
            begin_some(&all, options->command);
    }
    int status = all.count ? conclude(&all) : STATUS_USAGE;
    free_all(&all);
    free(fds);
    return status;
}

int exec_run(const struct options *options, const struct inventory *inventory)
{
    return options->all ? run_all(options, inventory) : become(options, inventory);
}
