/* From version 0 to version 1: a container with its image, profiles and recipes. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/platform.h"
#include "base/recipe.h"
#include "front/suggest.h"
#include "version0/lower.h"

/* Of those that LStacker 0 shipped; no word is near to "". */
static const char *recipe_at(const void *context, size_t i)
{
    (void)context;
    return recipes[i].version0 ? recipes[i].name : "";
}

static bool is_shipped(const char *name)
{
    const struct recipe *recipe = recipe_find(name);

    return recipe != NULL && recipe->version0;
}

struct node *lower_secret(struct lowering *l, const struct ast_text *password, const char *name,
                          bool used)
{
    char *variable = arena_printf(l->arena, "LSTACKER_%s", name);
    struct node *source = make_mapping(l->arena, password->at);

    for (char *p = variable; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    if (password->at.line == 0)
        return NULL;
    if (warn_once(l, variable)) {
        struct diag *d = diag_report(l->diags, L0139, password->at,
                                     "a password that stands here in clear is not passed on");

        if (used)
            diag_help(d, "it comes from the variable %s of the environment; remove it here",
                      variable);
        else
            diag_help(d, "no recipe of this stack needs it: remove it");
        make_entry(l->arena, source, password->at, "env",
                   make_text(l->arena, password->at, variable));
        if (used)
            make_entry(l->arena, l->secrets, password->at, name, source);
    }
    return make_secret(l->arena, password->at, name);
}

/* Adds the parameters that version 0 kept in sections of the root. */
static void add_parameters(struct lowering *l, const char *recipe, struct node *parameters)
{
    const struct stack0 *from = l->from;
    const struct ast_text *password = NULL;
    const char *key = "", *secret = "";

    if (strcmp(recipe, "openldap") == 0) {
        lower_text(l, parameters, "domain", &from->ldap.domain);
        lower_text(l, parameters, "organisation", &from->ldap.organisation);
        password = &from->ldap.password;
        key = "password";
        secret = "ldap_password";
    } else if (strcmp(recipe, "salt-minion") == 0) {
        lower_text(l, parameters, "master", &from->salt.master);
    } else if (strcmp(recipe, "centos-update") == 0 || strcmp(recipe, "oracle") == 0) {
        password = &from->centos.root_password_default;
        key = "root_password";
        secret = "centos_root_password";
    }
    if (password != NULL && password->at.line != 0)
        make_entry(l->arena, parameters, password->at, key,
                   lower_secret(l, password, secret, true));
}

/* NAME, or {NAME: {parameter: value}}. */
static struct node *lower_recipe(struct lowering *l, const struct ast_text *name)
{
    struct node *parameters = make_mapping(l->arena, name->at), *item;

    add_parameters(l, name->text, parameters);
    if (parameters->count == 0)
        return make_text(l->arena, name->at, name->text);
    item = make_mapping(l->arena, name->at);
    make_entry(l->arena, item, name->at, name->text, parameters);
    return item;
}

/* Is it one of the user's own, in the form and the place of version 1? */
static bool is_own(struct lowering *l, const char *name)
{
    return *name != '.' && strchr(name, '/') == NULL &&
           (lower_has_file(l, arena_printf(l->arena, "recipes/%s", name)) ||
            lower_has_file(l, arena_printf(l->arena, "recipes/%s/%s",
                                           platform_names[PLATFORM_DEFAULT], name)));
}

/* In LStacker 0, a script of the recipe's name beside the file was the recipe. */
static void warn_script(struct lowering *l, const struct ast_text *name, bool shipped)
{
    struct diag *d = diag_report(l->diags, L0145, name->at,
                                 shipped ? "your own script `%s` is not used"
                                         : "your own script `%s` is no recipe: it is left out",
                                 name->text);

    diag_help(d,
              "%srecipes of your own lie in `recipes/` now, and say what they need and how they "
              "are undone",
              shipped ? "the recipe of that name that LStacker ships is; " : "");
}

static void warn_unknown(struct lowering *l, const struct ast_text *name)
{
    const char *near = suggest(name->text, recipe_count, recipe_at, NULL);
    struct diag *d = diag_report(l->diags, L0142, name->at,
                                 "there is no recipe `%s`: it is left out", name->text);

    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d,
                  "LStacker 0 passed over it, too: remove it, or write it as a file of that name "
                  "in `recipes/`");
}

/* LStacker 0 went on when it found no recipe, so that is no error. */
static bool is_known(struct lowering *l, const struct ast_text *name)
{
    bool shipped = is_shipped(name->text), script;

    if (is_own(l, name->text))
        return true;
    script = *name->text != '.' && strchr(name->text, '/') == NULL && lower_has_file(l, name->text);
    if ((shipped && !script) || !warn_once(l, arena_printf(l->arena, "recipe %s", name->text)))
        return shipped;
    if (script)
        warn_script(l, name, shipped);
    else
        warn_unknown(l, name);
    return shipped;
}

static void lower_recipes(struct lowering *l, struct lowered_container *c)
{
    const struct list0 *from = &c->from->recipies;
    struct node *list = make_list(l->arena, from->at);
    struct buf unknown = buf_make(l->arena);

    for (size_t i = 0; i < from->count; i++)
        if (is_known(l, &from->items[i]))
            node_add_item(l->arena, list, lower_recipe(l, &from->items[i]));
        else
            buf_printf(&unknown, "%s`%s`", unknown.len > 0 ? ", " : "", from->items[i].text);
    if (list->count > 0)
        make_entry(l->arena, c->to.mapping, from->at, "recipes", list);
    if (unknown.len > 0)
        make_remark(l->arena, c->to.mapping, "Left out, as there is no such recipe: %s.",
                    unknown.data);
    c->to.mapping->faulty = c->to.mapping->faulty || from->incomplete || ast_is_faulty(from->at);
}

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
