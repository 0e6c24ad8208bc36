/* The stack, resolved: every name bound, every default filled in, every address assigned. */
#ifndef LSTACKER_IR_IR_H
#define LSTACKER_IR_IR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/address.h"
#include "base/platform.h"
#include "base/source.h"

/*
 * Made once by sema and never changed afterwards: backends get it as const.
 * Arrays keep the order of the file. Every item has the place that it comes from.
 */

struct ir_texts {
    const char **items;
    size_t count;
};

/* A text that a backend makes of the whole stack, for a recipe: see backends/texts.h. */
enum ir_text {
    IR_TEXT_NONE,
    IR_TEXT_HAPROXY,    /* haproxy.cfg */
    IR_TEXT_NAMED,      /* named.conf */
    IR_TEXT_ZONES,      /* all zone files */
    IR_TEXT_HOSTS,      /* lines for /etc/hosts */
    IR_TEXT_PROMETHEUS, /* prometheus.yml */
    IR_TEXT_ALERTS,     /* Prometheus' rules */
    IR_TEXT_CHECKMK,    /* hosts of a Checkmk site */
    IR_TEXT_COUNT,
};

/* What a recipe gets for one of its parameters: a secret, or a text, or one value, or a list of
 * them. */
struct ir_param {
    const char *name;
    const char *secret; /* name of the secret, or NULL */
    enum ir_text text;  /* or none */
    bool list;
    struct ir_texts values;
};

/* A port on which what a recipe installs answers. */
struct ir_recipe_port {
    const char *name;
    int number;
    bool udp;
};

struct ir_recipe {
    const char *name;        /* of the file: another one's old name is resolved */
    struct span at;          /* where it is listed, or where what needs it is */
    const char *text;        /* the file */
    const char *platforms;   /* that it is written for, separated by blanks */
    const char *digest;      /* SHA-256 of the file and the parameters, but for texts; in hex */
    int limit;               /* seconds that it may take */
    bool data;               /* its undo loses data */
    bool early;              /* on a server, it runs before all else */
    struct ir_param *params; /* all that it declares: what is not written has its default */
    size_t count;
    struct ir_recipe_port *ports;
    size_t port_count;
};

/* In the order in which they run: what is needed comes before what needs it. */
struct ir_recipes {
    struct ir_recipe *items;
    size_t count;
};

/* A file that goes to where a compose file is used. */
struct ir_file {
    const char *path; /* as the compose file says it: relative, never upwards */
    const char *text;
    size_t len;
    bool executable;
};

/* A port that a service of a compose file is reached at from outside. */
struct ir_published {
    const char *service;
    int port, target;   /* port 0: Docker chooses */
    const char *listen; /* the address that it is bound to; NULL: all */
    bool udp, host;     /* host: on the nodes that run it only */
    bool placed;        /* which are not all of them */
    struct span at;     /* in the compose file */
};

/* A value of a compose file, as it is written there. */
struct ir_value {
    enum { IR_WORD, IR_TEXT, IR_LIST, IR_MAP } kind; /* a word is a scalar without quotes */
    const char *text;                                /* of a scalar; else NULL */
    struct ir_value *items;                          /* of a map: keys and values in turn */
    size_t count;                                    /* of items */
};

/* A compose file and what it needs: of a container, or a stack of a swarm. */
struct ir_compose {
    const char *name;      /* of the project or the stack */
    const char *path;      /* as written in lstacker.yaml */
    struct span at;        /* where lstacker.yaml names it */
    const char *digest;    /* SHA-256 of all files, in hex */
    struct ir_file *files; /* the first one is the compose file itself */
    size_t file_count;
    struct ir_published *ports;
    size_t port_count;
    struct ir_texts services;    /* that run: none of those with `profiles` */
    struct ir_texts networks;    /* that it makes, `default` included: not the external ones */
    struct ir_texts configs;     /* those that it makes of files */
    struct ir_texts secrets;     /* of a stack of a swarm: those of `secrets` that it uses */
    struct ir_texts secret_keys; /* what the compose file calls each of these */
    struct ir_value *network_values, *config_values; /* what a stack says of each of those */
};

struct ir_composes {
    struct ir_compose *items;
    size_t count;
};

struct ir_key {       /* a public key that may log in */
    const char *text; /* one line, without its newline */
    struct span at;
};

struct ir_keys {
    struct ir_key *items;
    size_t count;
};

struct ir_overlay {
    struct span at;
    const char *protocol; /* "vxlan" or "gre" */
    bool star;            /* all tunnels lead to `hub` */
    const struct ir_server *hub;
    int underlay_mtu;
    bool has_key;
    int key;      /* VNI of VXLAN, key of GRE */
    int dst_port; /* UDP port of VXLAN; 0: GRE has none */
    int mtu;      /* of the containers' interfaces */
};

/* A container as it is on a network. */
struct ir_host {
    const struct ir_container *container;
    const struct ir_nic *nic;
};

struct ir_network {
    const char *name;
    struct span at;
    struct subnet subnet;
    const char *domain; /* NULL if it has none */
    const char *zone;   /* of its hosts' full names: the domain, else the name */
    int vlan;
    size_t members;              /* containers on it */
    const struct ir_host *hosts; /* these; NULL if there is no name server */
};

/* A tunnel from one server to another. */
struct ir_peer {
    const struct ir_server *server;
    const char *port; /* name of the interface, at most 15 bytes */
};

/* How a server is connected, for its cloud-init; all zero: by DHCP. */
struct ir_underlay {
    const char *interface; /* NULL: whatever card there is */
    int prefix;            /* 0: DHCP */
    const char *gateway;   /* NULL: none */
    const char **nameservers;
    size_t nameserver_count;
};

/* A port of a server, and the container that it leads to. */
struct ir_lead {
    const struct ir_port *port;
    const struct ir_container *to;
};

struct ir_leads {
    struct ir_lead *items;
    size_t count;
};

struct ir_server {
    const char *name;
    struct span at;
    struct address address;
    struct ir_underlay underlay;
    const struct platform *platform;
    int segment;
    bool local;              /* the master itself */
    const char *user;        /* NULL: as the user's ssh says */
    const char *private_key; /* NULL: as the user's ssh says */
    int port;                /* 0: as the user's ssh says */
    const char *datapath;    /* "system" or "netdev" */
    const char *storage_driver;
    const char *storage_pool; /* an existing pool, or NULL */
    struct subnet nat_subnet;
    uint32_t nat_address; /* of the server on its NAT bridge */
    struct ir_peer *peers;
    size_t peer_count;
    struct ir_container **containers;
    size_t container_count;
    const struct ir_container **former; /* that were on it and are on other servers now */
    size_t former_count;
    struct ir_leads ports;     /* its own, wherever the containers are */
    struct ir_leads relayed;   /* those of other servers that lead to its containers */
    bool docker;               /* Docker runs on it */
    struct ir_recipes recipes; /* what is installed on it */
};

/* An interface of a container in a network: eth1, eth2, ... */
struct ir_nic {
    const struct ir_network *network;
    const char *device;    /* in the container */
    const char *host_name; /* on the server, at most 15 bytes */
    uint32_t address;
    struct span at;
};

/* Ports `first` to `last` of a server that lead to as many of a container, from `target` on. */
struct ir_port {
    const struct ir_server *server;
    int first, last, target;
    bool udp;
    struct subnet *from; /* who may use it; none: all */
    size_t from_count;
    const char *listen, *device; /* NULL: any */
    struct span at;
};

struct ir_setting {
    const char *key, *value;
};

struct ir_container {
    const char *name;
    struct span at;
    const struct ir_server *server;
    const char *image; /* as the container manager takes it */
    uint32_t nat_address;
    const char *nat_host_name; /* of the server's end of eth0: see IR_NAT_PORTS */
    struct ir_nic *nics;
    size_t nic_count;
    struct ir_port *ports;
    size_t port_count;
    struct ir_setting *config; /* limits included, sorted by key */
    size_t config_count;
    struct ir_keys keys; /* those of `ssh` and its own */
    bool jump_box, docker;
    struct ir_composes compose;
    struct ir_recipes recipes;
};

/* Containers that one name of the file stands for: one, or those of `count`. */
struct ir_group {
    struct ir_container **items;
    size_t count;
};

/* Something that the world reaches through haproxy. */
struct ir_expose {
    const char *name; /* the host name; in mode tcp, a name only */
    struct span at;
    bool tcp;
    struct ir_group to;               /* the nodes of the swarm, if a service of it is meant: */
    const char *service;              /* STACK/SERVICE, or NULL */
    const struct ir_network *network; /* over which haproxy reaches them */
    const struct ir_container **on;   /* where haproxy runs */
    size_t on_count;
    int port, listen;
    const char *path;                          /* "/" if none is written */
    const char *check;                         /* NULL: that it takes connections */
    const char *certificate, *certificate_key; /* path, name of a secret; or NULL */
    bool self_signed, redirect, proxy_protocol;
    int max_connections; /* to each, at a time; 0: no limit */
    int *weights;        /* of `to`, 0 to 256; NULL: all alike */
    const char *balance; /* how haproxy calls it */
    const char *chain;   /* the certificates themselves, PEM; NULL: none is given */
};

struct ir_dns {
    const struct ir_container *on; /* NULL: there is none */
    struct ir_texts forward;
    const struct ir_container *jump_box; /* the first one, or NULL */
    struct span at;
};

struct ir_monitoring {
    const char *type;              /* "prometheus" or "checkmk" */
    const struct ir_container *on; /* NULL: there is none */
    const struct ir_network *network;
    const char *site, *retention;
    struct span at;
};

/* A node of Docker Swarm: a container or a server. */
struct ir_node {
    const struct ir_container *container; /* or NULL: */
    const struct ir_server *server;       /* itself, or the container's */
    bool manager;
    struct ir_setting *labels; /* `lstacker.server` and those written, sorted by key */
    size_t label_count;
    struct span at;
};

struct ir_swarm {
    struct ir_node *nodes; /* managers first */
    size_t count;
    const struct ir_network *network; /* NULL: the servers' own */
    struct subnet pool;               /* of its networks; prefix 0: as Docker chooses */
    struct ir_composes stacks;
    struct span at;
};

/* Where a secret comes from: the value itself is known to the runner alone. */
struct ir_secret {
    const char *name;
    const char *source; /* "file", "env" or "command" */
    const char *value;
    struct span at;
};

struct ir_proxy {
    const char *http, *https; /* NULL: none */
    struct ir_texts no_proxy; /* as written */
    struct ir_texts direct;   /* all that is reached without it: what is the stack's own, too */
    struct span at;
};

struct ir_bootstrap {
    const char *pull; /* NULL: the master pushes */
    int every;        /* minutes; 0: once */
    struct span at;
};

struct ir {
    const char *name;
    const char *file; /* name of the input without its directory */
    struct span at;
    const char *user;    /* in containers and bootstrapped servers */
    struct ir_keys keys; /* those of `ssh` */
    struct ir_overlay overlay;
    struct ir_network *networks;
    size_t network_count;
    struct ir_server *servers;
    size_t server_count;
    struct ir_container *containers;
    size_t container_count;
    struct ir_proxy proxy;
    struct ir_expose *exposes;
    size_t expose_count;
    const struct ir_network *stats; /* that alone sees haproxy's statistics; NULL: nobody does */
    struct ir_dns dns;
    struct ir_monitoring monitoring;
    struct ir_swarm swarm;
    struct ir_secret *secrets;
    size_t secret_count;
    struct ir_bootstrap bootstrap;
};

/* Ports at which is asked how things are. */
enum {
    IR_METRICS_HAPROXY = 8404, /* of `expose`: /metrics, at the address in monitoring's network */
    IR_METRICS_PROMETHEUS = 9090, /* what its recipe has if it is told nothing */
    IR_METRICS_NODE = 9100,       /* of the recipe node-exporter: the same */
    IR_METRICS_DOCKER = 9323,     /* as docs.docker.com, "Collect Docker metrics", has it */
};

/* Names of what LStacker makes on a server. */
#define IR_BRIDGE     "br-lstacker" /* the Open vSwitch bridge */
#define IR_NAT_BRIDGE "lstackerbr0" /* the bridge of the containers' eth0 */
#define IR_NAT_PORTS  "ls*"         /* the bridge's ports; no other bridge of Linux has such */
#define IR_POOL       "lstacker"    /* the storage pool */
#define IR_PROFILE    "lstacker"    /* the profile */

#endif
