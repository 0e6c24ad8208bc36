/* Which recipes run in a place: those that are listed, and what they need, in their order. */
#include <string.h>

#include "sema/recipe_plan.h"

/* Recipes in one place that are not listed themselves: beyond, somebody's recipes need more and
 * more. */
enum { MAX_ADDED = 100 };

static const struct recipe *find(struct plan *p, const struct span at, const char *name)
{
    const struct recipe_search where = {at.source, p->s->ast->at.source, p->place->guest.platform};

    return recipe_store_find(&p->s->recipes, &where, name);
}

/* ---- which there are ---------------------------------------------------------------------------
 */

static void report_not_found(struct plan *p, const struct ast_text *name)
{
    struct diag *d;

    if (p->place->unsure)
        return;
    d = diag_report(p->s->diags, L0410, name->at, "there is no recipe `%s`", name->text);
    if (!recipe_name_good(name->text))
        diag_help(d, "names of recipes have lower-case letters, digits and single dashes: rename "
                     "the file, if there is one");
    else if (!sema_suggest(p->s, d, name->text, recipe_shipped_count(), recipe_shipped_at, NULL))
        diag_help(d, "write it as `recipes/%s` beside this file", name->text);
}

/* The alternatives that there are and that suit, as `a` or `b`; "" if none does. */
static const char *alternatives(struct plan *p, const struct wanted *w)
{
    const struct ast_texts *others = &w->recipe->header->alternatives;
    const char *all = "";

    for (size_t i = 0; i < others->count; i++) {
        const struct recipe *other = find(p, w->at, others->items[i].text);

        if (other != NULL && other->header != NULL && recipe_suits(other->header, &p->place->guest))
            all = arena_printf(p->s->arena, "%s%s`%s`", all, *all != '\0' ? " or " : "",
                               others->items[i].text);
    }
    return all;
}

static void report_platform(struct plan *p, const struct wanted *w)
{
    const char *all = alternatives(p, w);

    diag_help(diag_report(p->s->diags, L0418, w->at, "`%s` is for %s, not for %s", w->recipe->name,
                          w->recipe->platforms, p->place->title),
              "%s%s%s, or write `recipes/%s` beside this file",
              *all != '\0' ? "take " : "leave it out", all,
              p->place->server == NULL ? ", take another image" : "", w->recipe->name);
}

/* Adds what is not there yet. NULL if it cannot be used: that is reported where it stands. */
static struct wanted *want(struct plan *p, const struct recipe *recipe, struct span at)
{
    struct wanted *w = arena_new(p->s->arena, struct wanted);

    w->recipe = recipe;
    w->at = at;
    (void)map_add(&p->names, recipe->name, w);
    if (recipe->header == NULL)
        return NULL;
    if (!recipe_suits(recipe->header, &p->place->guest))
        report_platform(p, w);
    return w;
}

static void report_twin(struct plan *p, const struct ast_recipe *recipe, const char *name,
                        const struct wanted *twin)
{
    struct diag *d =
        diag_report(p->s->diags, L0409, recipe->at, "the recipe `%s` is listed twice", name);

    diag_note(d, twin->at, "first listed here");
    diag_help(d, "remove one of the two");
}

/* Does a parameter of this name hold what nobody else should see? */
static bool is_secret_name(const char *name)
{
    static const char *const ends[] = {"password", "passwd", "passphrase", "secret", "token"};
    size_t len = strlen(name);

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (len >= strlen(ends[i]) && strcmp(name + len - strlen(ends[i]), ends[i]) == 0)
            return true;
    return false;
}

/* Of a recipe that is not known, names of parameters tell what is secret. */
static void guess_secrets(struct sema *s, const struct ast_recipe *recipe)
{
    for (size_t i = 0; i < recipe->count; i++) {
        const struct ast_param *param = &recipe->params[i];

        if (param->secret)
            (void)sema_use_secret(s, param->values.items);
        if (param->secret || !is_secret_name(param->name.text))
            continue;
        for (size_t j = 0; j < param->values.count; j++)
            diags_veil(s->diags, param->values.items[j].at);
        diag_help(diag_report(s->diags, L0419, param->values.at, "`%s` stands here in clear",
                              param->name.text),
                  "write `%s: !secret NAME`, and under `secrets:` where NAME comes from",
                  param->name.text);
    }
}

static void list_recipe(struct plan *p, const struct ast_recipe *from)
{
    const struct recipe *recipe = find(p, from->at, from->name.text);
    const char *name = recipe != NULL ? recipe->name : from->name.text;
    const struct wanted *twin = map_get(&p->names, name);
    struct wanted *w;

    if (twin != NULL) {
        report_twin(p, from, name, twin);
        return;
    }
    if (recipe == NULL || recipe->header == NULL)
        guess_secrets(p->s, from);
    if (recipe != NULL) {
        w = want(p, recipe, from->at);
    } else {
        report_not_found(p, &from->name);
        w = arena_new(p->s->arena, struct wanted);
        w->at = from->at;
        (void)map_add(&p->names, name, w);
        return;
    }
    if (w == NULL)
        return;
    w->from = from;
    p->listed[p->listed_count++] = w;
}

/* What is not listed, but wanted for another reason. */
static void list_docker(struct plan *p, struct span at, const char *name)
{
    const struct recipe *recipe = at.line != 0 ? find(p, at, name) : NULL;
    struct wanted *w;

    if (recipe == NULL || map_get(&p->names, recipe->name) != NULL)
        return;
    w = want(p, recipe, at);
    if (w != NULL)
        p->listed[p->listed_count++] = w;
}

/* Puts it last, if it is among the first `count`, and returns how many of these are left. */
static size_t put_last(struct plan *p, const struct wanted *w, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct wanted *found = p->listed[i];

        if (found != w)
            continue;
        memmove(p->listed + i, p->listed + i + 1, (p->listed_count - i - 1) * sizeof *p->listed);
        p->listed[p->listed_count - 1] = found;
        return count - 1;
    }
    return count;
}

/* What another section wants, listed by the user or not; NULL if it is left out. */
static struct wanted *list_implied(struct plan *p, const struct implied *i)
{
    const struct recipe *recipe = find(p, i->at, i->recipe);
    struct wanted *w = recipe != NULL ? map_get(&p->names, recipe->name) : NULL;

    if (w != NULL)
        implied_add(p->s, &w->implied, i);
    if (recipe == NULL || w != NULL)
        return w;
    if (i->optional && recipe->header != NULL && !recipe_suits(recipe->header, &p->place->guest))
        return NULL;
    w = want(p, recipe, i->at);
    if (w == NULL)
        return NULL;
    implied_add(p->s, &w->implied, i);
    p->listed[p->listed_count++] = w;
    return w;
}

/* Lists what comes first. Of the first `count`, which the user has listed, some may be among that;
 * returns how many are left in their places. */
static size_t list_first(struct plan *p, size_t count)
{
    const struct implied_list *all = &p->place->implied;

    for (size_t i = 0; i < all->count; i++)
        if (all->items[i]->first)
            count = put_last(p, list_implied(p, all->items[i]), count);
    return count;
}

static void list_others(struct plan *p)
{
    const struct implied_list *all = &p->place->implied;

    for (size_t i = 0; i < all->count; i++)
        if (!all->items[i]->first)
            (void)list_implied(p, all->items[i]);
}

/* Brings those from `count` on before the others. */
static void bring_forward(struct plan *p, size_t count)
{
    size_t added = p->listed_count - count;
    struct wanted **moved = arena_alloc(p->s->arena, (added + 1) * sizeof(struct wanted *));

    memcpy(moved, p->listed + count, added * sizeof *moved);
    memmove(p->listed + added, p->listed, count * sizeof *moved);
    memcpy(p->listed, moved, added * sizeof *moved);
}

/* What is implied to come first does, listed or not, then Docker; what else the user lists has the
 * user's place in the order. */
static void list_all(struct plan *p)
{
    const struct ast_recipes *from = p->place->listed;
    size_t count;

    p->listed =
        arena_alloc(p->s->arena, (from->count + p->place->implied.count + 2) * sizeof *p->listed);
    for (size_t i = 0; i < from->count; i++)
        list_recipe(p, &from->items[i]);
    count = list_first(p, p->listed_count);
    list_docker(p, p->place->docker, "docker");
    list_docker(p, p->place->compose, "docker-compose");
    bring_forward(p, count);
    list_others(p);
}

/* ---- in which order ----------------------------------------------------------------------------
 */

static void place_wanted(struct plan *p, struct wanted *w);

static void report_circle(struct plan *p, const struct wanted *w, const struct ast_text *need)
{
    const char *circle = need->text;
    struct diag *d;

    for (const struct wanted *i = w; i != NULL; i = i->needed_by) {
        circle = arena_printf(p->s->arena, "%s, %s", i->recipe->name, circle);
        if (strcmp(i->recipe->name, need->text) == 0)
            break;
    }
    d = diag_report(p->s->diags, L0466, need->at, "recipes need one another in a circle: %s",
                    circle);
    diag_note(d, w->at, "listed here, or needed by what is");
    diag_help(d, "one of them must go first: remove a `needs`");
}

/* What the recipe needs, whether somebody listed it or not. */
static void place_need(struct plan *p, struct wanted *w, const struct ast_text *need)
{
    const struct recipe *recipe = find(p, w->at, need->text);
    struct wanted *other = recipe != NULL ? map_get(&p->names, recipe->name) : NULL;

    if (recipe == NULL) {
        if (!p->place->unsure)
            diag_help(
                diag_report(p->s->diags, L0410, need->at, "there is no recipe `%s`", need->text),
                "`%s` needs it: write it, or remove this", w->recipe->name);
        return;
    }
    if (other == NULL) {
        if (p->added++ == MAX_ADDED)
            diag_help(diag_report(p->s->diags, L0209, need->at,
                                  "recipes here need more than %d others", MAX_ADDED),
                      "a place can have so many that are not listed");
        other = p->added <= MAX_ADDED ? want(p, recipe, w->at) : NULL;
    }
    if (other == NULL || other->recipe == NULL || other->recipe->header == NULL || other->placed)
        return;
    if (other->visited) {
        report_circle(p, w, need);
        return;
    }
    other->needed_by = w;
    place_wanted(p, other);
}

static void place_wanted(struct plan *p, struct wanted *w)
{
    const struct ast_texts *needs = &w->recipe->header->needs;

    if (w->visited)
        return;
    w->visited = true;
    for (size_t i = 0; i < needs->count; i++)
        place_need(p, w, &needs->items[i]);
    w->placed = true;
    p->order[p->count++] = w;
}

static void report_conflict(struct plan *p, const struct wanted *first, const struct wanted *second)
{
    struct diag *d = diag_report(p->s->diags, L0467, second->at, "`%s` cannot be where `%s` is",
                                 second->recipe->name, first->recipe->name);

    diag_note(d, first->at, "`%s` is wanted here", first->recipe->name);
    diag_help(d, "keep one of them, or put them into containers of their own");
}

static size_t position(const struct plan *p, const struct wanted *w)
{
    size_t i = 0;

    while (p->order[i] != w)
        i++;
    return i;
}

/* Both may say so: it is reported once, at the later one. */
static void check_conflicts(struct plan *p, size_t i)
{
    const struct ast_texts *conflicts = &p->order[i]->recipe->header->conflicts;

    for (size_t j = 0; j < conflicts->count; j++) {
        const struct recipe *recipe = find(p, p->order[i]->at, conflicts->items[j].text);
        const struct wanted *other = recipe != NULL ? map_get(&p->names, recipe->name) : NULL;

        if (recipe == NULL && !p->place->unsure && p->place->guest.family != NULL)
            diag_help(diag_report(p->s->diags, L0410, conflicts->items[j].at,
                                  "there is no recipe `%s`", conflicts->items[j].text),
                      "remove it here, or write it");
        if (other == NULL || !other->placed || other == p->order[i])
            continue;
        if (position(p, other) < i)
            report_conflict(p, other, p->order[i]);
        else
            report_conflict(p, p->order[i], other);
    }
}

void sema_recipe_order(struct plan *p)
{
    list_all(p);
    p->order = arena_alloc(p->s->arena, (p->listed_count + MAX_ADDED + 1) * sizeof *p->order);
    for (size_t i = 0; i < p->listed_count; i++)
        place_wanted(p, p->listed[i]);
    for (size_t i = 0; i < p->count; i++)
        check_conflicts(p, i);
}
