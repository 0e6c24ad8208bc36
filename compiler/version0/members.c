/* From version 0 to version 1: networks, servers, and which containers and ports there are. */
#include <string.h>

#include "version0/lower.h"

/* Two entries of one list must not get one name. */
static const char *unique_name(struct lowering *l, struct map *taken, const struct entry0 *entry)
{
    const char *name = lower_name(l, "names", &entry->item);
    const struct entry0 *other = name != NULL ? map_add(taken, name, (void *)entry) : NULL;
    struct diag *d;

    if (other == NULL)
        return name;
    d = diag_report(l->diags, L0133, entry->item.at, "`%s` and `%s` would both be called `%s`",
                    other->item.text, entry->item.text, name);
    diag_note(d, other->item.at, "the other");
    diag_help(d, "rename one of the two");
    return NULL;
}

static struct node *lower_network(struct lowering *l, const struct network0 *from)
{
    struct node *mapping = lower_entry(l, &from->entry);

    lower_text(l, mapping, "subnet", &from->network);
    lower_text(l, mapping, "domain", &from->domain);
    return mapping;
}

void lower_networks(struct lowering *l)
{
    const struct networks0 *from = &l->from->networks;
    struct map taken = {.arena = l->arena};

    for (size_t i = 0; i < from->names.count && from->items[i].entry.item.at.line != 0; i++) {
        struct lowered_network *n = arena_new(l->arena, struct lowered_network);

        n->from = &from->items[i];
        n->to.name = unique_name(l, &taken, &n->from->entry);
        n->to.mapping = lower_network(l, n->from);
        (void)map_add(&l->networks, n->from->entry.item.text, n);
    }
}

/* Only one server is the master. */
static void lower_master(struct lowering *l, struct node *mapping, const struct server0 *from,
                         const struct server0 **master)
{
    struct diag *d;

    if (from->name.at.line == 0 || strcmp(from->name.text, "local") != 0)
        return;
    if (*master == NULL) {
        *master = from;
        make_entry(l->arena, mapping, from->name.at, "master",
                   make_word(l->arena, from->name.at, "true"));
        return;
    }
    d = diag_report(l->diags, L0205, from->name.at, "`%s` is the master already",
                    (*master)->entry.item.text);
    diag_note(d, (*master)->name.at, "first said here");
    diag_help(d, "only the machine that LStacker runs on is `local`: give this one another `name`");
}

static struct node *lower_server(struct lowering *l, const struct server0 *from,
                                 const struct server0 **master)
{
    struct node *mapping = lower_entry(l, &from->entry);

    lower_text(l, mapping, "address", &(struct ast_text){from->ip.at, from->ip.value.text});
    lower_number(l, mapping, "segment", &from->ip_segment);
    lower_master(l, mapping, from, master);
    return mapping;
}

void lower_servers(struct lowering *l)
{
    const struct servers0 *from = &l->from->servers;
    const struct server0 *master = NULL;
    struct map taken = {.arena = l->arena};

    for (size_t i = 0; i < from->names.count && from->items[i].entry.item.at.line != 0; i++) {
        struct lowered_server *s = arena_new(l->arena, struct lowered_server);

        s->from = &from->items[i];
        s->to.name = unique_name(l, &taken, &s->from->entry);
        s->to.mapping = lower_server(l, s->from, &master);
        s->items.arena = s->hosts.arena = l->arena;
        (void)map_add(&l->servers, s->from->entry.item.text, s);
    }
}

static void add_container(struct lowering *l, struct lowered_server *s,
                          const struct container0 *from)
{
    struct lowered_container *c = arena_new(l->arena, struct lowered_container);

    c->from = from;
    c->server = s;
    c->to.mapping = lower_entry(l, &from->entry);
    if (from->host.at.line != 0)
        c->to.name = lower_name(l, "host", &from->host);
    else if (!ast_is_faulty(from->host.at))
        c->to.name = lower_name(l, "hosts", &from->entry.item);
    (void)map_add(&s->items, from->entry.item.text, c);
    (void)map_add(&l->items, from->entry.item.text, c);
    if (from->host.at.line != 0) {
        (void)map_add(&s->hosts, from->host.text, c);
        (void)map_add(&l->hosts, from->host.text, c);
    }
    l->containers[l->count++] = c;
}

static void add_containers(struct lowering *l)
{
    const struct servers0 *from = &l->from->servers;
    size_t count = 0;

    for (size_t i = 0; i < from->names.count; i++)
        count += from->items[i].hosting.hosts.count;
    l->containers = arena_alloc(l->arena, count * sizeof(struct lowered_container *));
    for (size_t i = 0; i < from->names.count; i++) {
        const struct server0 *s = &from->items[i];

        for (size_t j = 0; j < s->hosting.hosts.count; j++)
            if (s->containers != NULL && s->containers[j].entry.item.at.line != 0)
                add_container(l, map_get(&l->servers, s->entry.item.text), &s->containers[j]);
    }
}

/* A container of this server, if not, of any. */
static struct lowered_container *container_of_port(struct lowering *l,
                                                   const struct lowered_server *s, const char *name)
{
    struct lowered_container *c = lower_find(l, &s->items, name);

    if (c == NULL)
        c = map_get(&s->hosts, name);
    if (c == NULL)
        c = lower_find(l, &l->items, name);
    return c != NULL ? c : map_get(&l->hosts, name);
}

static void lower_port(struct lowering *l, const struct lowered_server *s, const struct port0 *from,
                       bool *jump_box)
{
    struct node *mapping = lower_entry(l, &from->entry);
    struct lowered_container *c;

    if (from->container.at.line == 0)
        return;
    c = container_of_port(l, s, from->container.text);
    if (c == NULL) {
        lower_stranger(l, L0137, "container", &from->container, &s->from->hosting.hosts,
                       "the `hosts` of a server");
        return;
    }
    lower_number(l, mapping, "source", &from->source_port);
    lower_number(l, mapping, "target", &from->target_port);
    lower_text(l, mapping, "device", &from->source_dev);
    if (c->server != s && s->to.name != NULL)
        lower_text(l, mapping, "server", &(struct ast_text){from->container.at, s->to.name});
    if (c->ports == NULL)
        c->ports = make_list(l->arena, from->entry.at);
    node_add_item(l->arena, c->ports, mapping);
    /* The port of sshd: people come in here. */
    c->jump_box = c->jump_box || (from->target_port.value == 22 && !*jump_box);
    *jump_box = *jump_box || c->jump_box;
}

void lower_containers(struct lowering *l)
{
    const struct servers0 *from = &l->from->servers;
    bool jump_box = false;

    add_containers(l);
    for (size_t i = 0; i < from->names.count; i++)
        for (size_t j = 0; j < from->items[i].hosting.ports.count; j++)
            if (from->items[i].ports != NULL && from->items[i].ports[j].entry.item.at.line != 0)
                lower_port(l, map_get(&l->servers, from->items[i].entry.item.text),
                           &from->items[i].ports[j], &jump_box);
    for (size_t i = 0; i < l->count; i++)
        lower_container(l, l->containers[i]);
}

/* Adds the entry, or, if it has no name, leaves it out. */
static void add_entry(struct lowering *l, struct node *all, const struct lowered *entry,
                      struct span at)
{
    if (entry->name != NULL)
        make_entry(l->arena, all, at, entry->name, entry->mapping);
    else
        all->faulty = true;
}

void lower_add_networks(struct lowering *l, struct node *root)
{
    const struct networks0 *from = &l->from->networks;
    struct node *all = make_mapping(l->arena, from->at);

    all->faulty =
        from->names.incomplete || ast_is_faulty(from->names.at) || ast_is_faulty(from->at);
    for (size_t i = 0; i < from->names.count; i++) {
        const struct lowered_network *n = map_get(&l->networks, from->names.items[i].text);

        if (n != NULL)
            add_entry(l, all, &n->to, n->from->entry.key);
    }
    if (all->count > 0)
        make_remark(
            l->arena, all,
            "Each is a VLAN of its own now, and they cannot reach one another. LStacker 0 "
            "had them all on one segment. Nor do containers have all names of their networks in "
            "/etc/hosts: `dns: {on: CONTAINER}` makes them known.");
    lower_section(l, root, from->at, "networks", all);
}

void lower_add_servers(struct lowering *l, struct node *root)
{
    const struct servers0 *from = &l->from->servers;
    struct node *all = make_mapping(l->arena, from->at);

    all->faulty = from->names.incomplete || ast_is_faulty(from->names.at) ||
                  ast_is_faulty(from->at) || from->names.count == 0;
    for (size_t i = 0; i < from->names.count; i++) {
        const struct lowered_server *s = map_get(&l->servers, from->names.items[i].text);

        if (s != NULL)
            add_entry(l, all, &s->to, s->from->entry.key);
    }
    make_remark(l->arena, all,
                "Write which system they run where it is not the default: `platform:`. LStacker 0 "
                "knew only one.");
    lower_section(l, root, from->at, "servers", all);
}

/* In LStacker 0, containers of two servers could have one name. */
static bool is_twin(struct lowering *l, struct map *taken, const struct lowered_container *c)
{
    const struct lowered_container *other =
        c->to.name != NULL ? map_add(taken, c->to.name, (void *)c) : NULL;
    struct diag *d;

    if (other == NULL || !c->from->entry.found)
        return other != NULL;
    d = diag_report(l->diags, L0204, c->from->entry.key, "there would be two containers `%s`",
                    c->to.name);
    diag_note(d, other->from->entry.key, "the other comes from here");
    diag_help(d, "give one of them another `host`: names are unique over all servers");
    return true;
}

void lower_add_containers(struct lowering *l, struct node *root)
{
    struct map taken = {.arena = l->arena};
    struct node *all = make_mapping(l->arena, l->from->servers.at);

    for (size_t i = 0; i < l->from->servers.names.count; i++)
        all->faulty = all->faulty || l->from->servers.items[i].hosting.hosts.incomplete;
    for (size_t i = 0; i < l->count; i++)
        if (!is_twin(l, &taken, l->containers[i]))
            add_entry(l, all, &l->containers[i]->to, l->containers[i]->from->entry.key);
    lower_section(l, root, l->from->servers.at, "containers", all);
}
