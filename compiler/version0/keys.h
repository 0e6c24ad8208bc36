/* A file of version 0, typed: every value with its place; nothing resolved yet. */
#ifndef LSTACKER_VERSION0_KEYS_H
#define LSTACKER_VERSION0_KEYS_H

#include "version0/mixed.h"

struct ssh0 {
    struct span at;
    struct ast_text username, private_key_file;
    struct ast_texts public_keys;
};

struct proxy0 {
    struct span at;
    struct ast_number state;
    struct ast_text http_url, https_url;
};

struct lxd0 {
    struct span at;
    struct ast_text password;
};

struct monitoring0 {
    struct span at;
    struct ast_number type;
    struct ast_text server, container, network, name;
};

struct ldap0 {
    struct span at;
    struct ast_text password, domain, organisation;
};

struct salt0 {
    struct span at;
    struct ast_text master;
};

struct centos0 {
    struct span at;
    struct ast_text root_password_default;
};

struct network0 {
    struct entry0 entry;
    struct ast_text network; /* as a subnet: 10.100.0.0/16 */
    struct ast_text domain;
};

struct networks0 {
    struct span at;
    struct list0 names;
    struct ast_text master_switch_server;
    struct network0 *items; /* one for each of `names` */
};

enum distro0 { DISTRO_UBUNTU, DISTRO_CENTOS };

struct container0 {
    struct entry0 entry;
    struct ast_text host;
    struct list0 networks;
    struct ast_number ip_suffix, linux_distro;
    struct ast_text distro_version;
    struct list0 lxd_profiles, recipies;
    const struct server0 *server;
};

struct port0 {
    struct entry0 entry;
    struct ast_text container;
    struct ast_number source_port, target_port;
    struct ast_text source_dev;
    const struct server0 *server;
};

/* What stands below `lstack.NAME` of a server. */
struct hosting0 {
    struct span at;
    struct list0 ports, hosts;
};

struct server0 {
    struct entry0 entry;
    struct ast_number type;
    struct ast_text name; /* `local`: the master itself */
    struct ast_address ip;
    struct ast_number ip_segment;
    struct hosting0 hosting;
    struct container0 *containers; /* one for each of `hosting.hosts` */
    struct port0 *ports;           /* one for each of `hosting.ports` */
};

struct servers0 {
    struct span at;
    struct list0 names;
    struct server0 *items; /* one for each of `names` */
};

struct stack0 {
    struct span at;
    struct ssh0 ssh;
    struct proxy0 proxy;
    struct lxd0 lxd;
    struct monitoring0 monitoring;
    struct ldap0 ldap;
    struct salt0 salt;
    struct centos0 centos;
    struct networks0 networks;
    struct servers0 servers;
};

/* Reads the mapping `n` that stands below `lstack`. Faults are reported. */
void stack0_read(struct reader *r, const struct node *n, struct stack0 *to);

#endif
