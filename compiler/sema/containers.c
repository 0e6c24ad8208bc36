/* Containers: bound to their server, networks and image; `count` expanded. */
#include <stdlib.h>
#include <string.h>

#include "sema/parts.h"

/* A container's own settings in the container manager's words. */
enum { OWN_SETTINGS = 6 };

/* A container passes no packets on, unless its settings say so: the kernel gives it what its server
 * has, which does. Docker turns it on for itself, and drops what is not its own just because it was
 * off before. */
#define FORWARDING "linux.sysctl.net.ipv4.ip_forward"

/* Characters of a label: RFC 1035, 2.3.4. */
enum { MAX_NAME = 63 };

/* The container's interfaces, without addresses. */
static void bind_networks(struct sema *s, const struct ast_container *c, struct ir_container *to)
{
    /* The interfaces by their networks; empty again at the end. */
    if (s->listed == NULL)
        s->listed = arena_alloc(s->arena, s->ir->network_count * sizeof *s->listed);
    to->nics = arena_alloc(s->arena, c->networks.count * sizeof *to->nics);
    for (size_t i = 0; i < c->networks.count; i++) {
        const struct ast_text *name = &c->networks.items[i].network;
        const struct ir_network *network = sema_find_network(s, name);
        const struct ir_nic *twin;

        if (network == NULL)
            continue;
        twin = s->listed[network - s->ir->networks];
        if (twin != NULL) {
            struct diag *d = diag_report(s->diags, L0203, name->at,
                                         "the network `%s` is listed twice", name->text);

            diag_note(d, twin->at, "first listed here");
            diag_help(d, "remove one of the two");
            continue;
        }
        s->listed[network - s->ir->networks] = &to->nics[to->nic_count];
        to->nics[to->nic_count++] = (struct ir_nic){.network = network, .at = name->at};
    }
    for (size_t i = 0; i < to->nic_count; i++)
        s->listed[to->nics[i].network - s->ir->networks] = NULL;
}

/* Interfaces of its own for one of several containers. */
static void copy_interfaces(struct sema *s, struct ir_container *c, const struct ir_container *from)
{
    const char *prefix = sema_interface_name(s, "ls", c->name);

    c->nat_host_name = arena_printf(s->arena, "%s-0", prefix);
    c->nics = arena_alloc(s->arena, from->nic_count * sizeof *c->nics);
    c->nic_count = from->nic_count;
    for (size_t i = 0; i < c->nic_count; i++) {
        c->nics[i] = from->nics[i];
        c->nics[i].device = arena_printf(s->arena, "eth%zu", i + 1);
        c->nics[i].host_name = arena_printf(s->arena, "%s-%zu", prefix, i + 1);
        ((struct ir_network *)c->nics[i].network)->members++;
    }
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct ir_setting *)a)->key, ((const struct ir_setting *)b)->key);
}

static bool has_setting(const struct ast_container *c, const char *key)
{
    for (size_t i = 0; i < c->config.count; i++)
        if (strcmp(c->config.items[i].key.text, key) == 0)
            return true;
    return false;
}

static void collect_settings(struct sema *s, const struct ast_container *c, struct ir_container *to)
{
    size_t n = 0;

    to->config = arena_alloc(s->arena, (c->config.count + OWN_SETTINGS) * sizeof *to->config);
    for (size_t i = 0; i < c->config.count; i++)
        to->config[n++] =
            (struct ir_setting){c->config.items[i].key.text, c->config.items[i].value.text};
    to->config[n++] = (struct ir_setting){"boot.autostart", "true"};
    if (c->docker.value != 0 && !has_setting(c, "security.nesting"))
        to->config[n++] = (struct ir_setting){"security.nesting", "true"};
    if (to->nic_count > 1 && !has_setting(c, FORWARDING))
        to->config[n++] = (struct ir_setting){FORWARDING, "0"};
    if (c->limits.memory.at.line != 0)
        to->config[n++] = (struct ir_setting){"limits.memory", c->limits.memory.text};
    if (c->limits.cpu.at.line != 0)
        to->config[n++] = (struct ir_setting){"limits.cpu", c->limits.cpu.text};
    if (c->limits.processes.at.line != 0)
        to->config[n++] = (struct ir_setting){
            "limits.processes", arena_printf(s->arena, "%lld", c->limits.processes.value)};
    qsort(to->config, n, sizeof *to->config, by_key);
    to->config_count = n;
}

static void claim_name(struct sema *s, struct ir_container *c)
{
    const struct ir_container *other = map_add(&s->containers, c->name, c);
    const struct ir_server *server = map_get(&s->servers, c->name);
    struct diag *d;

    if (server != NULL) {
        d = diag_report(s->diags, L0204, c->at, "`%s` is the name of a server, too", c->name);
        diag_note(d, server->at, "the server");
        diag_help(d, "rename one of them: both are reached by name");
    }
    if (other == NULL)
        return;
    d = diag_report(s->diags, L0204, c->at, "there would be two containers `%s`", c->name);
    diag_note(d, other->at, "the other comes from here");
    diag_help(d, "rename one of them");
}

/* The image for a server's container manager: that of the container before on the same server. */
static const char *image_on(struct sema *s, const struct ast_container *from, long long number,
                            const struct ir_server *server)
{
    if ((size_t)number > from->server.count)
        return s->ir->containers[s->ir->container_count - from->server.count].image;
    return sema_image(s, &from->image, server->platform);
}

/* One container, or the `number`-th of several; `pattern` holds what they have in common. Which of
 * the servers it is on follows from its number alone, so more of them move none. */
static void add_container(struct sema *s, const struct ast_container *from, long long number,
                          const struct ir_container *pattern)
{
    struct ir_container *to = &s->ir->containers[s->ir->container_count];

    *to = *pattern;
    to->server = s->spread.servers[(size_t)(number - 1) % from->server.count];
    to->image = image_on(s, from, number, to->server);
    if (from->count.at.line != 0)
        to->name = arena_printf(s->arena, "%s-%lld", from->name.text, number);
    claim_name(s, to);
    if (number == 1)
        sema_check_name(s, to->name, to->at);
    copy_interfaces(s, to, pattern);
    s->origins[s->ir->container_count++] = (struct origin){from, number};
}

/* The last of several has the longest name. */
static void check_length(struct sema *s, const struct ir_container *c)
{
    if (strlen(c->name) > MAX_NAME)
        diag_help(diag_report(s->diags, L0208, c->at, "the name `%s` has more than %d characters",
                              c->name, MAX_NAME),
                  "choose a shorter one");
}

size_t sema_copies(const struct ast_container *from)
{
    return from->count.at.line != 0 ? (size_t)from->count.value : 1;
}

/* The servers of the entry, in the order of its list. Those of `defaults` are looked at once. */
static bool find_servers(struct sema *s, const struct ast_texts *names)
{
    struct spread *spread = &s->spread;
    struct map seen = {.arena = s->arena};

    if (names->items == spread->names)
        return spread->good;
    spread->names = names->items;
    spread->servers = arena_alloc(s->arena, names->count * sizeof(struct ir_server *));
    spread->good = names->count > 0;
    for (size_t i = 0; i < names->count; i++) {
        const struct ast_text *name = &names->items[i], *twin;
        struct diag *d;

        spread->servers[i] = sema_find_server(s, name);
        spread->good = spread->good && spread->servers[i] != NULL;
        twin = map_add(&seen, name->text, (void *)name);
        if (twin == NULL)
            continue;
        d = diag_report(s->diags, L0480, name->at, "the server `%s` is listed twice", name->text);
        diag_note(d, twin->at, "first listed here");
        diag_help(d, "list each server once: the containers are spread over them in turn");
    }
    return spread->good;
}

/* One container is on one server. */
static void check_spread(struct sema *s, const struct ast_container *from)
{
    bool preset = span_compare(from->server.at, s->ast->defaults.container.server.at) == 0;

    if (from->server.count > 1 && from->count.at.line == 0 && !ast_is_faulty(from->count.at))
        diag_help(diag_report(s->diags, L0481, preset ? from->at : from->server.at,
                              "`%s` is one container, but has %zu servers", from->name.text,
                              from->server.count),
                  "write `count: %zu` for one on each, or name one server", from->server.count);
}

static void add_containers(struct sema *s, const struct ast_container *from)
{
    struct ir_container pattern = {.name = from->name.text, .at = from->at};
    long long copies = (long long)sema_copies(from);
    bool found = find_servers(s, &from->server);

    check_spread(s, from);
    bind_networks(s, from, &pattern);
    pattern.keys = sema_read_keys(s, &s->ir->keys, &from->authorized_keys);
    if (!found)
        return;
    pattern.jump_box = from->jump_box.value != 0;
    pattern.docker = from->docker.value != 0;
    collect_settings(s, from, &pattern);
    for (long long n = 1; n <= copies; n++)
        add_container(s, from, n, &pattern);
    check_length(s, &s->ir->containers[s->ir->container_count - 1]);
}

/* Gives every server the list of its containers. */
static void assign_to_servers(struct sema *s)
{
    for (size_t i = 0; i < s->ir->container_count; i++)
        ((struct ir_server *)s->ir->containers[i].server)->container_count++;
    for (size_t i = 0; i < s->ir->server_count; i++) {
        struct ir_server *server = &s->ir->servers[i];

        server->containers =
            arena_alloc(s->arena, server->container_count * sizeof(struct ir_container *));
        server->container_count = 0;
    }
    for (size_t i = 0; i < s->ir->container_count; i++) {
        struct ir_server *server = (struct ir_server *)s->ir->containers[i].server;

        server->containers[server->container_count++] = &s->ir->containers[i];
    }
}

static void warn_lacking(struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;
    struct map used = {.arena = s->arena};

    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors > 0)
        return;
    for (size_t i = 0; i < s->ast->containers.count; i++)
        for (size_t j = 0; j < from[i].networks.count; j++)
            (void)map_add(&used, from[i].networks.items[j].network.text, s);
    for (size_t i = 0; i < s->ir->network_count; i++)
        if (s->ir->networks[i].name != NULL && map_get(&used, s->ir->networks[i].name) == NULL)
            diag_help(diag_report(s->diags, L0207, s->ir->networks[i].at,
                                  "no container is on the network `%s`", s->ir->networks[i].name),
                      "put one on it, or remove it");
    for (size_t i = 0; i < s->ir->container_count; i++)
        if (s->ir->containers[i].keys.count == 0) {
            diag_help(diag_report(s->diags, L0304, s->ir->containers[i].at,
                                  "no public key may log in to `%s`", s->ir->containers[i].name),
                      "name files of public keys: `ssh: {authorized_keys: [...]}`");
            break;
        }
}

void sema_containers(struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;
    struct ir_container **all;
    size_t count = 0;

    for (size_t i = 0; i < s->ast->containers.count; i++)
        count += sema_copies(&from[i]);
    s->ir->containers = arena_alloc(s->arena, count * sizeof *s->ir->containers);
    s->origins = arena_alloc(s->arena, count * sizeof *s->origins);
    all = arena_alloc(s->arena, count * sizeof(struct ir_container *));
    for (size_t i = 0; i < count; i++)
        all[i] = &s->ir->containers[i];
    s->groups.arena = s->arena;
    for (size_t i = 0; i < s->ast->containers.count; i++) {
        struct group *group = arena_new(s->arena, struct group);
        size_t first = s->ir->container_count;

        group->from = &from[i];
        group->all.items = &all[first];
        add_containers(s, &from[i]);
        group->all.count = s->ir->container_count - first;
        (void)map_add(&s->groups, from[i].name.text, group);
    }
    assign_to_servers(s);
    warn_lacking(s);
}
