/* The parts of sema, in the order in which they run. Each fills its part of the IR. */
#ifndef LSTACKER_SEMA_PARTS_H
#define LSTACKER_SEMA_PARTS_H

#include "base/guest.h"
#include "base/map.h"
#include "front/recipe_files.h"
#include "sema/implied.h"
#include "sema/lock.h"
#include "sema/sema.h"

/* Ports that others have chosen: sshd's, and that of VXLAN (IANA), which Docker's own overlay uses
 * on every node, too (docs.docker.com, "Use overlay networks"). */
enum { SSH_PORT = 22, VXLAN_PORT = 4789 };

/* Where a container of the IR comes from. */
struct origin {
    const struct ast_container *from;
    long long number; /* 1, or which of `count` */
};

/* What one entry of `containers` became. */
struct group {
    struct ir_group all; /* none if its server is not known */
    const struct ast_container *from;
};

/* The servers that a list of the file names, for the containers that are read just now. */
struct spread {
    const struct ast_text *names; /* of the list, which entries may share */
    const struct ir_server **servers;
    bool good; /* all of them are known */
};

/* The compose files of a container, or of several that have them from `defaults`. */
struct compose_list {
    const struct ast_text *from;
    struct ir_composes all;
};

/* Where recipes run: in containers that are alike but for names and addresses, or on a server. */
struct recipe_place {
    const struct ast_recipes *listed;
    struct guest guest;          /* what they run on, as far as it is known */
    const char *title;           /* of that, for messages: "`ubuntu:24.04`" */
    bool unsure;                 /* a fault that was reported may be why it is not known */
    struct span docker, compose; /* what wants Docker there, and its compose; or no place */
    struct implied_list implied; /* what other sections want there */
    struct ir_container *const *containers; /* `count` of them, or: */
    size_t count;
    struct ir_server *server;
};

/* So many subnets for Docker are enough for anybody. */
enum { SEMA_DOCKER_POOLS = 2 };

struct sema {
    struct arena *arena;
    struct diags *diags;
    const struct ast *ast;
    struct lock *lock;
    struct ir *ir;
    struct map networks, servers, containers; /* names -> items of the IR */
    struct map interfaces;                    /* generated names -> what they are made for */
    const struct ir_nic **listed;             /* a container's interface in each network */
    struct spread spread;                     /* see containers.c */
    struct origin *origins;                   /* of the IR's containers, in their order */
    struct map key_files;                     /* path -> struct ir_keys *, each read once */
    struct map key_lists;                     /* which files -> struct ir_keys *, all of them */
    size_t key_bytes;                         /* that these take */
    struct map groups;                        /* names of entries -> struct group * */
    struct map secrets;                       /* names -> whether it is used: see secrets.c */
    struct map ports;                         /* of servers -> who has them */
    struct map led;                        /* "CONTAINER PORT": TCP ports that a server's lead to */
    const struct ir_container *jump_box;   /* the first one, or NULL */
    size_t compared;                       /* names, for suggestions */
    bool jump_box_unknown;                 /* there may be one where something was reported */
    struct map compose_files, stack_files; /* by their paths; by the stacks' names: see compose.h */
    struct trace *compose_trace;           /* of all compose files: bounds their values */
    struct compose_list compose_list;      /* the last one that was read */
    size_t compose_bytes, compose_values;
    struct map certificates; /* by their paths: see certificates.c */
    size_t certificate_bytes;
    struct map found_files; /* paths that were looked for, and are there */
    struct recipe_store recipes;
    struct implied_list *implied, *server_implied; /* of each container, server; or NULL: none */
    struct plan *last_plan;                        /* of recipes, and what it was made for */
    struct recipe_place last_place;
    struct ir_texts recipe_values[RECIPE_VALUES];    /* those that are the same everywhere */
    struct ir_texts docker_pools;                    /* no items: not yet chosen */
    struct subnet docker_subnets[SEMA_DOCKER_POOLS]; /* the same */
};

/* Subnets that Docker may take its networks from. The same ones in the whole stack. */
struct ir_texts sema_docker_pools(struct sema *s);

/* The one that the swarm takes its networks from, none of Docker's: the nodes have both. Prefix 0:
 * all are taken. */
struct subnet sema_swarm_pool(struct sema *s);

/* Is the stack small enough to go on? If not, reports it. */
bool sema_check_size(struct sema *s);

void sema_networks(struct sema *s);
void sema_servers(struct sema *s);
void sema_nat(struct sema *s);     /* the NAT bridges' subnets */
void sema_overlay(struct sema *s); /* protocol, MTU, tunnels */
void sema_containers(struct sema *s);
void sema_addresses(struct sema *s);     /* of containers, in networks */
void sema_nat_addresses(struct sema *s); /* of containers, on NAT bridges */
void sema_ports(struct sema *s);
void sema_former(struct sema *s);  /* containers that were moved; after NAT addresses */
void sema_secrets(struct sema *s); /* before all that uses them */
void sema_proxy(struct sema *s);
void sema_jump_boxes(struct sema *s); /* after ports */
void sema_swarm(struct sema *s);
void sema_expose(struct sema *s); /* after jump-boxes and swarm */
void sema_dns(struct sema *s);
void sema_dns_clients(struct sema *s); /* what it implies; the name server is good */
void sema_monitoring(struct sema *s);
void sema_expose_stats(struct sema *s); /* of haproxy; after monitoring */
/* Recipes, compose files, bootstrap: what runs in containers and on servers; after all that imply
 * some. */
void sema_services(struct sema *s);
void sema_published(struct sema *s);      /* ports of Docker; after expose */
void sema_unused_secrets(struct sema *s); /* last of those that use them */
void sema_unbuilt(struct sema *s);        /* what no backend makes anything of */

/* What the file says of the server. */
const struct ast_server *sema_written_server(const struct sema *s, const struct ir_server *server);

/* How many containers the entry stands for: see `count`. */
size_t sema_copies(const struct ast_container *from);

/* What `name` stands for; NULL if there is no such thing, or the name was not written. Reported,
 * unless it may be among entries that were reported and left out. */
struct ir_server *sema_find_server(struct sema *s, const struct ast_text *name);
struct ir_network *sema_find_network(struct sema *s, const struct ast_text *name);

/* The same for containers: one, or those of `count`. False if there is none. */
bool sema_find_group(struct sema *s, const struct ast_text *name, struct ir_group *out);

/* The same where a server may be meant, too, which is returned; or NULL. */
const struct ir_server *sema_find_node(struct sema *s, const struct ast_text *name,
                                       struct ir_group *out);

/* The same where it must be one. */
const struct ir_container *sema_find_container(struct sema *s, const struct ast_text *name);

/* The container's interface in the network, or NULL. */
const struct ir_nic *sema_nic(const struct ir_container *c, const struct ir_network *n);

/* Adds to `d` which of `count` names may have been meant: see front/suggest.h. False if none, or if
 * so much was compared already that it would take long. */
bool sema_suggest(struct sema *s, struct diag *d, const char *name, size_t count,
                  const char *(*name_at)(const void *context, size_t i), const void *context);

/* The texts without their places. */
struct ir_texts sema_texts(struct sema *s, const struct ast_texts *from);

/* The image as the container manager of the platform calls it. */
const char *sema_image(struct sema *s, const struct ast_text *image,
                       const struct platform *platform);

/* Marks the secret as used; reports one that is not defined. Returns its name. */
const char *sema_use_secret(struct sema *s, const struct ast_text *name);

/* Resolves the recipes of the place, and fills them in. */
void sema_recipes(struct sema *s, const struct recipe_place *place);

/* The compose files, read: of a container by their paths, of a swarm by names and paths. */
struct ir_composes sema_composes(struct sema *s, const struct ast_texts *paths);
struct ir_composes sema_stacks(struct sema *s, const struct ast_pairs *stacks);

/* Finds the service that STACK/SERVICE means, its port, and the nodes that pass it on. False if
 * there is none: reported here, or where the fault is. */
bool sema_find_service(struct sema *s, const struct ast_expose *from, struct ir_expose *to);

/* Gives the nodes of the swarm, known by their names, their labels. `complete`: all that the user
 * meant are among them. */
void sema_swarm_labels(struct sema *s, const struct map *nodes, bool complete);

/* What the container manager takes for true in its configuration. */
bool sema_is_true(const char *value);

/* May Docker run in the container? */
bool sema_nests(const struct ir_container *c);

/* Is the UDP port of the tunnels what the user meant? */
bool sema_overlay_port_known(const struct sema *s);

/* Is a container's value, or that it has none, what the user meant? `preset` is its default. */
bool sema_is_known(const struct sema *s, struct span own, struct span preset);

/* Are the container's networks those that the user meant? Not if one of them was reported. */
bool sema_networks_known(const struct sema *s, const struct ir_container *c);

/* Does a port of a server lead to this TCP port of the container? */
bool sema_leads_to(struct sema *s, const struct ir_container *c, int port);

/* Reports a file that is not there. */
void sema_check_file(struct sema *s, const struct ast_text *path);

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
