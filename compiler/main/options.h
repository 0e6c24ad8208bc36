/* The options of all commands: one table for parsing, help and completion. */
#ifndef LSTACKER_MAIN_OPTIONS_H
#define LSTACKER_MAIN_OPTIONS_H

#include "main/command.h"

/*
 * One row an option. What `argument` looks like says what may be given, and the type of the field
 * of struct options that takes it:
 *
 *   NULL         a flag                                          bool
 *   "text|json"  one of these words                              int, counted from 0
 *   "1..100"     a whole number within these bounds              int
 *   "FILE"       any text but an empty one, and its name in the help   const char *
 *
 * A command's `arguments` are written likewise; those in [brackets] may be left out, and `...`
 * stands behind the last if more may follow.
 */
struct option_info {
    char id;     /* what `letters` of commands name it by */
    char letter; /* its short form, or 0 */
    const char *name, *argument, *doc;
    size_t field; /* offset in struct options */
};

extern const struct option_info option_table[]; /* ended by a row without name */

/* Which of the `words` (joined by `|`) is `value`? -1: none. */
int choice_find(const char *words, const char *value);

/* Prints the options that `c` has, a line each. */
void options_print(FILE *out, const struct command *c);

/*
 * Parses the words behind the name of command `c`, which is argv[0]. Returns STATUS_GOOD to go on,
 * with `*help` set if the help was asked for; else STATUS_USAGE, and says on standard error what is
 * wrong.
 */
enum status options_parse(const struct command *c, int argc, char **argv, struct options *options,
                          bool *help);

#endif
