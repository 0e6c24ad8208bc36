/* From version 0 to version 1: a container with its image, profiles and recipes. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "version0/lower.h"

/* LXD 2 came with a profile `docker`, which let containers nest. */
static void lower_profiles(struct lowering *l, struct lowered_container *c)
{
    const struct list0 *from = &c->from->lxd_profiles;
    struct buf dropped = buf_make(l->arena);

    for (size_t i = 0; i < from->count; i++) {
        const struct ast_text *name = &from->items[i];

        if (strcmp(name->text, "docker") == 0) {
            struct node *config = make_mapping(l->arena, name->at);

            make_entry(l->arena, config, name->at, "security.nesting",
                       make_text(l->arena, name->at, "true"));
            make_entry(l->arena, c->to.mapping, name->at, "config", config);
        } else if (strcmp(name->text, "default") != 0) {
            buf_printf(&dropped, "%s`%s`", dropped.len > 0 ? ", " : "", name->text);
            if (warn_once(l, arena_printf(l->arena, "profile %s", name->text)))
                diag_help(diag_report(l->diags, L0141, name->at,
                                      "the LXD profile `%s` is not applied", name->text),
                          "nobody made it but you: write its settings below `config` in the file "
                          "that `lstackc migrate` prints");
        }
    }
    if (dropped.len > 0)
        make_remark(l->arena, c->to.mapping,
                    "LXD profiles that are not applied: %s. Write such settings below `config`.",
                    dropped.data);
}

/* Ubuntu before 16.04 and all of CentOS are no longer published. */
static const char *choose_image(enum distro0 distro, const char *release, bool *replaced)
{
    *replaced = true;
    if (distro == DISTRO_CENTOS)
        return "images:rockylinux/9/cloud";
    if (strtol(release, NULL, 10) < 16)
        return "ubuntu/16.04";
    *replaced = false;
    return NULL;
}

struct guest lower_guest(struct lowering *l, const struct container0 *from)
{
    bool replaced;

    if (from->linux_distro.at.line == 0 || from->distro_version.at.line == 0)
        return (struct guest){0};
    (void)choose_image((enum distro0)from->linux_distro.value, from->distro_version.text,
                       &replaced);
    if (from->linux_distro.value == DISTRO_CENTOS)
        return guest_of_platform(l->arena, "rocky-9");
    return guest_of_platform(
        l->arena,
        replaced ? "ubuntu-16.04" : arena_printf(l->arena, "ubuntu-%s", from->distro_version.text));
}

static void lower_image(struct lowering *l, struct lowered_container *c)
{
    const struct ast_number *distro = &c->from->linux_distro;
    const struct ast_text *release = &c->from->distro_version;
    const char *name, *image;
    bool replaced;

    if (distro->at.line == 0 || release->at.line == 0) {
        c->to.mapping->faulty = true;
        return;
    }
    name = arena_printf(l->arena, "%s %s", distro->value == DISTRO_UBUNTU ? "Ubuntu" : "CentOS",
                        release->text);
    image = choose_image((enum distro0)distro->value, release->text, &replaced);
    if (!replaced)
        image = arena_printf(l->arena, "ubuntu/%s", release->text);
    lower_text(l, c->to.mapping, "image", &(struct ast_text){release->at, image});
    if (!replaced)
        return;
    make_remark(l->arena, c->to.mapping, "Images of %s are no longer published: this is `%s`.",
                name, image);
    if (warn_once(l, name))
        diag_help(
            diag_report(l->diags, L0140, release->at, "images of %s are no longer published", name),
            "containers with it are made from `%s`; `image: local:ALIAS` takes one of your "
            "own in version 1",
            image);
}

/* `eth1`, `eth2`, ... in their order. */
static void join_networks(struct lowering *l, struct lowered_container *c)
{
    const struct list0 *from = &c->from->networks, *known = &l->from->networks.names;
    struct node *list = make_list(l->arena, from->at);

    for (size_t i = 0; i < from->count; i++) {
        const struct ast_text *item = &from->items[i];
        const struct lowered_network *n = lower_find(l, &l->networks, item->text);

        if (n != NULL && n->to.name != NULL)
            node_add_item(l->arena, list, make_text(l->arena, item->at, n->to.name));
        else
            c->to.mapping->faulty = true;
        if (n == NULL)
            lower_stranger(l, L0202, "network", item, known, "`networks.names`");
    }
    c->to.mapping->faulty = c->to.mapping->faulty || from->incomplete || ast_is_faulty(from->at);
    if (list->count > 0)
        make_entry(l->arena, c->to.mapping, from->at, "networks", list);
}

void lower_container(struct lowering *l, struct lowered_container *c)
{
    struct node *to = c->to.mapping;
    struct span at = c->from->entry.key;

    if (c->server->to.name != NULL)
        make_entry(l->arena, to, at, "server", make_text(l->arena, at, c->server->to.name));
    else
        to->faulty = true;
    lower_image(l, c);
    join_networks(l, c);
    /* LStacker 0 wanted one even where there was nothing to apply it to. */
    if (c->from->networks.count > 0 || to->faulty)
        lower_number(l, to, "suffix", &c->from->ip_suffix);
    if (c->jump_box)
        make_entry(l->arena, to, c->ports->at, "jump_box",
                   make_word(l->arena, c->ports->at, "true"));
    if (c->ports != NULL)
        make_entry(l->arena, to, c->ports->at, "ports", c->ports);
    lower_profiles(l, c);
    lower_recipes(l, c);
}
