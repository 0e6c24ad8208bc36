/* A run as JSON, one object a line (--json). */
#include "json.h"

void json_string(FILE *out, const char *text)
{
    putc('"', out);
    for (const char *from = text;; from = text) {
        uint32_t code = text_next(&text);
        if (code == 0)
            break;
        if (code == '"' || code == '\\')
            fprintf(out, "\\%c", (int)code);
        else if (code < 0x20 || code == 0x7f)
            fprintf(out, "\\u%04x", (unsigned)code);
        else if (code == 0xfffd)
            fputs("\\ufffd", out);
        else
            (void)fwrite(from, 1, (size_t)(text - from), out);
    }
    putc('"', out);
}

static void member(FILE *out, const char *name, const char *value)
{
    fprintf(out, ",\"%s\":", name);
    json_string(out, value);
}

/* Names of the members for the fields of each event that is shown. */
static const char *const members[][EVENT_FIELDS] = {
    [EVENT_HELLO] = {"hello", "protocol", "stack", NULL, "generation"},
    [EVENT_BEGIN] = {"begin", "phase"},
    [EVENT_STEP] = {"step", "id", "state", NULL, "position", "container", "title", "message"},
    [EVENT_LOG] = {"log", "id", "line"},
    [EVENT_END] = {"end", "phase"},
    [EVENT_ERROR] = {"error", "code", "message"},
};

void json_event(FILE *out, const struct server *server, const struct event *event)
{
    const char *const *names = members[event->kind];
    if (!names[0])
        return;
    fprintf(out, "{\"event\":\"%s\",\"server\":", names[0]);
    json_string(out, server->entry->name);
    for (size_t i = 1; i < EVENT_FIELDS; i++) {
        if (names[i])
            member(out, names[i], event->field[i]);
    }
    if (event->kind == EVENT_STEP)
        fprintf(out, ",\"ms\":%ld", event->ms);
    fputs("}\n", out);
}

void json_server(FILE *out, const struct server *server, const char *kind)
{
    const size_t *counts = server->counts;
    putc('{', out);
    if (kind)
        fprintf(out, "\"event\":\"%s\",", kind);
    fputs("\"server\":", out);
    json_string(out, server->entry->name);
    member(out, "result", server_result(server));
    fprintf(out, ",\"ok\":%zu,\"changed\":%zu,\"failed\":%zu,\"held\":%zu,\"ms\":%lld",
            counts[STEP_OK], server_changes(server), counts[STEP_FAILED], counts[STEP_HELD],
            server->ended > server->began ? server->ended - server->began : 0);
    if (server->problem)
        member(out, "problem", server->problem);
    if (server->remedy)
        member(out, "remedy", server->remedy);
    putc('}', out);
}
