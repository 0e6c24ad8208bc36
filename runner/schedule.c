/* All servers at once through the stages of a verb: one poll loop. */
#include "schedule.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "signals.h"

enum {
    CONNECT_MS = 60000, /* to say hello, if --timeout is not less */
    ENDING_MS = 10000,  /* from the end of input to the end of the process */
    KILL_MS = 2000,     /* from SIGTERM to SIGKILL to giving up */
    TICK_MS = 200,
};

/* The stages of one call. */
struct round {
    const struct stage *first, *end;
    bool stay;
};

long long schedule_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Facts are for all other servers, before their next command. */
static void send_facts(const struct schedule *schedule, struct server *server)
{
    for (; server->facts_sent < schedule->nfacts; server->facts_sent++) {
        const struct fact *fact = &schedule->facts[server->facts_sent];
        if (fact->from != server)
            server_fact(server, fact->name, fact->value);
    }
}

static void keep_fact(struct schedule *schedule, const struct server *server,
                      const struct event *event)
{
    schedule->facts = text_grow(schedule->facts, schedule->nfacts + 1, sizeof *schedule->facts);
    schedule->facts[schedule->nfacts++] =
        (struct fact){server, text_copy(event->field[1]), text_copy(event->field[2])};
}

/* The earliest stage that some server may still have to do: where barriers stand. */
static const struct stage *slowest(const struct schedule *schedule, const struct round *round)
{
    const struct stage *stage = round->end;
    for (size_t i = 0; i < schedule->count; i++) {
        const struct server *server = &schedule->servers[i];
        if ((server->link == LINK_NONE || server_lives(server)) && server->stage < stage)
            stage = server->stage;
    }
    return stage;
}

/* Gives servers work, as far as barriers and --jobs allow; connected ones first. */
static void advance(struct schedule *schedule, const struct round *round, long long now)
{
    const struct stage *barrier = slowest(schedule, round);
    size_t active = 0;

    for (size_t i = 0; i < schedule->count; i++) {
        struct server *server = &schedule->servers[i];
        if (server->link == LINK_IDLE && server->stage == round->end && !round->stay)
            server_close(server, now);
        active += server_lives(server) && server->link != LINK_IDLE;
    }
    for (size_t i = 0; i < schedule->count && active < schedule->jobs; i++) {
        struct server *server = &schedule->servers[i];
        if (server->link != LINK_IDLE || server->stage == round->end ||
            (server->stage->barrier && server->stage != barrier))
            continue;
        if (!server->told_secrets)
            secrets_send(schedule->secrets, server);
        send_facts(schedule, server);
        server_command(server, now);
        active++;
    }
    for (size_t i = 0; i < schedule->count && active < schedule->jobs; i++) {
        struct server *server = &schedule->servers[i];
        if (server->link == LINK_NONE && round->first != round->end) {
            server_connect(server, schedule->stack, schedule->options, now);
            active++;
        }
    }
}

static bool all_done(const struct schedule *schedule, const struct round *round)
{
    for (size_t i = 0; i < schedule->count; i++) {
        const struct server *server = &schedule->servers[i];
        bool idle = round->stay && server->link == LINK_IDLE && server->stage == round->end;
        bool unused = server->link == LINK_NONE && round->first == round->end;
        if (server->link != LINK_CLOSED && !idle && !unused)
            return false;
    }
    return true;
}

/* Takes in what a server has written. */
static void read_events(struct schedule *schedule, struct server *server, long long now)
{
    char *line;
    child_read(&server->child);
    while ((line = child_line(&server->child)) != NULL && server_lives(server)) {
        bool noise = server->link == LINK_BOOT;
        struct event event = protocol_parse(line);
        if (event.kind == EVENT_FACT && server->link == LINK_WORK)
            keep_fact(schedule, server, &event);
        server_event(server, schedule->stack, &event, schedule->keep_ok, now);
        if (event.kind > EVENT_NEED && (!noise || event.kind == EVENT_ERROR))
            view_event(schedule->view, server, &event);
    }
    if (!server_lives(server))
        server->child.taken = server->child.reading.len;
    else if (server->child.out < 0)
        server->sign = now; /* from here on it has KILL_MS to end */
}

static void cut_off(struct server *server, long long now)
{
    server_fail(server, RESULT_FAILED,
                text_printf("it was cut off: it sent too much (a line over %d KiB, or %d MiB)",
                            CHILD_LINE_MOST >> 10, CHILD_MOST >> 20),
                true, now);
}

/* The time at which a server's patience is over, or 0: never. */
static long long deadline(const struct schedule *schedule, const struct server *server)
{
    long long connect = schedule->timeout < CONNECT_MS ? schedule->timeout : CONNECT_MS;
    if (server_lives(server) && server->child.out < 0) /* its process should end by itself now */
        return server->sign + KILL_MS;
    switch (server->link) {
    case LINK_NONE:
    case LINK_IDLE:
    case LINK_CLOSED:
        return 0;
    case LINK_WORK:
        if (server->silent_until > server->sign + schedule->timeout)
            return server->silent_until;
        return server->sign + schedule->timeout;
    case LINK_CLOSING:
        return server->sign + (server->terminated ? KILL_MS : ENDING_MS);
    default:
        return server->sign + connect;
    }
}

/* A server's patience is over. */
static void expire(struct server *server, long long now)
{
    if (server_lives(server) && server->child.out >= 0) {
        char *where = server_where(server);
        server_fail(
            server, RESULT_FAILED,
            text_printf("no sign of life for %lld s %s", (now - server->sign) / 1000, where), true,
            now);
        free(where);
    } else if (server->terminated < 2) {
        server_kill(server, server->terminated ? SIGKILL : SIGTERM, now);
    } else {
        server->child.pid = 0; /* a process that may not be killed, such as sudo: left alone */
    }
}

/* Lets go of a server whose process has ended, when all it wrote was read. */
static void reap(struct schedule *schedule, struct server *server, long long now)
{
    if (server->link == LINK_NONE || server->link == LINK_CLOSED ||
        (server->child.pid && !schedule->ended) || !child_ended(&server->child))
        return;
    for (size_t before = 0;
         server_lives(server) && before != server->child.received && !server->child.flooded;) {
        before = server->child.received;
        read_events(schedule, server, now);
    }
    child_read_errors(&server->child);
    server_ended(server, now);
}

static void stop(struct schedule *schedule, int signal, long long now)
{
    for (size_t i = 0; i < schedule->count; i++) {
        struct server *server = &schedule->servers[i];
        if (server->link == LINK_NONE || server_lives(server)) {
            server_fail(server, RESULT_INTERRUPTED, server_where(server), true, now);
        } else if (schedule->stopped) {
            server_kill(server, SIGKILL, now);
        }
    }
    schedule->stopped = signal;
}

static void take_signals(struct schedule *schedule, long long now)
{
    for (int signal; (signal = signals_next(schedule->signals)) != 0;) {
        if (signal == SIGCHLD)
            schedule->ended = true;
        else
            stop(schedule, signal, now);
    }
}

/* After anything may have happened: ended processes, deadlines, results to tell. */
static void settle(struct schedule *schedule, long long now)
{
    for (size_t i = 0; i < schedule->count; i++) {
        struct server *server = &schedule->servers[i];
        long long end = deadline(schedule, server);
        if (server->child.flooded && server_lives(server))
            cut_off(server, now);
        else if (end && now >= end)
            expire(server, now);
        reap(schedule, server, now);
        if (server->result != RESULT_GOOD && !server->told) {
            server->told = true;
            view_failure(schedule->view, server);
        }
    }
    schedule->ended = false;
}

/* Fills `fds`, three for each server; returns the ms until something is due by itself. */
static int prepare(const struct schedule *schedule, struct pollfd *fds, long long now)
{
    long long wait = schedule->view->mode == VIEW_LIVE ? TICK_MS : 60000;
    for (size_t i = 0; i < schedule->count; i++, fds += 3) {
        const struct server *server = &schedule->servers[i];
        const struct child *child = &server->child;
        long long end = deadline(schedule, server);
        bool sends = child->sending.len || server->link == LINK_SEND;
        if (end && (end - now < wait || child->pid == 0))
            wait = child->pid ? end - now : 0;
        fds[0] = (struct pollfd){.fd = sends ? child->in : -1, .events = POLLOUT};
        fds[1] = (struct pollfd){.fd = child->flooded ? -1 : child->out, .events = POLLIN};
        fds[2] = (struct pollfd){.fd = child->flooded ? -1 : child->err, .events = POLLIN};
    }
    return wait < 0 ? 0 : (int)wait;
}

static void serve(struct schedule *schedule, const struct pollfd *fds, long long now)
{
    for (size_t i = 0; i < schedule->count; i++, fds += 3) {
        struct server *server = &schedule->servers[i];
        if (fds[0].revents)
            server_write(server, now);
        if (fds[1].revents)
            read_events(schedule, server, now);
        if (fds[2].revents)
            child_read_errors(&server->child);
    }
}

bool schedule_run(struct schedule *schedule, const struct stage *stages, size_t count, bool stay)
{
    struct round round = {stages, stages + count, stay};
    size_t nfds = schedule->count * 3 + 1;
    struct pollfd *fds = text_grow(NULL, nfds, sizeof *fds);
    bool good = true;

    for (size_t i = 0; i < schedule->count; i++)
        schedule->servers[i].stage = stages;
    while (good) {
        long long now = schedule_now();
        settle(schedule, now);
        if (!schedule->stopped)
            advance(schedule, &round, now);
        if (all_done(schedule, &round))
            break;
        view_tick(schedule->view, now);
        fflush(schedule->view->out);
        fds[0] = (struct pollfd){.fd = schedule->signals, .events = POLLIN};
        int ready = poll(fds, nfds, prepare(schedule, fds + 1, now));
        now = schedule_now();
        take_signals(schedule, now);
        if (ready > 0)
            serve(schedule, fds + 1, now);
        good = ready >= 0 || errno == EINTR || errno == EAGAIN;
    }
    view_clear(schedule->view);
    free(fds);
    return good;
}

bool schedule_ask(struct schedule *schedule, const char *question)
{
    struct pollfd fds[2] = {{.fd = schedule->signals, .events = POLLIN},
                            {.fd = 0, .events = POLLIN}};
    char answer[64];

    fflush(stdout);
    fprintf(stderr, "%s [y/N] ", question);
    while (!schedule->stopped) {
        poll(fds, 2, -1);
        take_signals(schedule, schedule_now());
        if (schedule->stopped || !fds[1].revents)
            continue;
        ssize_t len = read(0, answer, sizeof answer - 1);
        answer[len > 0 ? len : 0] = '\0';
        return answer[strspn(answer, " ")] == 'y' || answer[strspn(answer, " ")] == 'Y';
    }
    fputs("\n", stderr);
    return false;
}

void schedule_free(struct schedule *schedule)
{
    for (size_t i = 0; i < schedule->nfacts; i++) {
        free(schedule->facts[i].name);
        free(schedule->facts[i].value);
    }
    free(schedule->facts);
}
