/* Servers: addresses of their own, and their platform. */
#include <string.h>

#include "sema/parts.h"

static void fill_underlay(struct arena *a, struct ir_underlay *to, const struct ast_underlay *from)
{
    to->interface = from->interface.text;
    to->prefix = (int)from->prefix.value;
    to->gateway = from->gateway.value.text;
    to->nameserver_count = from->nameservers.count;
    to->nameservers = arena_alloc(a, from->nameservers.count * sizeof(const char *));
    for (size_t i = 0; i < from->nameservers.count; i++)
        to->nameservers[i] = from->nameservers.items[i].value.text;
}

/* A relative path counts from the file that names it; the runner counts from the first file. */
static const char *identity(struct sema *s, const struct ast_text *key)
{
    const char *path;

    if (key->at.line == 0 || key->at.source->label == NULL)
        return key->text;
    path = source_label(s->arena, key->at.source, key->text);
    if (strpbrk(path, "%$\"\\") != NULL)
        diag_help(diag_report(
                      s->diags, L0115, key->at,
                      "the path of a private key, `%s`, cannot hold `%%`, `$`, `\"` or `\\`", path),
                  "ssh would read them as something else: rename the directory, or link to it");
    return path;
}

static void fill(struct sema *s, struct ir_server *to, const struct ast_server *from)
{
    *to = (struct ir_server){
        .name = from->name.text,
        .at = from->at,
        .address = from->address.value,
        .platform = &platforms[from->platform.at.line != 0 ? (size_t)from->platform.value
                                                           : PLATFORM_DEFAULT],
        .segment = (int)from->segment.value,
        .local = from->master.value != 0,
        .user = from->ssh.user.text,
        .private_key = identity(s, &from->ssh.private_key),
        .port = (int)from->ssh.port.value,
        .datapath = ast_datapaths[from->datapath.value],
        .storage_driver = ast_drivers[from->storage.driver.value],
        .storage_pool = from->storage.pool.text,
    };
    fill_underlay(s->arena, &to->underlay, &from->underlay);
}

/* `*mixed`: that the families differ is said already. */
static void check_address(struct sema *s, struct map *seen, const struct ast_server *server,
                          bool *mixed)
{
    const struct ast_server *other, *first = s->ast->servers.items;
    struct diag *d;

    if (server->address.at.line == 0)
        return;
    if (address_fault(&server->address.value) != NULL) {
        diag_help(diag_report(s->diags, L0244, server->address.at, "%s is %s",
                              server->address.value.text, address_fault(&server->address.value)),
                  "write the address by which the other servers reach `%s`", server->name.text);
        return;
    }
    other = map_add(seen, server->address.value.text, (void *)server);
    if (other != NULL) {
        d = diag_report(s->diags, L0236, server->address.at,
                        "`%s` and `%s` both have the address %s", other->name.text,
                        server->name.text, server->address.value.text);
        diag_note(d, other->address.at, "`%s` has it here", other->name.text);
        diag_help(d, "each server needs the address that the others reach it by");
    }
    while (first->address.at.line == 0)
        first++;
    if (first->address.value.ipv6 == server->address.value.ipv6 || *mixed)
        return;
    *mixed = true;
    d = diag_report(s->diags, L0237, server->address.at,
                    "`%s` has an IPv%c address, `%s` an IPv%c one", server->name.text,
                    server->address.value.ipv6 ? '6' : '4', first->name.text,
                    first->address.value.ipv6 ? '6' : '4');
    diag_note(d, first->address.at, "the first server's address");
    diag_help(d, "give all servers addresses of one family");
}

static void check_master(struct sema *s, const struct ast_server **master,
                         const struct ast_server *server)
{
    struct diag *d;

    if (server->master.value == 0)
        return;
    if (*master == NULL) {
        *master = server;
        return;
    }
    d = diag_report(s->diags, L0205, server->master.at, "`%s` is the master already",
                    (*master)->name.text);
    diag_note(d, (*master)->master.at, "first said here");
    diag_help(d, "the others are reached over ssh: leave `master` out");
}

/* A network must not hold the address of a server. */
static void check_underlay(struct sema *s, const struct ast_server *server)
{
    const struct ast_network *networks = s->ast->networks.items;

    if (server->address.at.line == 0 || server->address.value.ipv6)
        return;
    for (size_t i = 0; i < s->ast->networks.count; i++) {
        struct diag *d;

        if (networks[i].subnet.at.line == 0 ||
            !subnet_holds(networks[i].subnet.value, address_number(&server->address.value)))
            continue;
        d = diag_report(s->diags, L0233, networks[i].subnet.at,
                        "the subnet of `%s` holds the address of the server `%s`",
                        networks[i].name.text, server->name.text);
        diag_note(d, server->address.at, "%s is in it", server->address.value.text);
        diag_help(d, "networks are virtual: choose a range that the servers are not in");
    }
}

/* A pool that exists has its driver. A default driver is for servers that name no pool. */
static void check_storage(struct sema *s, const struct ast_server *server)
{
    const struct ast_storage *own = &server->storage, *from = &s->ast->defaults.server.storage;
    bool default_driver = span_compare(own->driver.at, from->driver.at) == 0;
    bool default_pool = span_compare(own->pool.at, from->pool.at) == 0;
    struct diag *d;

    if (own->pool.at.line == 0 || own->driver.at.line == 0 || (default_driver && !default_pool))
        return;
    d = diag_report(s->diags, L0210, own->driver.at, "the pool `%s` is used as it is",
                    own->pool.text);
    diag_note(d, own->pool.at, "an existing pool, with the driver that it has");
    diag_help(d, "leave `driver` out, or leave `pool` out to have one made");
}

/* Neither the server nor its gateway has an end of their subnet, and they are two. */
static void check_ends(struct sema *s, const struct ast_server *server)
{
    const struct ast_address *own = &server->address, *both[] = {own, &server->underlay.gateway};
    struct subnet subnet = {.prefix = (int)server->underlay.prefix.value};
    struct diag *d;

    if (both[1]->at.line != 0 && strcmp(own->value.text, both[1]->value.text) == 0) {
        d = diag_report(s->diags, L0236, both[1]->at, "`%s` would be its own gateway",
                        server->name.text);
        diag_note(d, own->at, "its own address");
        diag_help(d, "write the address of the router");
    }
    if (own->value.ipv6 || subnet.prefix > 30)
        return;
    subnet.base = address_number(&own->value) & subnet_mask(subnet);
    for (size_t i = 0; i < sizeof both / sizeof *both; i++) {
        uint32_t number = both[i]->at.line != 0 ? address_number(&both[i]->value) : subnet.base + 1;

        if (!both[i]->value.ipv6 && (number == subnet.base || number == subnet_last(subnet)))
            diag_help(diag_report(s->diags, L0223, both[i]->at, "%s is the %s address of %s",
                                  both[i]->value.text,
                                  number == subnet.base ? "first" : "broadcast",
                                  subnet_text(s->arena, subnet)),
                      "is `prefix` that of the server's own subnet?");
    }
}

/* What cloud-init is to configure must be whole and fit together. */
static void check_connection(struct sema *s, const struct ast_server *server)
{
    const struct ast_underlay *u = &server->underlay;
    const struct address *own = &server->address.value, *via = &u->gateway.value;
    const struct subnet subnet = {.prefix = (int)u->prefix.value};

    if (u->prefix.at.line == 0 && !ast_is_faulty(u->prefix.at) &&
        (u->gateway.at.line != 0 || u->nameservers.at.line != 0)) {
        diag_help(diag_report(s->diags, L0103,
                              u->gateway.at.line != 0 ? u->gateway.at : u->nameservers.at,
                              "without `prefix`, the server is configured by DHCP alone"),
                  "write `prefix: ` and the length of the prefix of the server's own subnet");
        return;
    }
    if (u->prefix.at.line == 0 || server->address.at.line == 0)
        return;
    if (!own->ipv6 && u->prefix.value > 32) {
        diag_help(diag_report(s->diags, L0105, u->prefix.at, "an IPv4 address has no /%lld",
                              u->prefix.value),
                  "it must be from 1 to 32");
        return;
    }
    check_ends(s, server);
    if (u->gateway.at.line == 0)
        return;
    if (own->ipv6 != via->ipv6 ||
        (!own->ipv6 && ((address_number(own) ^ address_number(via)) & subnet_mask(subnet)) != 0))
        diag_help(diag_report(s->diags, L0221, u->gateway.at,
                              "the gateway %s is not in the subnet of the server's address %s/%d",
                              via->text, own->text, subnet.prefix),
                  "check the gateway and `prefix`: a server reaches its gateway directly");
}

const struct ast_server *sema_written_server(const struct sema *s, const struct ir_server *server)
{
    const struct ast_server *first = s->ast->servers.items;

    return &first[server - s->ir->servers];
}

void sema_servers(struct sema *s)
{
    const struct ast_server *from = s->ast->servers.items, *master = NULL;
    struct map seen = {.arena = s->arena};
    bool mixed = false;

    s->ir->server_count = s->ast->servers.count;
    s->ir->servers = arena_alloc(s->arena, s->ir->server_count * sizeof *s->ir->servers);
    for (size_t i = 0; i < s->ir->server_count; i++) {
        fill(s, &s->ir->servers[i], &from[i]);
        (void)map_add(&s->servers, from[i].name.text, &s->ir->servers[i]);
        check_address(s, &seen, &from[i], &mixed);
        sema_check_name(s, from[i].name.text, from[i].at);
        check_master(s, &master, &from[i]);
        check_storage(s, &from[i]);
        check_underlay(s, &from[i]);
        check_connection(s, &from[i]);
    }
}
