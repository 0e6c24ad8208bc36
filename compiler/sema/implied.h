/* Recipes that other sections of the file want: of the jump-box, of haproxy, of the name server. */
#ifndef LSTACKER_SEMA_IMPLIED_H
#define LSTACKER_SEMA_IMPLIED_H

#include "ir/ir.h"

struct sema;

/*
 * A section that needs software says so here, and where; the recipes are resolved afterwards, with
 * those that the user lists (recipes.c). What the user wrote for a recipe that he lists, too, goes
 * before what is implied. Several sections may want the same one: it is told all that they tell it,
 * and where two tell it the same parameter, what the first one says. All texts must live as long as
 * the stack.
 */
struct implied {
    const char *recipe;
    struct span at;          /* what wants it */
    bool first;              /* before what is listed; else after it */
    bool early;              /* on a server: before its packages are installed */
    bool optional;           /* where its platforms do not suit, it is left out */
    struct ir_param *params; /* of any names, also some that the recipe does not declare */
    size_t count;
};

/* Those of one place. */
struct implied_list {
    const struct implied **items;
    size_t count;
};

/* A recipe that `at` wants, told nothing yet: the parameters follow by the functions below. */
struct implied *sema_implied(struct sema *s, const char *recipe, struct span at);

/* Tells it one value; one item more of a list; a secret by its name; a text that a backend makes
 * for each container. */
void implied_value(struct sema *s, struct implied *i, const char *param, const char *value);
void implied_item(struct sema *s, struct implied *i, const char *param, const char *value);
void implied_secret(struct sema *s, struct implied *i, const char *param, const char *secret);
void implied_text(struct sema *s, struct implied *i, const char *param, enum ir_text text);

/* One more for the list. */
void implied_add(struct sema *s, struct implied_list *list, const struct implied *i);

/* Wants it in the container, on the server. Containers that are told the same share one. */
void sema_imply(struct sema *s, const struct ir_container *c, const struct implied *i);
void sema_imply_on_server(struct sema *s, const struct ir_server *server, const struct implied *i);

/* What is wanted there so far. */
struct implied_list sema_implied_in(const struct sema *s, const struct ir_container *c);
struct implied_list sema_implied_on(const struct sema *s, const struct ir_server *server);

/* Are they the same, in the same order? */
bool implied_equal(struct implied_list a, struct implied_list b);

#endif
