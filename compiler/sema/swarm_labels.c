/* Labels of the swarm's nodes: by them, services say where they want to run. */
#include <stdlib.h>
#include <string.h>

#include "sema/parts.h"

/* Of all nodes: entries of groups are short to write. */
enum { MAX_LABELS = 250 * 1000 };

/* The label that tells on which server a node is. */
#define SERVER_LABEL "lstacker.server"

struct labeller {
    struct sema *s;
    const struct map *nodes; /* names -> struct ir_node * */
    struct map given;        /* "NODE KEY" -> struct ast_pair * */
    size_t count;
    bool complete; /* all nodes that the user meant are known */
};

/* The nodes as they are written. */
static const char *written_at(const void *context, size_t i)
{
    const struct ast_swarm *from = context;

    return i < from->managers.count ? from->managers.items[i].text
                                    : from->workers.items[i - from->managers.count].text;
}

static void report_no_node(struct labeller *l, const struct ast_text *at, const char *name)
{
    const struct ast_swarm *from = &l->s->ast->swarm;
    struct diag *d;

    if (!l->complete)
        return;
    d = diag_report(l->s->diags, L0482, at->at, "`%s` is no node of the swarm", name);
    if (strcmp(name, at->text) != 0 ||
        !sema_suggest(l->s, d, name, from->managers.count + from->workers.count, written_at, from))
        diag_help(d, "add it to `managers` or `workers`, or label one of those");
}

static void add_label(struct labeller *l, struct ir_node *node, const char *key, const char *value)
{
    node->labels = arena_extend(l->s->arena, node->labels, node->label_count, sizeof *node->labels);
    node->labels[node->label_count++] = (struct ir_setting){key, value};
}

static void add_pairs(struct labeller *l, const char *name, struct ir_node *node,
                      const struct ast_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const struct ast_pair *pair = &pairs->items[i];
        const struct ast_pair *twin = map_add(
            &l->given, arena_printf(l->s->arena, "%s %s", name, pair->key.text), (void *)pair);
        struct diag *d;

        if (twin == NULL) {
            add_label(l, node, pair->key.text, pair->value.text);
            continue;
        }
        d = diag_report(l->s->diags, L0483, pair->key.at, "`%s` has the label `%s` already", name,
                        pair->key.text);
        diag_note(d, twin->key.at, "given here");
        diag_help(d, "give it once: to the node, or to all of `count`");
        return;
    }
}

/* Is there room for so many more? If not, reports it. */
static bool count_labels(struct labeller *l, const struct ast_label *from, size_t count)
{
    l->count += count;
    if (l->count > MAX_LABELS)
        diag_help(diag_report(l->s->diags, L0209, from->node.at,
                              "with `%s`, the nodes have more than %d labels", from->node.text,
                              MAX_LABELS),
                  "label fewer nodes");
    return l->count <= MAX_LABELS;
}

/* A name is that of a node, or of several containers. False if there are too many labels. */
static bool label(struct labeller *l, const struct ast_label *from)
{
    const struct group *group = map_get(&l->s->groups, from->node.text);
    struct ir_node *node = map_get(l->nodes, from->node.text);
    size_t copies = group != NULL && node == NULL ? group->all.count : 1;

    if (!count_labels(l, from, copies * from->pairs.count))
        return false;
    if (node != NULL)
        add_pairs(l, from->node.text, node, &from->pairs);
    else if (group == NULL || copies == 0)
        report_no_node(l, &from->node, from->node.text);
    else
        for (size_t i = 0; i < copies; i++) {
            const char *name = group->all.items[i]->name;

            node = map_get(l->nodes, name);
            if (node == NULL) {
                report_no_node(l, &from->node, name);
                break;
            }
            add_pairs(l, name, node, &from->pairs);
        }
    return true;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const struct ir_setting *)a)->key, ((const struct ir_setting *)b)->key);
}

void sema_swarm_labels(struct sema *s, const struct map *nodes, bool complete)
{
    const struct ast_labels *from = &s->ast->swarm.labels;
    struct labeller l = {
        .s = s, .nodes = nodes, .given = {.arena = s->arena}, .complete = complete};

    for (size_t i = 0; i < s->ir->swarm.count; i++)
        add_label(&l, &s->ir->swarm.nodes[i], SERVER_LABEL, s->ir->swarm.nodes[i].server->name);
    for (size_t i = 0; i < from->count; i++)
        if (!label(&l, &from->items[i]))
            break;
    for (size_t i = 0; i < s->ir->swarm.count; i++)
        qsort(s->ir->swarm.nodes[i].labels, s->ir->swarm.nodes[i].label_count,
              sizeof *s->ir->swarm.nodes[i].labels, by_key);
}
