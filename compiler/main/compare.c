/*
 * What it means that one resolved stack becomes another.
 *
 * Values are compared without knowing them. Tables say what a difference does; one that is in no
 * table is a change, so that nothing is ever lost.
 */
#include "main/compare.h"

#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "main/comparable.h"

const char *const kind_names[KINDS] = {"stack", "network", "server", "container"};
const char *const effect_names[EFFECTS] = {"none", "change", "restart", "recreate",
                                           "move", "create", "destroy"};

/* What a change of a member does; the first pattern that fits counts. */
struct rule {
    const char *pattern;
    enum effect effect;
};

static const struct rule stack_rules[] = {
    {"name", EFFECT_RECREATE},
    {"file", EFFECT_NONE}, /* only a name in messages */
    {NULL, EFFECT_CHANGE},
};

static const struct rule network_rules[] = {{NULL, EFFECT_CHANGE}};

static const struct rule server_rules[] = {
    {"containers", EFFECT_NONE}, /* each has an item of its own */
    {"storage_driver", EFFECT_RECREATE},
    {"storage_pool", EFFECT_RECREATE},
    {NULL, EFFECT_CHANGE},
};

/* The patterns of `config` are those of lxd_effect in runtime-scripts/lib/lxd-instance.sh. */
static const struct rule container_rules[] = {
    {"server", EFFECT_MOVE},
    {"image", EFFECT_RECREATE},
    {"interfaces.*.network", EFFECT_CHANGE}, /* a name; its VLAN and domain are compared, too */
    {"interfaces*", EFFECT_RESTART},
    {"nat_address", EFFECT_RESTART},
    {"authorized_keys", EFFECT_RESTART},
    {"mtu", EFFECT_RESTART},
    {"user", EFFECT_RESTART},
    {"datapath", EFFECT_RESTART},
    {"config.cloud-init.*", EFFECT_RESTART},
    {"config.user.user-data", EFFECT_RESTART},
    {"config.user.network-config", EFFECT_RESTART},
    {"config.user.vendor-data", EFFECT_RESTART},
    {"config.user.meta-data", EFFECT_RESTART},
    {"config.security.*", EFFECT_RESTART},
    {"config.raw.*", EFFECT_RESTART},
    {"config.boot.host_shutdown_*", EFFECT_RESTART},
    {"config.linux.kernel_modules", EFFECT_RESTART},
    {"config.linux.sysctl.*", EFFECT_RESTART},
    {NULL, EFFECT_CHANGE},
};

static const struct rule *const rules[KINDS] = {stack_rules, network_rules, server_rules,
                                                container_rules};

/* What has to be known of an effect. */
static const struct advice {
    enum kind kind;
    enum effect effect;
    const char *needs, *note;
} advices[] = {
    {KIND_STACK, EFFECT_RECREATE, "undo",
     "servers refuse it until the stack of the old name is undone"},
    {KIND_SERVER, EFFECT_RECREATE, "undo", "a storage pool in use cannot be exchanged: undo first"},
    {KIND_SERVER, EFFECT_DESTROY, "undo",
     "nothing is done there any more: undo it with the old build"},
    {KIND_CONTAINER, EFFECT_RECREATE, "--recreate",
     "made anew, without its data; left alone otherwise"},
    {KIND_CONTAINER, EFFECT_MOVE, "--prune",
     "made anew, without its data; the old one is stopped, and stays until --prune"},
    {KIND_CONTAINER, EFFECT_DESTROY, "--prune", "kept otherwise"},
};

/* What has to be known of the change of a member. */
static const struct remark {
    enum kind kind;
    const char *pattern, *note;
} remarks[] = {
    {KIND_STACK, "swarm.stacks.*.digest", "the stack is deployed anew"},
    {KIND_CONTAINER, "compose.*.digest", "its services are deployed anew"},
};

static const char gone_server[] = "its old server left the file: undo that with the old build";

/* ---- comparing ------------------------------------------------------------------------------- */

static enum effect effect_of(enum kind kind, const char *member)
{
    const struct rule *rule = rules[kind];

    while (rule->pattern != NULL && fnmatch(rule->pattern, member, 0) != 0)
        rule++;
    return rule->effect;
}

static const char *note_on(enum kind kind, const char *member)
{
    for (size_t i = 0; i < sizeof remarks / sizeof *remarks; i++)
        if (remarks[i].kind == kind && fnmatch(remarks[i].pattern, member, 0) == 0)
            return remarks[i].note;
    return NULL;
}

static void add_change(struct arena *a, struct item *item, const char *member, const json_t *old,
                       const json_t *now)
{
    enum effect effect = effect_of(item->kind, member);

    if (effect == EFFECT_NONE)
        return;
    item->changes = arena_extend(a, item->changes, item->change_count, sizeof *item->changes);
    item->changes[item->change_count++] =
        (struct change){.member = member,
                        .old = old,
                        .now = now,
                        .effect = effect,
                        .note = old != NULL && now != NULL ? note_on(item->kind, member) : NULL};
    if (effect > item->effect)
        item->effect = effect;
}

static const char *dump(struct arena *a, const json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY), *copy;

    if (text == NULL)
        longjmp(a->oom, 1);
    copy = arena_strdup(a, text);
    free(text);
    return copy;
}

/* Adds the entries of `list` that `other` does not have. Returns how many. */
static size_t only_in(struct arena *a, struct item *item, const char *member, const json_t *list,
                      const json_t *other, bool old)
{
    struct map have = {.arena = a};
    json_t *entry;
    size_t i, n = 0;

    json_array_foreach(other, i, entry)
    {
        (void)map_add(&have, dump(a, entry), entry);
    }
    json_array_foreach(list, i, entry)
    {
        if (map_get(&have, dump(a, entry)) != NULL)
            continue;
        add_change(a, item, member, old ? entry : NULL, old ? NULL : entry);
        n++;
    }
    return n;
}

static void compare_lists(struct arena *a, struct item *item, const char *member, const json_t *old,
                          const json_t *now)
{
    if (json_equal(old, now))
        return;
    if (only_in(a, item, member, old, now, true) + only_in(a, item, member, now, old, false) == 0)
        add_change(a, item, member, old, now); /* another order */
}

static void compare_values(struct arena *a, struct item *item, const char *member,
                           const json_t *old, const json_t *now);

static void compare_objects(struct arena *a, struct item *item, const char *prefix,
                            const json_t *old, const json_t *now)
{
    const char *key;
    json_t *value;

    json_object_foreach((json_t *)now, key, value)
    {
        compare_values(a, item, arena_printf(a, "%s%s", prefix, key), json_object_get(old, key),
                       value);
    }
    json_object_foreach((json_t *)old, key, value)
    {
        if (json_object_get(now, key) == NULL)
            compare_values(a, item, arena_printf(a, "%s%s", prefix, key), value, NULL);
    }
}

static void compare_values(struct arena *a, struct item *item, const char *member,
                           const json_t *old, const json_t *now)
{
    if (json_is_object(old) && json_is_object(now))
        compare_objects(a, item, arena_printf(a, "%s.", member), old, now);
    else if (json_is_array(old) && json_is_array(now))
        compare_lists(a, item, member, old, now);
    else if (old == NULL || now == NULL || !json_equal(old, now))
        add_change(a, item, member, old, now);
}

static void advise(struct item *item)
{
    for (size_t i = 0; i < sizeof advices / sizeof *advices; i++)
        if (advices[i].kind == item->kind && advices[i].effect == item->effect) {
            item->needs = advices[i].needs;
            item->note = advices[i].note;
        }
}

/* The item is kept if there is anything to say. */
static void add_item(struct comparison *c, const struct item *item)
{
    if (item->effect == EFFECT_NONE)
        return;
    c->items = arena_extend(c->arena, c->items, c->count, sizeof *c->items);
    c->items[c->count++] = *item;
}

/* The same thing in both stacks, or in one of them: the other is NULL. */
static struct item compare_things(struct comparison *c, enum kind kind, const char *name,
                                  const json_t *old, const json_t *now)
{
    struct item item = {.kind = kind, .name = name};

    if (old == NULL)
        item.effect = EFFECT_CREATE;
    else if (now == NULL)
        item.effect = EFFECT_DESTROY;
    else if (json_is_object(old) && json_is_object(now))
        compare_objects(c->arena, &item, "", old, now);
    else if (!json_equal(old, now))
        add_change(c->arena, &item, "", old, now);
    advise(&item);
    recipes_explain(c->arena, &item);
    return item;
}

/* ---- walking --------------------------------------------------------------------------------- */

/* What runs on a server. */
struct group {
    const char *server;
    const char **containers;
    size_t count;
};

struct walk {
    struct comparison *c;
    const json_t *old, *now;
    struct map names; /* of servers: struct group */
    struct group **groups;
    size_t count;
};

static struct group *group_of(struct walk *w, const char *server)
{
    struct group *g = map_get(&w->names, server);

    if (g != NULL)
        return g;
    g = arena_new(w->c->arena, struct group);
    g->server = server;
    (void)map_add(&w->names, server, g);
    w->groups = arena_extend(w->c->arena, w->groups, w->count, sizeof(struct group *));
    w->groups[w->count++] = g;
    return g;
}

static void group_servers(struct walk *w, const json_t *stack)
{
    const char *name;
    json_t *server;

    json_object_foreach(json_object_get(stack, "servers"), name, server)
    {
        (void)group_of(w, name);
    }
}

/* Those that are not among `others`, too. */
static void group_containers(struct walk *w, const json_t *stack, const json_t *others)
{
    const char *name;
    json_t *container;

    json_object_foreach(json_object_get(stack, "containers"), name, container)
    {
        const char *server = json_string_value(json_object_get(container, "server"));
        struct group *g;

        if (json_object_get(others, name) != NULL)
            continue;
        g = group_of(w, server != NULL ? server : "");
        g->containers = arena_extend(w->c->arena, g->containers, g->count, sizeof(char *));
        g->containers[g->count++] = name;
    }
}

static void compare_container(struct walk *w, const struct group *g, const char *name)
{
    const json_t *old = json_object_get(json_object_get(w->old, "containers"), name);
    const json_t *now = json_object_get(json_object_get(w->now, "containers"), name);
    struct item item = compare_things(w->c, KIND_CONTAINER, name, old, now);
    const char *before = json_string_value(json_object_get(old, "server"));

    item.server = g->server;
    if ((item.effect == EFFECT_MOVE || item.effect == EFFECT_DESTROY) && before != NULL &&
        json_object_get(json_object_get(w->now, "servers"), before) == NULL) {
        item.needs = "undo";
        item.note = gone_server;
    }
    add_item(w->c, &item);
}

static void compare_group(struct walk *w, const struct group *g)
{
    const json_t *old = json_object_get(json_object_get(w->old, "servers"), g->server);
    const json_t *now = json_object_get(json_object_get(w->now, "servers"), g->server);
    struct item item = {0};

    if (old != NULL || now != NULL) {
        item = compare_things(w->c, KIND_SERVER, g->server, old, now);
        add_item(w->c, &item);
    }
    for (size_t i = 0; i < g->count; i++)
        compare_container(w, g, g->containers[i]);
}

/* All that is neither network nor server nor container. */
static void compare_rest(struct walk *w)
{
    const char *name = json_string_value(json_object_get(w->now, "name"));
    struct item item;
    json_t *old = json_copy((json_t *)w->old), *now = json_copy((json_t *)w->now);
    static const char *const others[] = {"networks", "servers", "containers"};

    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        (void)json_object_del(old, others[i]);
        (void)json_object_del(now, others[i]);
    }
    item = compare_things(w->c, KIND_STACK, name != NULL ? name : "", old, now);
    add_item(w->c, &item);
    json_decref(old);
    json_decref(now);
}

static void compare_networks(struct walk *w)
{
    const json_t *before = json_object_get(w->old, "networks");
    const json_t *after = json_object_get(w->now, "networks");
    const char *name;
    json_t *network;
    struct item item;

    json_object_foreach((json_t *)after, name, network)
    {
        item = compare_things(w->c, KIND_NETWORK, name, json_object_get(before, name), network);
        add_item(w->c, &item);
    }
    json_object_foreach((json_t *)before, name, network)
    {
        item = (struct item){0};
        if (json_object_get(after, name) == NULL)
            item = compare_things(w->c, KIND_NETWORK, name, network, NULL);
        add_item(w->c, &item);
    }
}

void stacks_compare(json_t *old, json_t *now, struct comparison *out)
{
    struct walk w = {.c = out, .old = old, .now = now, .names = {.arena = out->arena}};

    comparable_make(old);
    comparable_make(now);
    compare_rest(&w);
    compare_networks(&w);
    group_servers(&w, now);
    group_servers(&w, old);
    group_containers(&w, now, NULL);
    group_containers(&w, old, json_object_get(now, "containers"));
    for (size_t i = 0; i < w.count; i++)
        compare_group(&w, w.groups[i]);
}
