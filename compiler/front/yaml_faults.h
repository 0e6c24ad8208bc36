/* What is no YAML, and how that is told. */
#ifndef LSTACKER_FRONT_YAML_FAULTS_H
#define LSTACKER_FRONT_YAML_FAULTS_H

#include <yaml.h>

#include "base/diag.h"

/* The place between two marks of libyaml. */
struct span yaml_span(const struct source *s, yaml_mark_t start, yaml_mark_t end);

/* May libyaml read it at all? If not, reports why. */
bool yaml_check_text(struct diags *diags, const struct source *source);

/* Reports why libyaml gave up. Jumps to the arena's `oom` if that was for lack of memory. */
void yaml_report_syntax(struct diags *diags, const struct source *source, const yaml_parser_t *p);

#endif
