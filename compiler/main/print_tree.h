/* Prints a tree of nodes as a file of version 1. */
#ifndef LSTACKER_MAIN_PRINT_TREE_H
#define LSTACKER_MAIN_PRINT_TREE_H

#include "base/buf.h"
#include "front/node.h"

/* Appends the sections of `root`, with the remarks of their mappings as comments. That of `root`
 * itself is left to the caller. */
void print_tree(struct buf *out, const struct node *root);

/* Appends `text`, one paragraph a line, as comments indented by so many blanks. */
void print_comment(struct buf *out, const char *text, size_t by);

#endif
