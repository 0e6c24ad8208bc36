/* Names that stand for something defined elsewhere: found, or reported with what was meant. */
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

/* Says of `d` what may have been meant, or where to define it. To search is long: not for what
 * nobody will read. */
static void help_near(struct sema *s, struct diag *d, const char *name, struct names names,
                      const char *section)
{
    const char *near =
        diags_full(s->diags) ? NULL : suggest(name, names.entries->count, name_at, &names);

    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
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

bool sema_find_group(struct sema *s, const struct ast_text *name, struct ir_group *out)
{
    const struct ast_entries *containers = &s->ast->containers;
    const struct ir_group *group;
    struct ir_container *one;

    if (name->at.line == 0)
        return false;
    group = map_get(&s->groups, name->text);
    one = map_get(&s->containers, name->text);
    if (group != NULL)
        *out = *group;
    else if (one != NULL)
        *out = (struct ir_group){one, 1};
    else if (!containers->incomplete)
        help_near(
            s, diag_report(s->diags, L0401, name->at, "there is no container `%s`", name->text),
            name->text, (struct names){containers, sizeof(struct ast_container)}, "containers");
    /* A group without containers was reported where it stands. */
    return (group != NULL || one != NULL) && out->count > 0;
}

const struct ir_container *sema_find_container(struct sema *s, const struct ast_text *name)
{
    struct ir_group group;

    if (!sema_find_group(s, name, &group))
        return NULL;
    if (group.count == 1)
        return group.items;
    diag_help(
        diag_report(s->diags, L0426, name->at, "`%s` is %zu containers", name->text, group.count),
        "name one of them: `%s`", group.items[0].name);
    return NULL;
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
