/* The lines that a server writes (docs/bundle.md, Events), taken apart. */
#ifndef RUNNER_PROTOCOL_H
#define RUNNER_PROTOCOL_H

#include <stddef.h>

#include "text.h"

enum event_kind {
    EVENT_UNKNOWN,   /* not ours: to be ignored */
    EVENT_MALFORMED, /* ours, but fields are missing or senseless */
    EVENT_HAVE,
    EVENT_NEED,
    EVENT_HELLO,
    EVENT_BEGIN,
    EVENT_STEP,
    EVENT_LOG,
    EVENT_FACT,
    EVENT_HOSTKEYS,
    EVENT_END,
    EVENT_ERROR,
};

enum step_state {
    STEP_START,
    STEP_OK,
    STEP_DIFFERS,
    STEP_CHANGED,
    STEP_FAILED,
    STEP_HELD,
    STEP_REMOVE,
    STEP_REMOVED,
    STEP_SKIPPED,
    STEP_STATES,
};

/* Fields, in the order of docs/bundle.md; field[0] is the event's name. Fields that are absent are
 * "". They point into the line. */
enum { EVENT_FIELDS = 8 };
enum { STEP_ID = 1, STEP_STATE, STEP_MS, STEP_POSITION, STEP_CONTAINER, STEP_TITLE, STEP_MESSAGE };

struct event {
    enum event_kind kind;
    const char *field[EVENT_FIELDS];
    enum step_state state; /* of EVENT_STEP */
    long ms;               /* of EVENT_STEP; 0 where the server's clock does not say; of
                              STEP_START: how long it may be silent, or 0 */
};

/* Takes `line` (without its newline) apart, in place; the event lives as long as the line. Escapes
 * are undone, except in the value of a fact, which travels on as it came. */
struct event protocol_parse(char *line);

/* Undoes the escapes of a field, in place. */
void protocol_unescape(char *text);

/* Adds `text` as a field: tab, newline, carriage return and backslash are escaped. */
void protocol_escape(struct buf *buf, const char *text);

/* A number of at most nine digits, or -1. */
long protocol_number(const char *text);

#endif
