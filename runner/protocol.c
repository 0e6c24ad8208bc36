/* The lines that a server writes (docs/bundle.md, Events), taken apart. */
#include "protocol.h"

#include <stdbool.h>
#include <string.h>

/* Events by name, with the number of fields that each must have, its name counted. */
static const struct {
    const char *name;
    enum event_kind kind;
    size_t fields;
} events[] = {
    {"have", EVENT_HAVE, 1},         {"need", EVENT_NEED, 1}, {"hello", EVENT_HELLO, 5},
    {"begin", EVENT_BEGIN, 2},       {"step", EVENT_STEP, 7}, {"log", EVENT_LOG, 3},
    {"fact", EVENT_FACT, 3},         {"end", EVENT_END, 6},   {"error", EVENT_ERROR, 3},
    {"hostkeys", EVENT_HOSTKEYS, 3},
};

static const char *const states[STEP_STATES] = {
    [STEP_START] = "start",     [STEP_OK] = "ok",           [STEP_DIFFERS] = "differs",
    [STEP_CHANGED] = "changed", [STEP_FAILED] = "failed",   [STEP_HELD] = "held",
    [STEP_REMOVE] = "remove",   [STEP_REMOVED] = "removed", [STEP_SKIPPED] = "skipped",
};

long protocol_number(const char *text)
{
    long number = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 9 || text[digits])
        return -1;
    for (; *text; text++)
        number = number * 10 + (*text - '0');
    return number;
}

static const char escapes[] = "tnr\\", escaped[] = "\t\n\r\\";

void protocol_unescape(char *text)
{
    char *out = text;
    for (; *text; text++) {
        const char *which = *text == '\\' && text[1] ? strchr(escapes, text[1]) : NULL;
        if (which)
            text++;
        *out++ = which ? escaped[which - escapes] : *text;
    }
    *out = '\0';
}

void protocol_escape(struct buf *buf, const char *text)
{
    for (size_t plain; *text; text += plain + 1) {
        plain = strcspn(text, escaped);
        buf_add(buf, text, plain);
        if (!text[plain])
            return;
        buf_add(buf, "\\", 1);
        buf_add(buf, &escapes[strchr(escaped, text[plain]) - escaped], 1);
    }
}

static bool is_name(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

static bool sensible(struct event *event)
{
    if (event->kind == EVENT_FACT)
        return is_name(event->field[1]);
    if (event->kind == EVENT_END)
        return protocol_number(event->field[4]) >= 0;
    if (event->kind != EVENT_STEP)
        return true;
    event->ms = protocol_number(event->field[STEP_MS]);
    while (event->state < STEP_STATES &&
           strcmp(states[event->state], event->field[STEP_STATE]) != 0)
        event->state++;
    return event->ms >= 0 && event->state < STEP_STATES;
}

struct event protocol_parse(char *line)
{
    struct event event = {.kind = EVENT_UNKNOWN};
    size_t count = 0, most = EVENT_FIELDS;

    while (line && count < most) {
        char *tab = strchr(line, '\t');
        if (tab)
            *tab = '\0';
        if (count == 1 && strcmp(event.field[0], "fact") == 0)
            most = 3;
        event.field[count++] = line;
        line = tab ? tab + 1 : NULL;
    }
    for (size_t i = count; i < EVENT_FIELDS; i++)
        event.field[i] = "";
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        if (strcmp(events[i].name, event.field[0]) == 0)
            event.kind = count < events[i].fields ? EVENT_MALFORMED : events[i].kind;
    }
    for (size_t i = 0; i < count && event.kind != EVENT_FACT; i++)
        protocol_unescape((char *)event.field[i]);
    if (!sensible(&event))
        event.kind = EVENT_MALFORMED;
    return event;
}
