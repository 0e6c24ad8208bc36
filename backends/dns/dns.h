/* Name service: what the recipes `dns` and `names` are given to put in place. */
#ifndef LSTACKER_BACKENDS_DNS_DNS_H
#define LSTACKER_BACKENDS_DNS_DNS_H

#include "base/arena.h"
#include "ir/ir.h"

/* In `named.conf` and in the recipe `dns`: where the files of zones_text() are. */
#define DNS_ZONES "/etc/bind/lstacker"

/*
 * For BIND in `c`, which is `ir->dns.on`. named_text() is its whole named.conf. zones_text() is all
 * files that this names, one after the other: each begins with a line `;; NAME`. Those of zones are
 * `empty`, `localhost` and `db.ZONE`. Both grow with the number of containers, not with that of
 * pairs of them. `ir` must have the hosts of its networks.
 */
const char *named_text(const struct ir *ir, const struct ir_container *c, struct arena *a);
const char *zones_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* Lines for /etc/hosts of `c`: all that are on its networks; or, if these are more than
 * DNS_HOSTS_MOST, those of them that everybody needs. The same for all that are on the same
 * networks. */
enum { DNS_HOSTS_MOST = 100 };
const char *hosts_text(const struct ir *ir, const struct ir_container *c, struct arena *a);

/* Names that mean something in each network of the world, and that no name server outside is asked
 * for. */
extern const char *const dns_private_zones[];
enum { DNS_PRIVATE_ZONES = 22 };

/* The network's zones of addresses, cut where
 * in-addr.arpa has dots: as few as have no address of others. Only those with hosts; sorted. */
struct ir_texts dns_reverse_zones(const struct ir_network *n, struct arena *a);

/* The hosts of the network, sorted by address. */
const struct ir_host *dns_sorted_hosts(const struct ir_network *n, struct arena *a);

/* The zone that has the address of a host of the network, and what the address is called in it. */
const char *dns_reverse_zone(const struct ir_network *n, uint32_t address, struct arena *a);
const char *dns_reverse_label(const struct ir_network *n, uint32_t address, struct arena *a);

#endif
