/* Internet addresses and subnets. */
#ifndef LSTACKER_BASE_ADDRESS_H
#define LSTACKER_BASE_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

struct address {
    bool ipv6;
    uint8_t bytes[16]; /* network order; IPv4 uses the first four */
    const char *text;  /* canonical form, RFC 5952 for IPv6 */
};

struct subnet {
    uint32_t base; /* host order, host bits zero */
    int prefix;    /* 0 to 32 */
};

/* Parses an IPv4 or IPv6 address as inet_pton does. False if `text` is none. */
bool address_parse(struct arena *a, const char *text, struct address *out);

/* Why no other machine can reach a host by this address ("a loopback address"), or NULL if one
 * can. */
const char *address_fault(const struct address *address);

/* The same of a subnet that hosts shall have addresses in. */
const char *subnet_fault(struct subnet s);

/* The IPv4 address as a number in host order. */
uint32_t address_number(const struct address *address);

/* "10.0.0.1" for a number in host order. Owned by the arena. */
const char *ipv4_text(struct arena *a, uint32_t number);

/* Parses "10.0.0.0/16". False if `text` is none; `*host_bits` holds those that were set below the
 * prefix (out->base has them cleared). */
bool subnet_parse(struct arena *a, const char *text, struct subnet *out, uint32_t *host_bits);

uint32_t subnet_mask(struct subnet s);
uint32_t subnet_last(struct subnet s); /* the broadcast address */
bool subnet_holds(struct subnet s, uint32_t address);
bool subnets_overlap(struct subnet a, struct subnet b);
const char *subnet_text(struct arena *a, struct subnet s);

#endif
