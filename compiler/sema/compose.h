/* Compose files: how the files of this part share the work. */
#ifndef LSTACKER_SEMA_COMPOSE_H
#define LSTACKER_SEMA_COMPOSE_H

#include "front/trace.h"
#include "sema/parts.h"

/* One that was read: once, however often it is named. */
struct compose_file {
    struct sema *s;
    struct ir_compose ir; /* all but `name`, `path` and `at`, which belong to who names it */
    const struct source *source;
    bool swarm;           /* it is a stack of a swarm, not a project of a container */
    bool good;            /* it could be read, and nothing is wrong with its services */
    struct map services;  /* names -> struct compose_service * */
    struct map networks;  /* names that services use */
    struct map external;  /* networks that others make */
    struct map shipped;   /* paths of files and directories -> this */
    size_t bytes, names;  /* of what is shipped besides the file itself */
    bool full;            /* of that, something was too much, and reported */
    bool default_network; /* some service names no network */
};

struct compose_service {
    const char *name;
    struct span at;
    bool published; /* it has ports, though perhaps none that is known: */
    bool open;      /* what they are is known to Docker alone */
    bool placed;    /* it runs on some nodes only */
};

/* Is `text` a matter of Docker's own variables, so that nothing is known of it? */
bool compose_has_variable(const char *text);

/* The text of a scalar that is something; else NULL, reported with `what` it should be. */
const char *compose_text(struct compose_file *f, const char *name, const struct node *n,
                         const char *what);

/* The entry of the key; NULL if there is none. Shared by aliases, mappings may be searched often.
 */
const struct node_entry *compose_find(struct compose_file *f, const struct node *n,
                                      const char *key);

/* Says that `name` must be `wanted`, not what `n` is; nothing if `n` has a fault of its own. */
void compose_report_kind(struct compose_file *f, const char *name, const struct node *n,
                         const char *wanted);

/* Says that `what`, written at `at`, leads to other files, which are not read. */
void compose_report_parts(struct compose_file *f, const struct node *at, const char *what);

/* Is there such an entry, and is it true? */
bool compose_is_true(const struct node_entry *e);

void compose_add_text(struct compose_file *f, struct ir_texts *to, const char *text);

/* Is `n` a mapping? If not, says so. Nothing (`ports:`) is neither. */
bool compose_is_mapping(struct compose_file *f, const char *name, const struct node *n);
bool compose_is_list(struct compose_file *f, const char *name, const struct node *n);

/* Room for `n` values more, of all compose files? Aliases are short to write. Reported once. */
bool compose_spend(struct compose_file *f, size_t n, struct span at);

/* Reads what the tree says: its services, and what they need. */
void compose_read_root(struct compose_file *f, const struct node *root);

/* One of the services. */
void compose_read_service(struct compose_file *f, const struct node_entry *e);

/* What is written of the networks and configs of a stack; after them. */
void compose_read_values(struct compose_file *f, const struct node *root);

/* The `ports` of a service. */
void compose_read_ports(struct compose_file *f, struct compose_service *service,
                        const struct node *n);

/* Warns of variables without defaults in images and ports; after what the file brings along. */
void compose_check_variables(struct compose_file *f, const struct node *root);

/* Takes the file along that the compose file calls so. `directory`: it may be one. */
void compose_ship(struct compose_file *f, const struct node *path, bool directory);

/* The stack of the swarm of that name; NULL if there is none. */
struct compose_file *sema_stack_file(const struct sema *s, const char *name);

#endif
