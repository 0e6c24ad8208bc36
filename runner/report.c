/* What is printed at the end of a round: steps, failures with their causes, the summary. */
#include "report.h"

#include <string.h>

#include "json.h"

enum { TITLE_MOST = 48, LINES_MOST = 20 };

size_t report_changes(const struct view *view)
{
    size_t changes = 0;
    for (size_t i = 0; i < view->count; i++)
        changes += server_changes(&view->servers[i]);
    return changes;
}

static size_t total(const struct view *view, enum step_state state)
{
    size_t sum = 0;
    for (size_t i = 0; i < view->count; i++)
        sum += view->servers[i].counts[state];
    return sum;
}

static size_t with_result(const struct view *view, enum result result)
{
    size_t sum = 0;
    for (size_t i = 0; i < view->count; i++)
        sum += view->servers[i].result == result;
    return sum;
}

/* Is the thing not there at all? By convention the first difference says so. */
static bool is_missing(const struct step *step)
{
    static const char end[] = "is missing";
    size_t first = strcspn(step->message, ";"), len = sizeof end - 1;
    return step->state == STEP_DIFFERS && first >= len &&
           strncmp(step->message + first - len, end, len) == 0;
}

/* Prints a step as a line of a plan, its title padded to `width`. */
static void print_step(const struct view *view, const struct step *step, size_t width)
{
    struct look look = view_look(step->state);
    bool missing = is_missing(step);

    fputs("  ", view->out);
    if (look.colour)
        view_colour(view, missing ? "32" : look.colour);
    fputs(missing ? "+" : look.sign, view->out);
    view_colour(view, NULL);
    putc(' ', view->out);
    text_pad(view->out, step->title, width);
    fprintf(view->out, "  %-8s  ", missing ? "add" : look.word);
    text_print(view->out, step->position, SIZE_MAX);
    if (*step->message)
        fputs("  ", view->out);
    text_print(view->out, step->message, SIZE_MAX);
    putc('\n', view->out);
}

void report_steps(const struct view *view)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct server *server = &view->servers[i];
        size_t width = 0;
        for (size_t j = 0; j < server->nsteps; j++) {
            size_t title = text_width(server->steps[j].title);
            width = title > width ? title : width;
        }
        if (server->nsteps)
            fprintf(view->out, "%s\n", server->entry->name);
        for (size_t j = 0; j < server->nsteps; j++)
            print_step(view, &server->steps[j], width < TITLE_MOST ? width : TITLE_MOST);
    }
}

static void print_line(const struct view *view, const char *mark, const char *text)
{
    fputs(mark, view->out);
    text_print(view->out, text, SIZE_MAX);
    putc('\n', view->out);
}

/* A failed step: its place in the YAML, what was wrong, its last output. */
static void report_step(const struct view *view, const struct server *server,
                        const struct step *step)
{
    size_t lines = 0, skip;
    fprintf(view->out, "%s: ", server->entry->name);
    view_colour(view, "31");
    fputs("failed", view->out);
    view_colour(view, NULL);
    fputs(": ", view->out);
    text_print(view->out, step->title, SIZE_MAX);
    if (*step->position)
        print_line(view, "\n  --> ", step->position);
    else
        fputc('\n', view->out);
    for (size_t i = 0; i < server->nlogs; i++)
        lines += strcmp(server->logs[i].id, step->id) == 0;
    skip = lines > LINES_MOST ? lines - LINES_MOST : 0;
    for (size_t i = 0; i < server->nlogs; i++) {
        if (strcmp(server->logs[i].id, step->id) == 0 && skip-- == 0) {
            print_line(view, "   | ", server->logs[i].line);
            skip = 0;
        }
    }
    if (*step->message)
        print_line(view, "   = ", step->message);
}

/* The last lines that ssh or the server wrote on standard error, if they say more than `problem`.
 */
static void report_errors(const struct view *view, const struct server *server)
{
    const struct buf *tail = &server->child.tail;
    size_t begin = tail->len, lines = 0;

    while (begin && (lines += tail->data[begin - 1] == '\n') <= LINES_MOST)
        begin--;
    for (char *line = lines > 1 ? tail->data + begin : NULL; line && *line;) {
        size_t len = strcspn(line, "\r\n");
        char *next = line + len + strspn(line + len, "\r\n");
        line[len] = '\0';
        print_line(view, "   | ", line);
        line = next;
    }
}

void report_failures(const struct view *view, bool listed)
{
    for (size_t i = 0; i < view->count; i++) {
        const struct server *server = &view->servers[i];
        if (server->result == RESULT_GOOD)
            continue;
        for (size_t j = 0; j < server->nsteps && !listed; j++) {
            if (server->steps[j].state == STEP_FAILED)
                report_step(view, server, &server->steps[j]);
        }
        if (server->problem) {
            fprintf(view->out, "%s: ", server->entry->name);
            view_colour(view, "31");
            fputs(server_result(server), view->out);
            view_colour(view, NULL);
            print_line(view, ": ", server->problem);
            report_errors(view, server);
        }
        if (server->remedy)
            fprintf(view->out, "   = help: %s\n", server->remedy);
    }
}

/* What a verb calls the steps that were changed. */
static const char *changed_word(const struct view *view)
{
    if (strcmp(view->verb, "plan") == 0)
        return "to change";
    if (strcmp(view->verb, "undo") == 0)
        return "undone";
    return strcmp(view->verb, "apply") == 0 ? "changed" : "differing";
}

static void print_sentence(const struct view *view)
{
    static const struct {
        enum result result;
        const char *word;
    } others[] = {{RESULT_UNREACHABLE, "unreachable"},
                  {RESULT_LOST, "lost"},
                  {RESULT_INTERRUPTED, "interrupted"}};
    size_t held = total(view, STEP_HELD);

    fprintf(view->out, "%zu server%s: %zu ok, %zu %s, %zu failed", view->count,
            view->count == 1 ? "" : "s", total(view, STEP_OK), report_changes(view),
            changed_word(view), total(view, STEP_FAILED));
    if (held)
        fprintf(view->out, ", %zu held", held);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t servers = with_result(view, others[i].result);
        if (servers)
            fprintf(view->out, "; %zu server%s %s", servers, servers == 1 ? "" : "s",
                    others[i].word);
    }
    fputs("\n", view->out);
}

void report_summary(const struct view *view)
{
    const char *changed = changed_word(view);
    int width = (int)view->name_width;

    fprintf(view->out, "\n%-*s  %5s  %9s  %6s  %5s  %-8s  %s\n", width, "server", "ok", changed,
            "failed", "held", "time", "result");
    for (size_t i = 0; i < view->count; i++) {
        const struct server *server = &view->servers[i];
        fprintf(view->out, "%-*s  %5zu  %9zu  %6zu  %5zu  ", width, server->entry->name,
                server->counts[STEP_OK], server_changes(server), server->counts[STEP_FAILED],
                server->counts[STEP_HELD]);
        view_time(view->out, server->ended - server->began, 8);
        view_colour(view, server->result == RESULT_GOOD ? "32" : "31");
        fprintf(view->out, "  %s", server_result(server));
        view_colour(view, NULL);
        fputs("\n", view->out);
    }
    fputs("\n", view->out);
    print_sentence(view);
}

void report_json(const struct view *view, int status)
{
    fprintf(view->out,
            "{\"event\":\"summary\",\"verb\":\"%s\",\"status\":%d,\"ok\":%zu,\"changed\":%zu,"
            "\"failed\":%zu,\"held\":%zu,\"servers\":[",
            view->verb, status, total(view, STEP_OK), report_changes(view),
            total(view, STEP_FAILED), total(view, STEP_HELD));
    for (size_t i = 0; i < view->count; i++) {
        fputs(i ? "," : "", view->out);
        json_server(view->out, &view->servers[i], NULL);
    }
    fputs("]}\n", view->out);
}

int report_status(const struct view *view)
{
    if (with_result(view, RESULT_UNREACHABLE) + with_result(view, RESULT_LOST))
        return STATUS_UNREACHABLE;
    return with_result(view, RESULT_GOOD) == view->count ? STATUS_GOOD : STATUS_FAILED;
}
