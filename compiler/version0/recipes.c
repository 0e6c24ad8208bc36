/* From version 0 to version 1: recipes, with the parameters that version 0 kept elsewhere. */
#include <string.h>

#include "base/buf.h"
#include "front/suggest.h"
#include "version0/lower.h"

/* The header of the recipe that is shipped for the platform; NULL if there is none. */
static const struct recipe_header *shipped(struct lowering *l, const struct guest *guest,
                                           const char *name)
{
    const struct recipe_search where = {.platform = guest->platform};
    const struct recipe *recipe = recipe_store_find(&l->recipes, &where, name);

    return recipe != NULL ? recipe->header : NULL;
}

/* The secret `name`, which comes from the variable LSTACKER_NAME of the environment. */
static const char *variable_of(struct arena *a, const char *name)
{
    char *variable = arena_printf(a, "LSTACKER_%s", name);

    for (char *p = variable; *p != '\0'; p++)
        if (*p >= 'a' && *p <= 'z')
            *p = (char)(*p - 'a' + 'A');
    return variable;
}

static void add_source(struct lowering *l, struct span at, const char *name)
{
    struct node *source = make_mapping(l->arena, at);

    make_entry(l->arena, source, at, "env", make_text(l->arena, at, variable_of(l->arena, name)));
    make_entry(l->arena, l->secrets, at, name, source);
}

struct node *lower_secret(struct lowering *l, const struct ast_text *password, const char *name,
                          bool used)
{
    const char *variable = variable_of(l->arena, name);

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
        if (used)
            add_source(l, password->at, name);
    }
    return make_secret(l->arena, password->at, name);
}

/* The parameters that version 0 kept in sections of the root. */
static const struct old_param {
    const char *recipe, *param, *secret; /* name of the secret, if it is one */
    size_t value;                        /* offset of the value in struct stack0 */
} old_params[] = {
    {"openldap", "domain", NULL, offsetof(struct stack0, ldap.domain)},
    {"openldap", "organisation", NULL, offsetof(struct stack0, ldap.organisation)},
    {"openldap", "password", "ldap_password", offsetof(struct stack0, ldap.password)},
    {"salt-minion", "master", NULL, offsetof(struct stack0, salt.master)},
    {"centos-update", "root_password", "centos_root_password",
     offsetof(struct stack0, centos.root_password_default)},
    {"oracle", "root_password", "centos_root_password",
     offsetof(struct stack0, centos.root_password_default)},
};

/* Adds those that the recipe has; of one of the user's own, `h` is not known. */
static void add_parameters(struct lowering *l, const char *recipe, const struct recipe_header *h,
                           struct node *parameters)
{
    for (size_t i = 0; i < sizeof old_params / sizeof *old_params; i++) {
        const struct old_param *old = &old_params[i];
        const struct ast_text *value = (const void *)((const char *)l->from + old->value);

        if (strcmp(old->recipe, recipe) != 0 ||
            (h != NULL && recipe_param_find(h, old->param) == NULL))
            continue;
        if (old->secret == NULL)
            lower_text(l, parameters, old->param, value);
        else if (value->at.line != 0)
            make_entry(l->arena, parameters, value->at, old->param,
                       lower_secret(l, value, old->secret, true));
    }
}

/* Passwords that version 0 made up, and wrote where everybody could read them. */
static void add_secrets(struct lowering *l, const struct ast_text *recipe,
                        const struct recipe_header *h, struct node *parameters)
{
    for (size_t i = 0; i < h->param_count; i++) {
        const struct recipe_param *param = &h->params[i];
        char *name;

        if (!param->required || param->type != RECIPE_SECRET ||
            node_find(parameters, param->name.text) != NULL)
            continue;
        name = arena_printf(l->arena, "%s_%s", recipe->text, param->name.text);
        for (char *p = name; *p != '\0'; p++)
            if (*p == '-')
                *p = '_';
        if (warn_once(l, arena_printf(l->arena, "secret %s", name))) {
            diag_help(diag_report(l->diags, L0472, recipe->at, "`%s` wants the secret `%s`: %s",
                                  recipe->text, param->name.text, param->doc),
                      "it comes from the variable %s of the environment",
                      variable_of(l->arena, name));
            add_source(l, recipe->at, name);
        }
        make_entry(l->arena, parameters, recipe->at, param->name.text,
                   make_secret(l->arena, recipe->at, name));
    }
}

/* A parameter that the recipe, or one that it needs and `list` has not, cannot do without, and that
 * nobody tells; NULL if there is none. */
static const char *lacking(struct lowering *l, const struct guest *guest, const struct list0 *list,
                           const struct recipe_header *h, const struct node *parameters)
{
    for (size_t i = 0; i < h->param_count; i++)
        if (h->params[i].required &&
            (parameters == NULL || (h->params[i].type != RECIPE_SECRET &&
                                    node_find(parameters, h->params[i].name.text) == NULL)))
            return h->params[i].name.text;
    for (size_t i = 0; i < h->needs.count; i++) {
        const char *need = h->needs.items[i].text, *lacks = NULL;
        const struct recipe_header *other = shipped(l, guest, need);
        bool listed = false;

        for (size_t j = 0; j < list->count; j++)
            listed = listed || strcmp(list->items[j].text, need) == 0;
        if (other != NULL && !listed)
            lacks = lacking(l, guest, list, other, NULL);
        if (lacks != NULL)
            return lacks;
    }
    return NULL;
}

/* LStacker 0 took whatever was the newest, unseen. */
static void warn_lacking(struct lowering *l, const struct ast_text *name, const char *param)
{
    if (warn_once(l, arena_printf(l->arena, "recipe %s lacks %s", name->text, param)))
        diag_help(diag_report(l->diags, L0473, name->at,
                              "`%s` cannot do without its parameter `%s`: it is left out",
                              name->text, param),
                  "write it in the file that `lstackc migrate` prints; `lstackc recipes %s` tells "
                  "its parameters",
                  name->text);
}

/* NAME, or {NAME: {parameter: value}}; `h` is NULL for one of the user's own. NULL, with a warning,
 * if version 0 does not tell all that it needs. */
static struct node *lower_recipe(struct lowering *l, const struct guest *guest,
                                 const struct list0 *list, const struct ast_text *name,
                                 const struct recipe_header *h)
{
    struct node *parameters = make_mapping(l->arena, name->at), *item;
    const char *lacks = NULL;

    add_parameters(l, name->text, h, parameters);
    if (h != NULL) {
        lacks = lacking(l, guest, list, h, parameters);
        if (lacks == NULL)
            add_secrets(l, name, h, parameters);
    }
    if (lacks != NULL) {
        warn_lacking(l, name, lacks);
        return NULL;
    }
    if (parameters->count == 0)
        return make_text(l->arena, name->at, name->text);
    item = make_mapping(l->arena, name->at);
    make_entry(l->arena, item, name->at, name->text, parameters);
    return item;
}

/* Is it one of the user's own, in the form and the place of version 1? */
static bool is_own(struct lowering *l, const struct guest *guest, const char *name)
{
    if (!recipe_name_good(name))
        return false;
    return lower_has_file(l, arena_printf(l->arena, "recipes/%s", name)) ||
           (guest->platform != NULL &&
            lower_has_file(l, arena_printf(l->arena, "recipes/%s/%s", guest->platform, name)));
}

/* In LStacker 0, a script of the recipe's name beside the file was the recipe. */
static void warn_script(struct lowering *l, const struct ast_text *name, bool is_shipped)
{
    struct diag *d = diag_report(l->diags, L0145, name->at,
                                 is_shipped ? "your own script `%s` is not used"
                                            : "your own script `%s` is no recipe: it is left out",
                                 name->text);

    diag_help(d,
              "%srecipes of your own lie in `recipes/` now, and say what they need and how they "
              "are undone",
              is_shipped ? "the recipe of that name that LStacker ships is; " : "");
}

static void warn_unknown(struct lowering *l, const struct ast_text *name)
{
    const char *near = diags_full(l->diags)
                           ? NULL
                           : suggest(name->text, recipe_shipped_count(), recipe_shipped_at, NULL);
    struct diag *d = diag_report(l->diags, L0142, name->at,
                                 "there is no recipe `%s`: it is left out", name->text);

    if (near != NULL)
        diag_help(d, "did you mean `%s`?", near);
    else
        diag_help(d,
                  "LStacker 0 passed over it, too: remove it, or write it as a file of that name "
                  "in `recipes/`");
}

static void warn_unsuited(struct lowering *l, const struct ast_text *name,
                          const struct guest *guest)
{
    if (warn_once(l, arena_printf(l->arena, "recipe %s on %s", name->text, guest->platform)))
        diag_help(diag_report(l->diags, L0142, name->at,
                              "there is no recipe `%s` for %s: it is left out", name->text,
                              guest->platform),
                  "the software does not exist for it: take another image in version 1");
}

/* Is there something to apply? If not, that is said: LStacker 0 went on when it found no recipe, so
 * it is no error. `*h` is that of a shipped one. */
static bool is_known(struct lowering *l, const struct guest *guest, const struct ast_text *name,
                     const struct recipe_header **h)
{
    bool script;

    *h = NULL;
    if (is_own(l, guest, name->text))
        return true;
    *h = shipped(l, guest, name->text);
    script = *name->text != '.' && strchr(name->text, '/') == NULL && lower_has_file(l, name->text);
    if (*h != NULL && !recipe_suits(*h, guest)) {
        warn_unsuited(l, name, guest);
        return false;
    }
    if ((*h != NULL && !script) || !warn_once(l, arena_printf(l->arena, "recipe %s", name->text)))
        return *h != NULL;
    if (script)
        warn_script(l, name, *h != NULL);
    else
        warn_unknown(l, name);
    return *h != NULL;
}

void lower_recipes(struct lowering *l, struct lowered_container *c)
{
    const struct list0 *from = &c->from->recipies;
    const struct guest guest = lower_guest(l, c->from);
    struct node *list = make_list(l->arena, from->at);
    struct buf unknown = buf_make(l->arena);
    const struct recipe_header *h;

    for (size_t i = 0; i < from->count; i++) {
        struct node *item = is_known(l, &guest, &from->items[i], &h)
                                ? lower_recipe(l, &guest, from, &from->items[i], h)
                                : NULL;

        if (item != NULL)
            node_add_item(l->arena, list, item);
        else
            buf_printf(&unknown, "%s`%s`", unknown.len > 0 ? ", " : "", from->items[i].text);
    }
    if (list->count > 0)
        make_entry(l->arena, c->to.mapping, from->at, "recipes", list);
    if (unknown.len > 0)
        make_remark(
            l->arena, c->to.mapping,
            "Left out, as there is no such recipe, or not for this image, or it wants to be "
            "told more: %s.",
            unknown.data);
    c->to.mapping->faulty = c->to.mapping->faulty || from->incomplete || ast_is_faulty(from->at);
}
