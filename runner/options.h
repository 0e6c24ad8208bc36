/* The command line of lstacker-run. */
#ifndef RUNNER_OPTIONS_H
#define RUNNER_OPTIONS_H

#include <stdbool.h>

#include "server.h"

struct inventory;
struct options;

/* What can be done, and how it is done with one server after hello. */
struct verb {
    const char *name, *help;
    const char *words; /* that follow it, for the help, or NULL */
    const struct stage *stages;
    size_t count;
    const char *question; /* to be answered before it begins, NULL if it changes nothing */
    bool planned;         /* is the plan shown before the question? */
    bool lists;           /* are its steps listed at the end? */
    bool keeps_ok;        /* even those that are as they shall be? */
    bool secret;          /* are the secrets of the stack needed? */
    bool names, commands; /* does it take a name; words after `--`? */
    /* Does it all by itself, without stages, and returns the exit status; or NULL. */
    int (*run)(const struct options *options, const struct inventory *inventory);
};

struct options {
    const struct verb *verb;
    const char *build, *limit, *colour, *container;
    const char *name;     /* the word after the verb, or NULL */
    char *const *command; /* the words after `--`, NULL at the end; or NULL */
    long jobs, timeout;
    bool yes, json, prune, recreate, all, start, help, version;
};

/* Reads argv into `options`; false: the error was printed. With `help` or `version` there need be
 * no verb. */
bool options_parse(struct options *options, int argc, char *const argv[]);

void options_help(FILE *out);

/* The stages of `plan`, for verbs that are planned. */
extern const struct verb *const options_plan;

#endif
