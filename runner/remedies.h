/* What to do about known causes of failure. */
#ifndef RUNNER_REMEDIES_H
#define RUNNER_REMEDIES_H

/* The remedy for what a server or ssh said, or for the code of an `error` event; NULL: none known.
 */
const char *remedy_for_text(const char *text);
const char *remedy_for_code(const char *code);

#endif
