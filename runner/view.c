/* What is seen of a run on a terminal or in a log. */
#include "view.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "json.h"

enum { REDRAW_MS = 100, BAR = 16, TITLE = 40 };

struct look view_look(enum step_state state)
{
    static const struct look looks[STEP_STATES] = {
        [STEP_START] = {" ", "start", NULL},     [STEP_OK] = {"=", "ok", "32"},
        [STEP_DIFFERS] = {"~", "differs", "33"}, [STEP_CHANGED] = {"~", "changed", "33"},
        [STEP_FAILED] = {"x", "failed", "31"},   [STEP_HELD] = {"!", "held", "35"},
        [STEP_REMOVE] = {"-", "remove", "33"},   [STEP_REMOVED] = {"-", "removed", "33"},
        [STEP_SKIPPED] = {" ", "skipped", NULL},
    };
    return looks[state];
}

void view_colour(const struct view *view, const char *colour)
{
    if (view->colour)
        fprintf(view->out, "\033[%sm", colour ? colour : "0");
}

void view_time(FILE *out, long long ms, int columns)
{
    char text[32];
    if (ms < 600000)
        snprintf(text, sizeof text, "%lld.%lld s", ms / 1000, ms % 1000 / 100);
    else
        snprintf(text, sizeof text, "%lld min", ms / 60000);
    fprintf(out, "%-*s", columns, text);
}

static void print_step(struct view *view, const struct server *server, const struct event *event)
{
    struct look look = view_look(event->state);
    const struct step *kept = server->nsteps ? &server->steps[server->nsteps - 1] : NULL;
    FILE *out = view->out;

    view_clear(view);
    text_pad(out, server->entry->name, view->name_width);
    fputs("  ", out);
    if (look.colour)
        view_colour(view, look.colour);
    text_pad(out, look.word, 7);
    view_colour(view, NULL);
    fputs("  ", out);
    text_print(out, event->field[STEP_TITLE], SIZE_MAX);
    if (kept && kept->ms) {
        fputs(" (", out);
        view_time(out, kept->ms, 0);
        fputs(")", out);
    }
    fputs("  ", out);
    text_print(out, event->field[STEP_POSITION], SIZE_MAX);
    /* What differed is of no interest once it is mended; what was left, and why, is. */
    if (event->state != STEP_CHANGED && *event->field[STEP_MESSAGE]) {
        fputs("  ", out);
        text_print(out, event->field[STEP_MESSAGE], SIZE_MAX);
    }
    fputs("\n", out);
}

void view_event(struct view *view, const struct server *server, const struct event *event)
{
    static const bool shown[STEP_STATES] = {
        [STEP_CHANGED] = true, [STEP_FAILED] = true, [STEP_HELD] = true, [STEP_REMOVED] = true};

    if (view->mode == VIEW_JSON)
        json_event(view->out, server, event);
    else if (event->kind == EVENT_STEP && strcmp(view->verb, "plan") != 0 &&
             (shown[event->state] || (event->state == STEP_OK && *event->field[STEP_MESSAGE] &&
                                      strcmp(view->verb, "undo") == 0)))
        print_step(view, server, event);
}

void view_failure(struct view *view, const struct server *server)
{
    if (view->mode == VIEW_JSON) {
        json_server(view->out, server, "server");
        fputs("\n", view->out);
        return;
    }
    if (!server->problem) /* a failed step, which was shown */
        return;
    view_clear(view);
    text_pad(view->out, server->entry->name, view->name_width);
    fputs("  ", view->out);
    view_colour(view, "31");
    text_pad(view->out, server_result(server), 7);
    view_colour(view, NULL);
    fputs("  ", view->out);
    text_print(view->out, server->problem, SIZE_MAX);
    fputs("\n", view->out);
}

void view_clear(struct view *view)
{
    if (view->drawn)
        fprintf(view->out, "\033[%zuA\r\033[J", view->drawn);
    view->drawn = 0;
}

/* What a server is doing, in a word. */
static const char *doing(const struct server *server)
{
    switch (server->link) {
    case LINK_SEND:
        return "sending the bundle";
    case LINK_IDLE:
        return "waiting for the others";
    case LINK_WORK:
        return server->stage->end;
    case LINK_CLOSING:
        return "ending";
    default:
        return "connecting";
    }
}

static void draw_line(const struct view *view, const struct server *server, size_t columns,
                      long long now)
{
    struct buf line = {0};
    size_t done = server->steps_done, known = server->steps_known;

    if (known) {
        size_t filled = (done < known ? done : known) * BAR / known;
        buf_text(&line, "[");
        for (size_t i = 0; i < BAR; i++)
            buf_text(&line, i < filled ? "#" : ".");
        buf_printf(&line, "] %zu/%zu  ", done, known);
    } else if (done) {
        buf_printf(&line, "%zu steps  ", done);
    }
    buf_text(&line, doing(server));
    if (server->current)
        buf_printf(&line, "  %s (%lld s)", server->current, (now - server->current_began) / 1000);
    text_pad(view->out, server->entry->name, view->name_width);
    fputs("  ", view->out);
    text_print(view->out, line.data,
               columns > view->name_width + 3 ? columns - view->name_width - 3 : 0);
    fputs("\n", view->out);
    buf_free(&line);
}

void view_tick(struct view *view, long long now)
{
    struct winsize size = {0};
    if (view->mode != VIEW_LIVE || (view->drawn && now - view->last_drawn < REDRAW_MS))
        return;
    if (ioctl(fileno(view->out), TIOCGWINSZ, &size) < 0 || size.ws_row < 3)
        size = (struct winsize){.ws_row = 24, .ws_col = 80};
    size_t room = size.ws_row - 2U, left = 0;

    view_clear(view);
    fputs("\033[?7l",
          view->out); /* a line too wide is cut, not wrapped: the block is so many lines */
    for (size_t i = 0; i < view->count; i++) {
        const struct server *server = &view->servers[i];
        if (server->link == LINK_NONE || server->link == LINK_CLOSED)
            continue;
        if (view->drawn < room) {
            draw_line(view, server, size.ws_col, now);
            view->drawn++;
        } else {
            left++;
        }
    }
    if (left) {
        fprintf(view->out, "... and %zu more\n", left);
        view->drawn++;
    }
    fputs("\033[?7h", view->out);
    view->last_drawn = now;
}
