/* What is seen of a run: one of three ways to show it, chosen once. */
#ifndef RUNNER_VIEW_H
#define RUNNER_VIEW_H

#include "server.h"

enum view_mode {
    VIEW_PLAIN, /* a line for each step that is not just as it should be */
    VIEW_LIVE,  /* the same, above a block with one line a server that is redrawn */
    VIEW_JSON,  /* one JSON object an event */
};

struct view {
    enum view_mode mode;
    bool colour;
    const char *verb;
    FILE *out;
    struct server *servers;
    size_t count, name_width;
    size_t drawn;         /* lines of the block that stand on the terminal */
    long long last_drawn; /* ms */
};

/* How a state is shown: sign in a plan, word elsewhere, colour (of `ESC [ ... m`). */
struct look {
    const char *sign, *word, *colour;
};
struct look view_look(enum step_state state);

/* Switches a colour on, and off with NULL; nothing without colour. */
void view_colour(const struct view *view, const char *colour);

/* An event of a server; in VIEW_JSON all are shown, facts never. `ms` as kept in the step. */
void view_event(struct view *view, const struct server *server, const struct event *event);

/* A server goes no further: says why, unless a failed step has told. */
void view_failure(struct view *view, const struct server *server);

/* Redraws the block if it is time to; takes it away, before anything else is printed. */
void view_tick(struct view *view, long long now);
void view_clear(struct view *view);

/* Prints 1200 as `1.2 s`, padded to `columns`. */
void view_time(FILE *out, long long ms, int columns);

#endif
