/* The header of a recipe: what it is, what it wants to be told, where it can run. */
#ifndef LSTACKER_FRONT_RECIPE_HEADER_H
#define LSTACKER_FRONT_RECIPE_HEADER_H

#include "base/guest.h"
#include "front/ast.h"

/*
 * A recipe is a file of shell whose first lines, those that begin with `#:`, tell what a program
 * may know of it: see docs/recipes.md. The header ends at the first line that is neither a comment
 * nor empty. All places are in the recipe's file.
 */

enum recipe_type {
    RECIPE_STRING,
    RECIPE_INT,
    RECIPE_BOOL,
    RECIPE_PORT,
    RECIPE_PATH,
    RECIPE_SECRET,
    RECIPE_LIST,
    RECIPE_ENUM,
};

/* Their words, in that order; NULL-terminated. An enum is written `enum(a,b)`. */
extern const char *const recipe_types[];

/* A value that the compiler knows, which a default may be: `@mtu`. */
struct recipe_value {
    const char *name; /* without the `@` */
    enum recipe_type type;
    const char *doc;
};

enum recipe_value_id {
    VALUE_ADDRESS,
    VALUE_CONTAINER,
    VALUE_DOCKER_POOLS,
    VALUE_DOMAIN,
    VALUE_HTTP_PROXY,
    VALUE_HTTPS_PROXY,
    VALUE_MONITORING,
    VALUE_MTU,
    VALUE_NO_PROXY,
    VALUE_SERVERS,
    VALUE_STACK,
    RECIPE_VALUES,
};

extern const struct recipe_value recipe_values[RECIPE_VALUES];

struct recipe_param {
    struct ast_text name;
    enum recipe_type type;
    const char *const *words;         /* of an enum: its words, NULL-terminated */
    bool required;                    /* it has no default */
    struct ast_texts preset;          /* the default: of a list its items; else one text */
    const struct recipe_value *value; /* the default is this, or NULL */
    const char *doc;
};

struct recipe_port {
    struct ast_text name;
    const struct recipe_param *param; /* whose value is the number; or NULL: */
    int number;
    bool udp;
};

struct recipe_header {
    const struct source *source;
    struct ast_text summary;
    struct ast_texts platforms, alternatives, needs, conflicts;
    struct recipe_param *params;
    size_t param_count;
    struct recipe_port *ports;
    size_t port_count;
    struct ast_text data;     /* what its undo loses; no place: nothing */
    struct ast_texts tested;  /* "PLATFORM: how", or "no: why" */
    int timeout;              /* seconds */
    struct ast_text alias;    /* the recipe that this is another name of; or no place */
    struct ast_pairs presets; /* of an alias: parameters with their values */
};

/* A recipe has at most so many bytes. */
enum { RECIPE_MAX_BYTES = 256 * 1024 };

/* Seconds that a recipe may take if it says nothing. */
enum { RECIPE_TIMEOUT = 600 };

/* Reads the header of `source`. All its faults are reported; NULL if there was one. */
const struct recipe_header *recipe_header_read(struct diags *diags, const struct source *source);

/* Can a recipe be called so? Lower-case letters, digits and single dashes, a letter first; at most
 * 63. */
bool recipe_name_good(const char *name);

/* May it run on `guest`? Also true if nothing is known of that. */
bool recipe_suits(const struct recipe_header *h, const struct guest *guest);

/* Its platforms, or others of its words, with blanks between them. */
const char *recipe_join(struct arena *a, const struct ast_texts *words);

/* The parameter `name`, or NULL. */
const struct recipe_param *recipe_param_find(const struct recipe_header *h, const char *name);

/* `text` as a value of the parameter (of a list: of one item): as the recipe gets it, which is
 * another text only for booleans. NULL: it cannot be one, and `*wanted` says what can: "a port from
 * 1 to 65535". */
const char *recipe_param_value(struct arena *a, const struct recipe_param *param, const char *text,
                               const char **wanted);

#endif
