/* The table of server platforms: all that differs between them. */
#ifndef LSTACKER_BASE_PLATFORM_H
#define LSTACKER_BASE_PLATFORM_H

#include <stddef.h>

/* Sources of the facts: packages.debian.org, packages.ubuntu.com; Debian 12 was tried in the lab.
 */
struct platform {
    const char *name;
    const char *title;  /* for documentation */
    const char *client; /* command of the container manager */
    const char *const
        *packages; /* `PACKAGE[:UNIT]...` for the runtime's pkg_set; NULL-terminated */
    const char *const *cloud_packages; /* the same, as cloud-init's `packages:` wants them */
    const char *image_ubuntu;          /* what `ubuntu/X` means: this and X */
    const char *image_debian, *image_debian_end; /* what `debian/X` means: X between these */
};

/* Index of the platform of servers that say none. */
enum { PLATFORM_DEFAULT = 2 };

extern const struct platform platforms[];
extern const size_t platform_count;
extern const char *const platform_names[]; /* in the order of `platforms`, NULL-terminated */

#endif
