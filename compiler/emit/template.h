/* Fills templates of templates/. */
#ifndef LSTACKER_EMIT_TEMPLATE_H
#define LSTACKER_EMIT_TEMPLATE_H

#include "base/buf.h"

struct template_value {
    const char *name; /* NULL ends an array of these */
    const char *text;
};

/*
 * Appends template `name` with its placeholders filled. A placeholder is
 * {{NAME|html}} (quoted for HTML) or {{NAME|raw}} (as it is: the caller has quoted it). A template
 * that does not exist, an unknown name or quoting is a mistake in this program: it aborts, and
 * tests fill every template.
 */
void template_fill(struct buf *b, const char *name, const struct template_value *values);

#endif
