/* A resolved stack as it can be compared. */
#ifndef LSTACKER_MAIN_COMPARABLE_H
#define LSTACKER_MAIN_COMPARABLE_H

#include <jansson.h>

/*
 * Changes `stack`, as `show` prints it: takes all places (`at`) out, and puts into each thing what
 * it has from elsewhere, so that a difference there is one of the thing. A container gets the MTU
 * and its networks' VLANs, for example, and a server what its tunnels are like.
 */
void comparable_make(json_t *stack);

#endif
