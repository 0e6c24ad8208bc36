/* lstacker-run: brings bundles to their servers and runs them, on all servers at once. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "inventory.h"
#include "known_hosts.h"
#include "options.h"
#include "report.h"
#include "schedule.h"
#include "secrets.h"
#include "signals.h"

#ifndef LSTACKER_VERSION
#define LSTACKER_VERSION "0.1.0"
#endif

/* Is output for a person at a terminal, and may it be coloured? */
static struct view choose_view(const struct options *options)
{
    const char *terminal = getenv("TERM"), *no_colour = getenv("NO_COLOR");
    bool live = isatty(1) && terminal && strcmp(terminal, "dumb") != 0;
    bool colour = live && !(no_colour && *no_colour);

    if (strcmp(options->colour, "auto") != 0)
        colour = strcmp(options->colour, "always") == 0;
    return (struct view){
        .mode = options->json ? VIEW_JSON
                : live        ? VIEW_LIVE
                              : VIEW_PLAIN,
        .colour = colour && !options->json,
        .verb = options->verb->name,
        .out = stdout,
    };
}

/* What needs consent needs somebody to give it. */
static bool may_begin(const struct options *options)
{
    if (!options->verb->question || options->yes || (isatty(0) && !options->json))
        return true;
    fprintf(stderr, "lstacker-run: `%s` asks before it changes anything, and %s\n",
            options->verb->name,
            options->json ? "--json leaves no room to ask" : "standard input is no terminal");
    fputs("help: say --yes to go on without being asked\n", stderr);
    return false;
}

/* Three descriptors a server, however many servers. */
static void allow_files(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static void serve_options(const struct options *options, char *words[5])
{
    size_t count = 0;
    if (options->prune)
        words[count++] = "--prune";
    if (options->recreate)
        words[count++] = "--recreate";
    if (options->container) {
        words[count++] = "--container";
        words[count++] = (char *)options->container;
    }
    words[count] = NULL;
}

/* Shows what would change. False if there is nothing to ask about. */
static bool show_plan(struct schedule *schedule, const struct options *options)
{
    struct view *view = schedule->view;
    view->verb = options_plan->name;
    bool good = schedule_run(schedule, options_plan->stages, options_plan->count, true);
    view->verb = options->verb->name;
    report_steps(view);
    if (good && !schedule->stopped && !report_changes(view) && report_status(view) == STATUS_GOOD)
        fputs("nothing to do\n", view->out);
    return good && !schedule->stopped && report_changes(view) > 0;
}

static bool ask(struct schedule *schedule, const struct options *options)
{
    struct buf question = {0};
    buf_printf(&question, "%s on", options->verb->question);
    for (size_t i = 0; i < schedule->count; i++) {
        const struct server *server = &schedule->servers[i];
        if (server->result == RESULT_GOOD)
            buf_printf(&question, " %s", server->entry->name);
    }
    if (options->container)
        buf_printf(&question, " (container %s only)", options->container);
    buf_text(&question, "?");
    bool yes = schedule_ask(schedule, question.data);
    buf_free(&question);
    return yes;
}

/* May the run begin? If not, *status is the exit status, should all else be good. */
static bool consent(struct schedule *schedule, const struct options *options, int *status)
{
    struct view *view = schedule->view;
    if (!options->verb->question || options->yes)
        return true;
    if (options->verb->planned && !show_plan(schedule, options))
        return false;
    if (!ask(schedule, options)) {
        fputs("nothing was changed\n", view->out);
        *status = STATUS_CHANGES;
        return false;
    }
    for (size_t i = 0; i < view->count; i++)
        server_forget(&view->servers[i]);
    return true;
}

/* Prints the end of a run; its exit status. */
static int conclude(const struct schedule *schedule, const struct options *options, int status)
{
    const struct view *view = schedule->view;
    if (report_status(view) != STATUS_GOOD)
        status = report_status(view);
    else if (options->verb == options_plan && report_changes(view))
        status = STATUS_CHANGES;
    if (schedule->stopped)
        status = 128 + schedule->stopped;
    if (options->json) {
        report_json(view, status);
    } else if (status != STATUS_CHANGES || options->verb == options_plan) {
        if (options->verb->lists)
            report_steps(view);
        report_failures(view, options->verb->lists);
        report_summary(view);
    }
    fflush(view->out);
    return status;
}

static int run(const struct options *options, const struct inventory *inventory,
               const struct secrets *secrets)
{
    struct view view = choose_view(options);
    struct schedule schedule = {.view = &view};
    char *words[5];
    int status = STATUS_GOOD;

    allow_files();
    serve_options(options, words);
    view.servers = text_grow(NULL, inventory->count, sizeof *view.servers);
    view.count = inventory->count;
    view.name_width = strlen("server");
    for (size_t i = 0; i < view.count; i++) {
        const struct entry *entry = &inventory->entries[i];
        view.servers[i] = (struct server){.entry = entry, .child = CHILD_NONE, .bundle = -1};
        if (strlen(entry->name) > view.name_width)
            view.name_width = strlen(entry->name);
    }
    schedule.servers = view.servers;
    schedule.count = view.count;
    schedule.stack = inventory->stack;
    schedule.secrets = secrets;
    schedule.options = words;
    schedule.jobs = (size_t)options->jobs;
    schedule.timeout = options->timeout * 1000LL;
    schedule.keep_ok = options->verb->keeps_ok;
    schedule.signals = signals_open();
    bool good = schedule.signals >= 0;
    if (good && consent(&schedule, options, &status))
        good = schedule_run(&schedule, options->verb->stages, options->verb->count, false);
    else if (good) /* lets those go that are still connected */
        good = schedule_run(&schedule, NULL, 0, false);
    if (!good)
        fprintf(stderr, "lstacker-run: %s\n", strerror(errno));
    known_hosts_keep(inventory, options->build, view.servers, view.count);
    status = good ? conclude(&schedule, options, status) : STATUS_FAILED;
    for (size_t i = 0; i < view.count; i++)
        server_free(&view.servers[i]);
    schedule_free(&schedule);
    free(view.servers);
    return status;
}

/* Gets the secrets that are needed, before anything is contacted. */
static int run_with_secrets(const struct options *options, const struct inventory *inventory)
{
    struct secrets secrets = {0};
    int status = STATUS_USAGE;

    if (!options->verb->secret || secrets_get(&secrets, inventory, options->build)) {
        secrets_hide(inventory);
        status = run(options, inventory, &secrets);
    }
    secrets_free(&secrets);
    return status;
}

int main(int argc, char *argv[])
{
    struct options options;
    struct inventory inventory = {.lock = -1};
    int status = STATUS_USAGE;

    if (!options_parse(&options, argc, argv))
        return STATUS_USAGE;
    if (options.help)
        options_help(stdout);
    else if (options.version)
        puts("lstacker-run " LSTACKER_VERSION);
    if (options.help || options.version)
        return fflush(stdout) ? STATUS_FAILED : STATUS_GOOD;
    if (may_begin(&options) && inventory_load(&inventory, options.build) &&
        (!options.limit || inventory_limit(&inventory, options.limit)) &&
        (!options.container || inventory_has(&inventory, options.container))) {
        status = STATUS_FAILED;
        if (options.verb->run)
            status = options.verb->run(&options, &inventory);
        else if (!options.verb->question || inventory_lock(&inventory, options.build))
            status = run_with_secrets(&options, &inventory);
    }
    inventory_free(&inventory);
    return status;
}
