/* Jump-boxes: containers through which people reach the others. */
#include <string.h>

#include "sema/implied.h"
#include "sema/parts.h"

/* What a jump-box, or the first of several, needs to be one. */
static void check_jump_box(struct sema *s, const struct ir_container *c,
                           const struct ast_container *from)
{
    if (c->nic_count == 0 && sema_networks_known(s, c))
        diag_help(diag_report(s->diags, L0423, from->jump_box.at,
                              "the jump-box `%s` is on no network", c->name),
                  "write `networks: ` and all that people shall reach through it");
    /* What seems to lack may stand where the errors are. */
    if (s->diags->errors == 0 && !sema_leads_to(s, c, SSH_PORT))
        diag_help(diag_report(s->diags, L0406, from->jump_box.at,
                              "no port of a server leads to port %d of `%s`", SSH_PORT, c->name),
                  "write `ports: [\"10022:22\"]` in it");
}

/* Is a container that was left out, or written wrongly, perhaps a jump-box? */
static bool may_be_elsewhere(const struct sema *s)
{
    const struct ast_container *from = s->ast->containers.items;

    if (s->ast->containers.incomplete)
        return true;
    for (size_t i = 0; i < s->ast->containers.count; i++) {
        const struct group *group = map_get(&s->groups, from[i].name.text);

        if (ast_is_faulty(from[i].jump_box.at) ||
            (from[i].jump_box.value != 0 && group != NULL && group->all.count == 0))
            return true;
    }
    return false;
}

/* What every jump-box runs. People enter as the user of `ssh`, who may be root. */
static const struct implied *wanted(struct sema *s, struct span at)
{
    struct implied *recipe = sema_implied(s, "jump-box", at);

    if (s->ir->user != NULL && strcmp(s->ir->user, "root") == 0)
        implied_value(s, recipe, "root", "true");
    return recipe;
}

void sema_jump_boxes(struct sema *s)
{
    const struct implied *recipe = NULL;

    s->jump_box_unknown = may_be_elsewhere(s);
    for (size_t i = 0; i < s->ir->container_count && !diags_full(s->diags); i++) {
        const struct ir_container *c = &s->ir->containers[i];

        if (!c->jump_box)
            continue;
        if (s->origins[i].number == 1) {
            check_jump_box(s, c, s->origins[i].from);
            recipe = wanted(s, s->origins[i].from->jump_box.at);
        }
        sema_imply(s, c, recipe);
        if (s->jump_box == NULL)
            s->jump_box = c;
    }
}
