/* The subcommands of lstackc. */
#ifndef LSTACKER_MAIN_COMMAND_H
#define LSTACKER_MAIN_COMMAND_H

#include "base/diag.h"
#include "front/node.h"
#include "ir/ir.h"
#include "sema/lock.h"

/* Exit statuses: part of the interface. */
enum status { STATUS_GOOD = 0, STATUS_INPUT = 1, STATUS_USAGE = 2, STATUS_SYSTEM = 3 };

/* --color, in the order of its words. */
enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
    const char *file;                  /* -f, or NULL */
    const char *output;                /* -o */
    const char *starter, *name, *user; /* of init, or NULL */
    int servers;                       /* of init, or 0 */
    const char *image;                 /* of `recipes test`, or NULL */
    bool strict;                       /* --strict */
    bool locked;                       /* --locked: the lock must not change */
    bool relock;                       /* --relock: what contradicts it is assigned anew */
    int json;                          /* --format: 1 for json */
    int format;                        /* --format of recipes */
    int color_when;                    /* --color */
    bool color;                        /* colour on standard error and output */
    char **words;                      /* what is left */
    int word_count;
};

struct command {
    const char *name;
    const char *arguments; /* for the help: see options.h */
    const char *doc;       /* one line */
    const char *letters;   /* ids of the options that it takes: see options.h */
    int words;             /* arguments that are no options, at most */
    enum status (*run)(struct arena *a, const struct options *options);
};

extern const struct command command_check, command_build, command_show, command_explain,
    command_completion, command_diff, command_init, command_migrate, command_schema,
    command_language, command_recipes;

extern const struct command *const commands[]; /* all of them, ended by NULL */

/* What the front end made of a file. */
struct compilation {
    struct diags diags;
    const struct source *source;
    bool version0;           /* it is a file of LStacker 0 */
    const struct node *tree; /* of version 1; NULL if nothing could be made of the file */
    struct ir *ir;           /* likewise */
    struct lock *lock;       /* with what was assigned */
};

/*
 * Reads, parses and analyses the file of `options`, without printing anything.
 * Returns STATUS_GOOD, STATUS_INPUT if there are errors, STATUS_SYSTEM if the
 * file could not be read.
 */
enum status compile_file(struct arena *a, const struct options *options, struct compilation *c);

/* The same for a text, as if it stood in a file `name`. */
enum status compile_text(struct arena *a, const struct options *options, const char *name,
                         const char *text, struct compilation *c);

/* Prints the diagnostics to standard error (JSON: to `json_to`), as the options say. */
void print_diags(const struct compilation *c, const struct options *options, FILE *json_to);

/* Flushes standard output. STATUS_SYSTEM, with a message, if it cannot be written. */
enum status finish_output(enum status status);

#endif
