/* How the lines of a recipe's header are read: shared by the files that do. */
#ifndef LSTACKER_FRONT_RECIPE_PARSER_H
#define LSTACKER_FRONT_RECIPE_PARSER_H

#include "front/recipe_header.h"

enum { RECIPE_MAX_NAME = 63, RECIPE_MAX_ROWS = 100 };

struct recipe_keyword;

/* `line` is the one that is read; `at` counts its bytes that are. */
struct recipe_parser {
    struct arena *arena;
    struct diags *diags;
    const struct source *source;
    struct recipe_header *to;
    const struct recipe_keyword *keyword; /* of the line */
    const char *line;
    size_t len, at;
    unsigned number;
    struct span *first;     /* where each keyword was first */
    struct ast_text *leads; /* of each port: `$param`, or no place */
    bool lost;              /* a line was not understood: something may lack for that */
};

struct recipe_keyword {
    const char *name;
    const char *form; /* what stands behind it, for messages */
    void (*read)(struct recipe_parser *p);
    size_t offset; /* in struct recipe_header, of what simple ones fill */
    bool often;    /* may be said several times */
};

/* The next word of the line; one in double quotes may hold blanks, or nothing, and its place has
 * the quotes. False at the end. */
bool recipe_next_word(struct recipe_parser *p, struct ast_text *word);

/* The same, or reports that `what` is missing. */
bool recipe_want_word(struct recipe_parser *p, struct ast_text *word, const char *what);

/* What is left of the line, without blanks around it. False if that is nothing. */
bool recipe_rest_of_line(struct recipe_parser *p, struct ast_text *text);

/* Reports what stands behind the last word that a line has. */
void recipe_want_end(struct recipe_parser *p);

/* Reports a fault of the line; the help tells how it is written. */
struct diag *recipe_report_line(struct recipe_parser *p, enum code code, struct span at,
                                const char *message);
struct span recipe_end_of_line(const struct recipe_parser *p);

/* Some bytes of the line. */
struct span recipe_span(const struct recipe_parser *p, size_t start, size_t end);

/* The field of the header that a simple keyword fills. */
void *recipe_field(struct recipe_parser *p);

void recipe_add_text(struct recipe_parser *p, struct ast_texts *to, struct ast_text text);

/* Can it be a name of a recipe or of a port? If not, reports it. */
bool recipe_good_name(struct recipe_parser *p, const struct ast_text *name);

/* Reports that `name` was declared at `first` already. */
void recipe_report_twin(struct recipe_parser *p, const struct ast_text *name, struct span first);

/* A number from 1 to `most`, or -1. */
int recipe_number(const char *text, size_t len, int most);

/* Reports it if the file defines neither `wants` nor both `probe` and `apply`. */
void recipe_check_body(struct recipe_parser *p);

/* What reads the lines of keywords. */
void recipe_read_text(struct recipe_parser *p);
void recipe_read_names(struct recipe_parser *p);
void recipe_read_platforms(struct recipe_parser *p);
void recipe_read_param(struct recipe_parser *p);
void recipe_read_port(struct recipe_parser *p);

#endif
