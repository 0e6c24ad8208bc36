/* New files for people to go on with. */
#ifndef LSTACKER_MAIN_NEW_FILE_H
#define LSTACKER_MAIN_NEW_FILE_H

#include "base/buf.h"
#include "base/diag.h"

/* Writes a new file, whole or not at all, and never over another. Returns 0, or -1 with errno. */
int new_file_write(struct arena *a, const char *path, const struct buf *text);

/* Reports why that failed, by errno; `other` says what to do if there is a file already. */
void new_file_report(struct diags *diags, const char *path, const char *other);

#endif
