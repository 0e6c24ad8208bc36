/* One server in a run: its connection, how far it has come, and what is to be reported of it. */
#ifndef RUNNER_SERVER_H
#define RUNNER_SERVER_H

#include "child.h"
#include "inventory.h"
#include "protocol.h"

/* Where the dialogue stands. From LINK_BOOT to LINK_WORK the server lives. */
enum link {
    LINK_NONE,    /* not yet connected */
    LINK_BOOT,    /* waiting for `have` or `need` */
    LINK_SEND,    /* the bundle is on its way */
    LINK_HELLO,   /* waiting for `hello` */
    LINK_IDLE,    /* waiting for a command */
    LINK_WORK,    /* a command is being obeyed */
    LINK_CLOSING, /* told to end */
    LINK_CLOSED,
};

enum result { RESULT_GOOD, RESULT_FAILED, RESULT_UNREACHABLE, RESULT_LOST, RESULT_INTERRUPTED };

/* A command of the dialogue, and the name that its `end` bears. */
struct stage {
    const char *command, *end;
    bool barrier; /* begins only when all living servers have ended what comes before */
};

/* What became of a step; all strings owned. */
struct step {
    enum step_state state;
    long long ms;
    char *id, *position, *title, *message;
};

struct log {
    char *id, *line;
};

/* What it told of a host's keys: lines `TYPE BASE64`. */
struct hostkeys {
    char *name, *keys;
};

struct server {
    const struct entry *entry;
    struct child child;
    enum link link;
    enum result result;
    char *problem;             /* why it is not good; NULL while it is, and for a failed step */
    const char *remedy;        /* static, or NULL */
    bool told;                 /* the view knows that it is not good */
    int terminated;            /* signals sent to make it end */
    int bundle;                /* descriptor, in LINK_SEND, else -1 */
    const struct stage *stage; /* the one at work or next to do */
    size_t facts_sent;
    bool told_secrets;
    long long began, ended, sign; /* ms: connected, closed, last sign of life */
    size_t steps_known, steps_done;
    char *current; /* title of the step at work, or NULL */
    long long current_began;
    long long silent_until; /* ms: steps at work said that they may be silent until then; or 0 */
    size_t counts[STEP_STATES];
    struct step *steps; /* those worth reporting */
    size_t nsteps;
    struct log *logs;
    size_t nlogs;
    struct hostkeys *hostkeys;
    size_t nhostkeys;
};

/* The word for a result; a good one is `ok`, `changed`, `removed` or `differs`. */
const char *server_result(const struct server *server);

/* Steps that were changed, or would be. */
size_t server_changes(const struct server *server);

/* Where it is, as the end of a sentence; the caller frees. */
char *server_where(const struct server *server);

bool server_lives(const struct server *server);

/* Starts the connection: ssh, or a shell where the server is local. `options` are words for `run
 * serve`. A failure becomes the server's result. */
void server_connect(struct server *server, const char *stack, char *const options[], long long now);

/* Sends the next stage's command. */
void server_command(struct server *server, long long now);

/* Passes on a fact of another server. */
void server_fact(struct server *server, const char *name, const char *value);

/* Tells it a secret; once, before the first command. */
void server_secret(struct server *server, const char *name, const char *value);

/* Writes what can be written: commands, or the next piece of the bundle. */
void server_write(struct server *server, long long now);

/* Takes an event in: moves the dialogue on, counts and keeps what is to be reported. Facts are the
 * caller's. `keep_ok`: keep steps that are as they shall be, too. */
void server_event(struct server *server, const char *stack, const struct event *event, bool keep_ok,
                  long long now);

/* The server goes no further, for the reason given (owned by the server from now on, may be NULL).
 * `kill`: it is not to be trusted to end by itself. */
void server_fail(struct server *server, enum result result, char *problem, bool kill,
                 long long now);

/* Sends a signal to its processes. */
void server_kill(struct server *server, int signal, long long now);

/* No more commands: the server may end. */
void server_close(struct server *server, long long now);

/* The child has ended: what does it mean? */
void server_ended(struct server *server, long long now);

/* Forgets counts and steps, as the next round will tell anew. */
void server_forget(struct server *server);

void server_free(struct server *server);

#endif
