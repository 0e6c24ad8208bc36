/* The sections of the language, version 1. */
#ifndef LSTACKER_FRONT_VERSION1_H
#define LSTACKER_FRONT_VERSION1_H

#include "front/table.h"

/* The file as a whole: from here, rows lead to all other sections. */
extern const struct section version1_root;

extern const struct section version1_ssh, version1_network, version1_server, version1_container,
    version1_expose, version1_secret;

#endif
