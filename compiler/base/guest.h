/* The table of distributions that containers are made of. */
#ifndef LSTACKER_BASE_GUEST_H
#define LSTACKER_BASE_GUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct guest_release {
    const char *code, *number; /* `noble` is 24.04 */
};

struct guest_family {
    const char *name;   /* as recipes and directories of them call it */
    const char *title;  /* for messages */
    const char *folder; /* of its images on the image server of the container managers */
    const char
        *image; /* one of them, as a stack may name it; NULL: LStacker ships no recipe for it */
    const struct guest_release *releases; /* those with code names, ended by an empty row */
};

/* Ended by a row without name. */
extern const struct guest_family guest_families[];
extern const size_t guest_family_count;

/* What a container runs on, as far as the name of its image tells. */
struct guest {
    const struct guest_family *family; /* NULL: not known */
    const char *release;               /* a number, or NULL: not known */
    const char *platform;              /* `debian-12`, the family alone, or NULL */
};

/* What is in the image, by its name for the container manager: `ubuntu:24.04`,
 * `images:debian/bookworm/cloud`. Of others, and of `local:` ones, nothing is known. */
struct guest guest_of_image(struct arena *a, const char *image);

/* The same of a platform: `debian-12`, or a family alone. */
struct guest guest_of_platform(struct arena *a, const char *platform);

/* May what is written for `platform` (`debian-12`, a family, or `any`) run on `guest`? Also true if
 * too little is known of that. */
bool guest_suits(const struct guest *guest, const char *platform);

#endif
