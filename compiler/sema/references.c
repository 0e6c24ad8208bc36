/* Names that stand for something defined elsewhere: found, or reported with what was meant. */
#include <string.h>

#include "base/ascii.h"
#include "front/suggest.h"
#include "sema/parts.h"

/* The name of the i-th of some entries: all of them begin with a struct ast_entry. */
struct names {
    const struct ast_entries *entries;
    size_t stride;
};

static const char *name_at(const void *names, size_t i)
{
    const struct names *n = names;
    const struct ast_entry *entry = (void *)((char *)n->entries->items + i * n->stride);

    return entry->name.text;
}

/* Names that are compared for suggestions: some tenths of a second. */
enum { MAX_COMPARED = 5 * 1000 * 1000 };

bool sema_suggest(struct sema *s, struct diag *d, const char *name, size_t count,
                  const char *(*name_of)(const void *context, size_t i), const void *context)
{
    const char *near;

    if (s->compared > MAX_COMPARED)
        return false;
    s->compared += count;
    near = suggest(name, count, name_of, context);
    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    return near != NULL;
}

/* Says of `d` what may have been meant, or where to define it. */
static void help_near(struct sema *s, struct diag *d, const char *name, struct names names,
                      const char *section)
{
    if (!sema_suggest(s, d, name, names.entries->count, name_at, &names))
        diag_help(d, "define it under `%s`, or write the name of one that is", section);
}

struct ir_server *sema_find_server(struct sema *s, const struct ast_text *name)
{
    const struct ast_entries *servers = &s->ast->servers;
    struct ir_server *server = name->at.line != 0 ? map_get(&s->servers, name->text) : NULL;

    if (name->at.line != 0 && server == NULL && servers->count > 0 && !servers->incomplete)
        help_near(s, diag_report(s->diags, L0201, name->at, "there is no server `%s`", name->text),
                  name->text, (struct names){servers, sizeof(struct ast_server)}, "servers");
    return server;
}

struct ir_network *sema_find_network(struct sema *s, const struct ast_text *name)
{
    const struct ast_entries *networks = &s->ast->networks;
    struct ir_network *network = name->at.line != 0 ? map_get(&s->networks, name->text) : NULL;

    if (name->at.line != 0 && network == NULL && !networks->incomplete)
        help_near(s, diag_report(s->diags, L0202, name->at, "there is no network `%s`", name->text),
                  name->text, (struct names){networks, sizeof(struct ast_network)}, "networks");
    return network;
}

/* `web-7` of a group `web` that has not so many: the group, or NULL. */
static const struct group *group_of(struct sema *s, const char *name)
{
    const char *dash = strrchr(name, '-');

    if (dash == NULL || dash[1] == '\0' || strspn(dash + 1, DIGIT) != strlen(dash + 1))
        return NULL;
    return map_get(&s->groups, arena_strndup(s->arena, name, (size_t)(dash - name)));
}

/* Might the group have the container, but for what was reported? */
static bool is_group_known(const struct group *group)
{
    return group->all.count > 0 && !ast_is_faulty(group->from->count.at);
}

/* `what` is "container", or "container or server" where both can be meant. */
static void report_container(struct sema *s, const struct ast_text *name, const char *what)
{
    const struct ir_server *server = map_get(&s->servers, name->text);
    const struct group *group = group_of(s, name->text);
    struct diag *d;

    if (s->ast->containers.incomplete || (group != NULL && !is_group_known(group)))
        return;
    if (server != NULL) {
        d = diag_report(s->diags, L0401, name->at, "`%s` is a server, not a container", name->text);
        diag_note(d, server->at, "the server");
        diag_help(d, "write the name of one of the `containers`");
        return;
    }
    d = diag_report(s->diags, L0401, name->at, "there is no %s `%s`", what, name->text);
    if (group != NULL && group->all.count > 1)
        diag_help(d, "`%s` is `%s` to `%s`", group->from->name.text, group->all.items[0]->name,
                  group->all.items[group->all.count - 1]->name);
    else
        help_near(s, d, name->text,
                  (struct names){&s->ast->containers, sizeof(struct ast_container)}, "containers");
}

static struct ir_group one_container(struct sema *s, struct ir_container *c)
{
    struct ir_group group = {arena_alloc(s->arena, sizeof(struct ir_container *)), 1};

    group.items[0] = c;
    return group;
}

static bool find_group(struct sema *s, const struct ast_text *name, struct ir_group *out,
                       const char *what)
{
    const struct group *group;
    struct ir_container *one;

    *out = (struct ir_group){0};
    if (name->at.line == 0)
        return false;
    group = map_get(&s->groups, name->text);
    one = map_get(&s->containers, name->text);
    if (group != NULL)
        *out = group->all;
    else if (one != NULL)
        *out = one_container(s, one);
    else
        report_container(s, name, what);
    /* A group without containers was reported where it stands. */
    return out->count > 0;
}

bool sema_find_group(struct sema *s, const struct ast_text *name, struct ir_group *out)
{
    return find_group(s, name, out, "container");
}

const struct ir_server *sema_find_node(struct sema *s, const struct ast_text *name,
                                       struct ir_group *out)
{
    const struct ir_server *server = map_get(&s->servers, name->text);

    *out = (struct ir_group){0};
    if (server == NULL && !s->ast->servers.incomplete)
        (void)find_group(s, name, out, "container or server");
    return server;
}

const struct ir_container *sema_find_container(struct sema *s, const struct ast_text *name)
{
    struct ir_group group;

    if (!sema_find_group(s, name, &group))
        return NULL;
    if (group.count == 1)
        return group.items[0];
    diag_help(diag_report(s->diags, L0426, name->at, "`%s` stands for %zu containers", name->text,
                          group.count),
              "name one of them: `%s`", group.items[0]->name);
    return NULL;
}

bool sema_is_known(const struct sema *s, struct span own, struct span preset)
{
    const struct ast_defaults *defaults = &s->ast->defaults;

    if (own.line != 0 || ast_is_faulty(own))
        return own.line != 0;
    return !ast_is_faulty(defaults->at) && !ast_is_faulty(defaults->container.at) &&
           !ast_is_faulty(preset);
}

bool sema_networks_known(const struct sema *s, const struct ir_container *c)
{
    const struct ast_nics *from = &s->origins[c - s->ir->containers].from->networks;

    return sema_is_known(s, from->at, s->ast->defaults.container.networks.at) &&
           c->nic_count == from->count;
}

const struct ir_nic *sema_nic(const struct ir_container *c, const struct ir_network *n)
{
    for (size_t i = 0; i < c->nic_count; i++)
        if (c->nics[i].network == n)
            return &c->nics[i];
    return NULL;
}

struct ir_texts sema_texts(struct sema *s, const struct ast_texts *from)
{
    struct ir_texts to = {arena_alloc(s->arena, from->count * sizeof(char *)), from->count};

    for (size_t i = 0; i < from->count; i++)
        to.items[i] = from->items[i].text;
    return to;
}
