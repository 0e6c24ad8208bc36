/* What monitoring wants in containers and on servers: shared by the files that say it. */
#ifndef LSTACKER_SEMA_MONITORING_H
#define LSTACKER_SEMA_MONITORING_H

#include "sema/parts.h"

/* Prometheus where the stack's monitoring is, and exporters on all that it can ask. */
void sema_imply_prometheus(struct sema *s);

/* The name of the Checkmk site, which has a name even if there is none. */
const char *sema_checkmk_site(struct sema *s);

/* The site's hosts where it is. The site itself and the agents want to be told what nobody but the
 * user knows: he lists them, and what is missing of them is said. */
void sema_imply_checkmk(struct sema *s);

#endif
