/* One server in a run: its connection, how far it has come, and what is to be reported of it. */
#include "server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "connect.h"
#include "remedies.h"

enum { LOGS_MOST = 1000, HOSTS_MOST = 10000, PIECE = 64 << 10 };

const char *server_result(const struct server *server)
{
    static const char *const words[] = {
        [RESULT_FAILED] = "failed",
        [RESULT_UNREACHABLE] = "unreachable",
        [RESULT_LOST] = "lost",
        [RESULT_INTERRUPTED] = "interrupted",
    };
    if (server->result != RESULT_GOOD)
        return words[server->result];
    if (server->counts[STEP_DIFFERS] + server->counts[STEP_REMOVE])
        return "differs";
    if (server->counts[STEP_CHANGED])
        return "changed";
    return server->counts[STEP_REMOVED] ? "removed" : "ok";
}

size_t server_changes(const struct server *server)
{
    const size_t *counts = server->counts;
    return counts[STEP_DIFFERS] + counts[STEP_REMOVE] + counts[STEP_CHANGED] + counts[STEP_REMOVED];
}

bool server_lives(const struct server *server)
{
    return server->link >= LINK_BOOT && server->link <= LINK_WORK;
}

void server_connect(struct server *server, const char *stack, char *const options[], long long now)
{
    const struct entry *entry = server->entry;
    struct stat st;

    server->began = server->sign = now;
    server->link = LINK_BOOT;
    server->bundle = open(entry->bundle, O_RDONLY | O_CLOEXEC);
    if (server->bundle < 0 || fstat(server->bundle, &st) < 0) {
        server_fail(server, RESULT_FAILED,
                    text_printf("cannot read %s: %s", entry->bundle, strerror(errno)), false, now);
        return;
    }
    if (!connect_start(&server->child, entry, options)) {
        server_fail(server, RESULT_UNREACHABLE,
                    text_printf("cannot start a process: %s", strerror(errno)), false, now);
        return;
    }
    buf_printf(&server->child.sending, "%s %s %s %lld\n", stack, entry->generation, entry->digest,
               (long long)st.st_size);
}

void server_command(struct server *server, long long now)
{
    server->link = LINK_WORK;
    server->sign = now;
    buf_printf(&server->child.sending, "%s\n", server->stage->command);
}

void server_fact(struct server *server, const char *name, const char *value)
{
    buf_printf(&server->child.sending, "fact %s %s\n", name, value);
}

void server_secret(struct server *server, const char *name, const char *value)
{
    buf_printf(&server->child.sending, "secret %s ", name);
    protocol_escape(&server->child.sending, value);
    buf_text(&server->child.sending, "\n");
}

static void close_bundle(struct server *server)
{
    if (server->bundle >= 0)
        close(server->bundle);
    server->bundle = -1;
}

void server_write(struct server *server, long long now)
{
    char piece[PIECE];
    struct child *child = &server->child;

    if (server->link == LINK_SEND && child->sending.len == 0) {
        ssize_t len = read(server->bundle, piece, sizeof piece);
        if (len > 0) {
            buf_add(&child->sending, piece, (size_t)len);
        } else {
            close_bundle(server);
            server->link = LINK_HELLO;
        }
    }
    if (child_write(child))
        server->sign = now;
}

void server_close(struct server *server, long long now)
{
    close_bundle(server);
    child_close_input(&server->child);
    server->link = LINK_CLOSING;
    server->sign = now;
}

void server_fail(struct server *server, enum result result, char *problem, bool kill, long long now)
{
    if (server->result == RESULT_GOOD) {
        server->result = result;
        server->problem = problem;
        if (!server->remedy)
            server->remedy = remedy_for_text(problem);
    } else {
        free(problem);
    }
    server_close(server, now);
    if (kill)
        server_kill(server, SIGTERM, now);
}

void server_kill(struct server *server, int signal, long long now)
{
    child_signal(&server->child, signal);
    server->terminated++;
    server->sign = now;
}

/* Does the server say that it is who it shall be? */
static void greet(struct server *server, const char *stack, const struct event *event,
                  long long now)
{
    const char *const *field = event->field;
    long steps = protocol_number(field[5]);

    if (strcmp(field[1], "1") != 0)
        server_fail(server, RESULT_FAILED,
                    text_printf("its bundle speaks protocol %s, lstacker-run speaks 1", field[1]),
                    true, now);
    else if (strcmp(field[2], stack) != 0 || strcmp(field[3], server->entry->name) != 0 ||
             strcmp(field[4], server->entry->generation) != 0)
        server_fail(server, RESULT_FAILED,
                    text_printf("its bundle is for server `%s` of stack `%s`, generation %s",
                                field[3], field[2], field[4]),
                    true, now);
    else
        server->link = LINK_IDLE;
    close_bundle(server);
    server->steps_known = steps > 0 ? (size_t)steps : 0;
}

static void forget_current(struct server *server)
{
    free(server->current);
    server->current = NULL;
}

static void keep_step(struct server *server, const struct event *event, long long ms)
{
    server->steps = text_grow(server->steps, server->nsteps + 1, sizeof *server->steps);
    server->steps[server->nsteps++] = (struct step){
        .state = event->state,
        .ms = ms,
        .id = text_copy(event->field[STEP_ID]),
        .position = text_copy(event->field[STEP_POSITION]),
        .title = text_copy(event->field[STEP_TITLE]),
        .message = text_copy(event->field[STEP_MESSAGE]),
    };
}

static void take_step(struct server *server, const struct event *event, bool keep_ok, long long now)
{
    bool was_current = server->current != NULL;
    long long ms = event->ms ? event->ms : was_current ? now - server->current_began : 0;

    forget_current(server);
    if (event->state == STEP_START) {
        server->current = text_copy(event->field[STEP_TITLE]);
        server->current_began = now;
        if (event->ms && now + event->ms > server->silent_until)
            server->silent_until = now + event->ms;
        return;
    }
    server->counts[event->state]++;
    server->steps_done++;
    if (keep_ok || (event->state != STEP_OK && event->state != STEP_SKIPPED))
        keep_step(server, event, ms);
}

static void take_log(struct server *server, const struct event *event)
{
    if (server->nlogs == LOGS_MOST)
        return;
    server->logs = text_grow(server->logs, server->nlogs + 1, sizeof *server->logs);
    server->logs[server->nlogs++] =
        (struct log){text_copy(event->field[1]), text_copy(event->field[2])};
}

/* What is told last counts. */
static void take_hostkeys(struct server *server, const struct event *event)
{
    size_t i = 0;

    while (i < server->nhostkeys && strcmp(server->hostkeys[i].name, event->field[1]) != 0)
        i++;
    if (i == HOSTS_MOST)
        return;
    if (i < server->nhostkeys) {
        free(server->hostkeys[i].keys);
        server->hostkeys[i].keys = text_copy(event->field[2]);
        return;
    }
    server->hostkeys = text_grow(server->hostkeys, i + 1, sizeof *server->hostkeys);
    server->hostkeys[i] = (struct hostkeys){text_copy(event->field[1]), text_copy(event->field[2])};
    server->nhostkeys++;
}

static void take_end(struct server *server, const struct event *event, long long now)
{
    forget_current(server);
    server->silent_until = 0;
    server->stage++;
    server->link = LINK_IDLE;
    if (protocol_number(event->field[4]) > 0 || server->counts[STEP_FAILED])
        server_fail(server, RESULT_FAILED, NULL, false, now);
}

/* Is this event one that may come now? Before `hello`, noise of a login shell is passed over. */
static bool is_due(const struct server *server, const struct event *event)
{
    switch (event->kind) {
    case EVENT_HAVE:
    case EVENT_NEED:
        return server->link == LINK_BOOT;
    case EVENT_HELLO:
        return server->link == LINK_SEND || server->link == LINK_HELLO;
    case EVENT_END:
        return server->link == LINK_WORK && strcmp(event->field[1], server->stage->end) == 0;
    case EVENT_BEGIN:
    case EVENT_STEP:
    case EVENT_LOG:
    case EVENT_FACT:
    case EVENT_HOSTKEYS:
        return server->link == LINK_WORK;
    case EVENT_ERROR:
    case EVENT_UNKNOWN:
        return true;
    case EVENT_MALFORMED:
        break;
    }
    return server->link == LINK_BOOT;
}

void server_event(struct server *server, const char *stack, const struct event *event, bool keep_ok,
                  long long now)
{
    if (!server_lives(server))
        return;
    if (!is_due(server, event)) {
        if (server->link != LINK_BOOT)
            server_fail(server, RESULT_FAILED,
                        text_printf("it sent a malformed event, `%s`", event->field[0]), true, now);
        return;
    }
    if (event->kind != EVENT_UNKNOWN) /* a `tick` says that a process runs, not that it gets on */
        server->sign = now;
    if (event->kind == EVENT_HAVE || event->kind == EVENT_NEED)
        server->link = event->kind == EVENT_HAVE ? LINK_HELLO : LINK_SEND;
    else if (event->kind == EVENT_HELLO)
        greet(server, stack, event, now);
    else if (event->kind == EVENT_STEP)
        take_step(server, event, keep_ok, now);
    else if (event->kind == EVENT_LOG)
        take_log(server, event);
    else if (event->kind == EVENT_HOSTKEYS)
        take_hostkeys(server, event);
    else if (event->kind == EVENT_END)
        take_end(server, event, now);
    else if (event->kind == EVENT_ERROR) {
        server->remedy = remedy_for_code(event->field[1]);
        server_fail(server, RESULT_FAILED, text_copy(event->field[2]), false, now);
    }
}

/* The last line that the server or ssh wrote on standard error; the caller frees. */
static char *last_words(const struct server *server)
{
    size_t len = server->child.tail.len;
    const char *tail = server->child.tail.data;
    while (len && (tail[len - 1] == '\n' || tail[len - 1] == '\r'))
        len--;
    size_t begin = len;
    while (begin && tail[begin - 1] != '\n')
        begin--;
    return text_printf("%.*s", (int)(len - begin), len ? tail + begin : "");
}

char *server_where(const struct server *server)
{
    if (server->current)
        return text_printf("in step `%s`", server->current);
    if (server->link == LINK_WORK)
        return text_printf("in `%s`", server->stage->end);
    return text_copy(server->link == LINK_IDLE ? "while it waited for the others"
                                               : "while connecting");
}

static void ended_early(struct server *server, long long now)
{
    int status = server->child.status;
    bool unreachable = !server->entry->local && WIFEXITED(status) && WEXITSTATUS(status) == 255;
    char *words = last_words(server);

    if (!*words) {
        free(words);
        words =
            WIFSIGNALED(status)
                ? text_printf("its connection was ended by signal %d", WTERMSIG(status))
                : text_printf("it ended with status %d before it said hello", WEXITSTATUS(status));
    }
    server->remedy = remedy_for_text(server->child.tail.data);
    server_fail(server, unreachable ? RESULT_UNREACHABLE : RESULT_FAILED, words, false, now);
}

static void ended_midway(struct server *server, long long now)
{
    char *words = last_words(server), *where = server_where(server);
    server->remedy = "run it again: it completes what was begun";
    server_fail(server, RESULT_LOST,
                text_printf("the connection was lost %s%s%s", where, *words ? ": " : "", words),
                false, now);
    free(where);
    free(words);
}

void server_ended(struct server *server, long long now)
{
    if (server->link >= LINK_BOOT && server->link < LINK_IDLE)
        ended_early(server, now);
    else if (server_lives(server))
        ended_midway(server, now);
    server->link = LINK_CLOSED;
    server->began = server->began ? server->began : now;
    server->ended = now;
    child_close(&server->child);
}

void server_forget(struct server *server)
{
    for (size_t i = 0; i < server->nsteps; i++) {
        struct step *step = &server->steps[i];
        free(step->id);
        free(step->position);
        free(step->title);
        free(step->message);
    }
    for (size_t i = 0; i < server->nlogs; i++) {
        free(server->logs[i].id);
        free(server->logs[i].line);
    }
    memset(server->counts, 0, sizeof server->counts);
    server->nsteps = server->nlogs = server->steps_done = 0;
}

void server_free(struct server *server)
{
    server_forget(server);
    forget_current(server);
    for (size_t i = 0; i < server->nhostkeys; i++) {
        free(server->hostkeys[i].name);
        free(server->hostkeys[i].keys);
    }
    free(server->hostkeys);
    close_bundle(server);
    free(server->steps);
    free(server->logs);
    free(server->problem);
    child_free(&server->child);
}
