/* What the user wrote, typed, every value with its place; nothing resolved yet. */
#ifndef LSTACKER_FRONT_AST_H
#define LSTACKER_FRONT_AST_H

#include "base/address.h"
#include "front/node.h"

/*
 * Every value begins with its span; a span with line 0 means: not written, or
 * written so wrongly that it was reported and left out. (A missing required
 * value was reported, too, so later stages pass over it in silence.)
 */
struct ast_text {
    struct span at;
    const char *text;
};

/* Was the value written, but wrongly? Then its span has a source and no line, and later stages do
 * not complain that it is not there. */
static inline bool ast_is_faulty(struct span at)
{
    return at.source != NULL && at.line == 0;
}

struct ast_number {
    struct span at;
    long long value; /* booleans: 0 or 1; choices: index into the list of words */
};

struct ast_address {
    struct span at;
    struct address value;
};

struct ast_subnet {
    struct span at;
    struct subnet value;
};

struct ast_texts {
    struct span at;
    struct ast_text *items;
    size_t count;
};

/* What every struct in `ast_entries` begins with. */
struct ast_entry {
    struct span at;
    struct ast_text name;
};

/* A mapping of names holds so many at most: no stack comes near. */
enum { MAX_ENTRIES = 100 * 1000 };

/* Entries of a mapping whose keys are names: `items` is an array of structs of one type. */
struct ast_entries {
    struct span at;
    void *items;
    size_t count;
    bool incomplete; /* there would be more but for a fault that was reported */
};

struct ast_ssh {
    struct span at;
    struct ast_text user, private_key;
    struct ast_number port;
    struct ast_texts authorized_keys;
};

enum protocol { PROTOCOL_VXLAN, PROTOCOL_GRE };
enum topology { TOPOLOGY_MESH, TOPOLOGY_STAR };

/* Value of `key: none`: the tunnels carry no key. */
enum { KEY_NONE = -1 };

struct ast_overlay {
    struct span at;
    struct ast_number protocol, topology, underlay_mtu, key, dst_port;
    struct ast_text hub;
};

struct ast_network {
    struct span at;
    struct ast_text name;
    struct ast_subnet subnet;
    struct ast_text domain;
    struct ast_number vlan;
};

enum datapath { DATAPATH_SYSTEM, DATAPATH_NETDEV };

struct ast_storage {
    struct span at;
    struct ast_text pool;
    struct ast_number driver;
};

struct ast_addresses {
    struct span at;
    struct ast_address *items;
    size_t count;
};

struct ast_underlay {
    struct span at;
    struct ast_text interface;
    struct ast_number prefix;
    struct ast_address gateway;
    struct ast_addresses nameservers;
};

struct ast_server {
    struct span at;
    struct ast_text name;
    struct ast_address address;
    struct ast_number platform, segment, master, datapath;
    struct ast_storage storage;
    struct ast_underlay underlay;
    struct ast_subnet nat_subnet;
    struct ast_ssh ssh;
};

/* One network of a container, with the address it shall have there, if given. */
struct ast_nic {
    struct ast_text network;
    struct ast_address address;
};

struct ast_nics {
    struct span at;
    struct ast_nic *items;
    size_t count;
};

struct ast_port {
    struct span at;
    int source, target;
    bool udp;
};

struct ast_ports {
    struct span at;
    struct ast_port *items;
    size_t count;
};

struct ast_pair {
    struct ast_text key, value;
};

struct ast_pairs {
    struct span at;
    struct ast_pair *items;
    size_t count;
};

struct ast_limits {
    struct span at;
    struct ast_text memory, cpu;
    struct ast_number processes;
};

struct ast_container {
    struct span at;
    struct ast_text name, server, image;
    struct ast_nics networks;
    struct ast_address address;
    struct ast_number suffix, count;
    struct ast_ports ports;
    struct ast_limits limits;
    struct ast_pairs config;
    struct ast_texts authorized_keys;
};

struct ast_defaults {
    struct span at;
    struct ast_container container;
    struct ast_server server;
};

struct ast {
    struct span at;
    struct ast_number version;
    struct ast_text name;
    struct ast_ssh ssh;
    struct ast_overlay overlay;
    struct ast_entries networks; /* of struct ast_network */
    struct ast_entries servers;  /* of struct ast_server */
    struct ast_defaults defaults;
    struct ast_entries containers; /* of struct ast_container */
};

/* The words of choices, in the order of their values; NULL-terminated. */
extern const char *const ast_datapaths[], *const ast_drivers[];

/* Types the tree of YAML below `n`. Faults are reported; what remains is returned, never NULL.
 * Values of `defaults` are already copied to the servers and containers that lack them. */
struct ast *ast_read(struct diags *diags, const struct node *n);

#endif
