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

/* What every list begins with; `items` points to structs of one type, as the lists below say. */
struct ast_list {
    struct span at;
    void *items;
    size_t count;
};

struct ast_texts {
    struct span at;
    struct ast_text *items;
    size_t count;
};

struct ast_subnets {
    struct span at;
    struct ast_subnet *items;
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

/* What is passed to a recipe: one value, or several of a list. */
struct ast_param {
    struct ast_text name;
    struct ast_texts values;
    bool secret; /* the value is the name of a secret */
};

struct ast_recipe {
    struct span at;
    struct ast_text name;
    struct ast_param *params;
    size_t count;
    bool incomplete; /* there would be more but for a fault that was reported */
};

struct ast_recipes {
    struct span at;
    struct ast_recipe *items;
    size_t count;
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
    struct ast_number docker;
    struct ast_recipes recipes;
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

/* From `first` to `last`: one number, if they are the same. */
struct ast_range {
    struct span at;
    int first, last;
};

/* Ports of a server that lead to the container. */
struct ast_port {
    struct span at;
    struct ast_range source, target;
    struct ast_number protocol;
    struct ast_subnets from;
    struct ast_address listen;
    struct ast_text device, server;
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
    struct ast_text name, image;
    struct ast_texts server; /* one, or those over which the copies are spread */
    struct ast_nics networks;
    struct ast_address address;
    struct ast_number suffix, count;
    struct ast_ports ports;
    struct ast_limits limits;
    struct ast_pairs config;
    struct ast_texts authorized_keys, compose;
    struct ast_number jump_box, docker;
    struct ast_recipes recipes;
};

struct ast_proxy {
    struct span at;
    struct ast_text http, https;
    struct ast_texts no_proxy;
};

struct ast_tls {
    struct span at;
    struct ast_text certificate, key; /* `key` is the name of a secret */
    struct ast_number self_signed;
};

enum expose_mode { EXPOSE_HTTP, EXPOSE_TCP };

/* How much of it each of several gets. */
struct ast_weight {
    struct ast_text name;
    struct ast_number weight;
};

struct ast_weights {
    struct span at;
    struct ast_weight *items;
    size_t count;
};

/* What the world reaches: by its name (http), or by its port alone (tcp). */
struct ast_expose {
    struct span at;
    struct ast_text name, to, path, check;
    struct ast_texts on;
    struct ast_number port, mode, listen, redirect, max_connections, proxy_protocol, balance;
    struct ast_weights weights;
    struct ast_tls tls;
};

struct ast_dns {
    struct span at;
    struct ast_text on;
    struct ast_addresses forward;
};

enum monitoring_type { MONITORING_PROMETHEUS, MONITORING_CHECKMK };

struct ast_monitoring {
    struct span at;
    struct ast_number type;
    struct ast_text on, network, site, retention;
};

/* Labels of a node of the swarm, or of several. */
struct ast_label {
    struct ast_text node;
    struct ast_pairs pairs;
};

struct ast_labels {
    struct span at;
    struct ast_label *items;
    size_t count;
};

struct ast_swarm {
    struct span at;
    struct ast_text network;
    struct ast_texts managers, workers;
    struct ast_labels labels;
    struct ast_pairs stacks; /* names and paths of compose files */
};

struct ast_secret {
    struct span at;
    struct ast_text name, file, env, command;
};

/* How servers get their bundles: from the master if there is no URL. */
struct ast_bootstrap {
    struct span at;
    struct ast_text pull;
    struct ast_number every;
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
    struct ast_texts include;
    struct ast_proxy proxy;
    struct ast_entries expose;  /* of struct ast_expose */
    struct ast_entries secrets; /* of struct ast_secret */
    struct ast_dns dns;
    struct ast_monitoring monitoring;
    struct ast_swarm swarm;
    struct ast_bootstrap bootstrap;
};

/* The words of choices that sema passes on, by their values; NULL-terminated. */
extern const char *const ast_protocols[], *const ast_datapaths[], *const ast_drivers[],
                                                                      *const ast_monitoring_types[],
                                                                          *const ast_balances[];

/* Types the tree of YAML below `n`. Faults are reported; what remains is returned, never NULL.
 * Values of `defaults` are already copied to the servers and containers that lack them. */
struct ast *ast_read(struct diags *diags, const struct node *n);

#endif
