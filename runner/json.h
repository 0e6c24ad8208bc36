/* A run as JSON, one object a line (--json). */
#ifndef RUNNER_JSON_H
#define RUNNER_JSON_H

#include "server.h"

/* Prints `text` as a JSON string; bytes that are no UTF-8 become U+FFFD. */
void json_string(FILE *out, const char *text);

/* An event of a server as one line. Facts print nothing: they may be secret. */
void json_event(FILE *out, const struct server *server, const struct event *event);

/* A server's result as an object without newline; `kind` is its "event" member, or NULL. */
void json_server(FILE *out, const struct server *server, const char *kind);

#endif
