/* From the text of YAML to its tree, by libyaml. */
#ifndef LSTACKER_FRONT_YAML_H
#define LSTACKER_FRONT_YAML_H

#include "front/trace.h"

/* Bounds that keep time and memory small whatever the input: see docs/language.md. */
enum {
    YAML_MAX_BYTES = 32 * 1024 * 1024,
    YAML_MAX_DEPTH = 64,
    YAML_MAX_NODES = 1000 * 1000,
};

/*
 * Parses the one document of `source`. Faults are reported to `diags`. Returns
 * its root, or NULL after a fault that leaves no tree (syntax, bounds, nothing
 * there). Aliases share the node that they name, so the tree is a DAG without cycles.
 */
struct node *yaml_parse(struct diags *diags, const struct source *source);

/* yaml_parse() of one of several files. The bound on nodes holds for all of them together. */
struct node *yaml_parse_traced(struct diags *diags, const struct source *source, struct trace *t);

#endif
