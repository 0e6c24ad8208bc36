/* The engine that reads a YAML mapping by a table of its keys. */
#ifndef LSTACKER_FRONT_TABLE_H
#define LSTACKER_FRONT_TABLE_H

#include <stddef.h>

#include "front/ast.h"

/* Patterns of more than one type. */
#define PATTERN_NAME       "^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$"
#define PATTERN_IDENTIFIER "^[a-z][a-z0-9_-]{0,62}$"

struct key;

struct reader {
    struct arena *arena;
    struct diags *diags;
    size_t values; /* of lists and mappings: aliases and defaults copy them */
};

/*
 * A type of values. `read` checks `n` and fills `*to` (a struct that begins with its span),
 * or reports what is wrong and leaves `*to` zeroed.
 */
struct key_type {
    const char *name; /* as the manual says it: "address", "list of names" */
    size_t size;      /* of the struct that `read` fills */
    void (*read)(struct reader *r, const struct key *key, const struct node *n, void *to);
    const struct section *form; /* the keys of its long form, a mapping; NULL if it has none */
    const char *pattern;        /* for editors: a regular expression (those of JSON Schema: both of
                                   ECMAScript and of Python) that all of its texts match, `read` may be
                                   stricter; of type_config: of its keys; NULL: none */
    unsigned plain; /* what YAML may take its texts for when no quotes are around them */
};

enum plain_kind { PLAIN_INTEGER = 1, PLAIN_NUMBER = 2, PLAIN_BOOL = 4 };

/* A row: one key of one section. */
struct key {
    const char *name;
    const struct key_type *type;
    size_t offset; /* of its value in the struct of the section */
    unsigned flags;
    long long least, most;         /* numbers: the range */
    const char *const *words;      /* choices: NULL-terminated; others: words besides numbers */
    const struct section *section; /* of type_section and type_entries */
    const struct key_type *item;   /* of type_list */
    const char *doc;               /* one line for the manual */
    const char *preset;            /* what applies when it is not written, for the manual */
};

enum key_flag {
    KEY_REQUIRED = 1,
    KEY_NO_DEFAULT = 2,     /* may not stand under `defaults` */
    KEY_HOLDS_DEFAULTS = 4, /* a section of defaults: nothing in it is required */
    KEY_ONE_OR_MORE = 8,    /* a list: a single item may stand for a list of one */
};

/* A section: the keys that a mapping may have. */
struct section {
    const char *name; /* "a server", for messages */
    size_t size;      /* of its struct */
    const struct key *keys;
    size_t count;
    const struct key_type
        *names; /* of the entries of a mapping of such sections; NULL: type_name */
};

/* For tables of keys: where the value of a row goes, and the section that an array of rows makes of
 * the struct `type`. */
#define AT(type, field) .offset = offsetof(struct type, field)
#define SECTION(title, type, rows)                                                                 \
    .name = (title), .size = sizeof(struct type), .keys = (rows),                                  \
    .count = sizeof(rows) / sizeof *(rows)

extern const struct key_type type_name, type_identifier, type_domain, type_user, type_number,
    type_version, type_bool, type_choice, type_address, type_interface, type_subnet, type_origin,
    type_path, type_identity, type_url, type_url_path, type_unproxied, type_duration, type_variable,
    type_command, type_secret, type_image, type_memory, type_cpu, type_tunnel_key, type_port_range,
    type_section, type_list, type_entries, type_nics, type_port, type_config, type_files,
    type_recipe, type_bootstrap, type_labels, type_target, type_weights;

/* The row of the key `name`, or NULL. */
const struct key *section_key(const struct section *s, const char *name);

/* Reads the mapping `n` into `*to` by the rows of `s`. `defaults`: these are defaults. */
void section_read(struct reader *r, const struct section *s, const struct node *n, bool defaults,
                  void *to);

/* Reports at `at` the required keys that `section` lacks, once defaults are copied. */
void section_require(struct reader *r, const struct section *s, struct span at,
                     const void *section);

/* Marks what `section` lacks as written wrongly: the mapping `n`, as a whole, is. */
void section_poison(const struct section *s, const struct node *n, void *section);

/* Copies to `*to` what it lacks and `*from` has. */
void section_inherit(struct reader *r, const struct section *s, void *to, const void *from);

/* Makes `*to`, a struct ast_text, the text of the scalar `n`. */
void set_text(void *to, const struct node *n);

/* Reports that `n` is not what `key` wants: "`port` must be a number, not a list". */
void wrong_type(struct reader *r, const struct key *key, const struct node *n, const char *wanted);

/* Makes room in `pairs` for the entries of the mapping `n`. False, and reported, if it is none, or
 * there is too much of it. */
bool pairs_begin(struct reader *r, const struct key *key, const struct node *n, const char *wanted,
                 struct ast_pairs *pairs);

/* Is `n` a scalar with something in it? If not, reports it. */
bool want_scalar(struct reader *r, const struct key *key, const struct node *n, const char *wanted);

/* Counts `n` more values of the list or mapping at `at`. False, and reported, when the stack has
 * more than YAML_MAX_NODES of them: aliases are short to write. */
bool count_values(struct reader *r, size_t n, struct span at);

/* The text of a scalar without characters that no configuration can hold; else reports and false.
 */
bool clean_text(struct reader *r, const struct node *n);

#endif
