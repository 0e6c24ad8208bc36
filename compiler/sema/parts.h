/* The parts of sema, in the order in which they run. Each fills its part of the IR. */
#ifndef LSTACKER_SEMA_PARTS_H
#define LSTACKER_SEMA_PARTS_H

#include "base/map.h"
#include "sema/sema.h"

/* Where a container of the IR comes from. */
struct origin {
    const struct ast_container *from;
    long long number; /* 1, or which of `count` */
};

struct sema {
    struct arena *arena;
    struct diags *diags;
    const struct ast *ast;
    struct ir *ir;
    const char *directory;
    struct map networks, servers, containers; /* names -> items of the IR */
    struct map interfaces;                    /* generated names -> what they are made for */
    const struct ir_nic **listed;             /* a container's interface in each network */
    struct origin *origins;                   /* of the IR's containers, in their order */
    struct map key_files;                     /* path -> struct ir_keys *, each read once */
    struct map key_lists;                     /* which files -> struct ir_keys *, all of them */
    size_t key_bytes;                         /* that these take */
};

/* Is the stack small enough to go on? If not, reports it. */
bool sema_check_size(struct sema *s);

void sema_networks(struct sema *s);
void sema_servers(struct sema *s);
void sema_nat(struct sema *s);     /* the NAT bridges' subnets */
void sema_overlay(struct sema *s); /* protocol, MTU, tunnels */
void sema_containers(struct sema *s);
void sema_addresses(struct sema *s); /* of containers, in networks and on NAT bridges */
void sema_ports(struct sema *s);

/* The public keys of `first` (or NULL), followed by those in the files of `paths`, each once. */
struct ir_keys sema_read_keys(struct sema *s, const struct ir_keys *first,
                              const struct ast_texts *paths);

/* Reports a subnet that hosts cannot have addresses in. */
void sema_check_subnet(struct sema *s, const struct ast_subnet *subnet);

/* Reports names that every machine has already. */
void sema_check_name(struct sema *s, const char *name, struct span at);

/* 32 bits of the text, others with another salt. */
uint32_t sema_hash(const char *text, uint32_t salt);

/* A name for a network interface, no other in the stack: `prefix`, then 8 digits. The same stack
 * always gives the same names. */
const char *sema_interface_name(struct sema *s, const char *prefix, const char *of);

#endif
