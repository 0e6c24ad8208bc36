/* What recipes are told: each value checked against what the recipe's header declares. */
#include <string.h>

#include "front/suggest.h"
#include "sema/recipe_plan.h"

static const char *param_at(const void *header, size_t i)
{
    return ((const struct recipe_header *)header)->params[i].name.text;
}

static void report_unknown(struct sema *s, const struct wanted *w, const struct ast_text *name)
{
    const struct recipe_header *h = w->recipe->header;
    struct diag *d = diag_report(s->diags, L0469, name->at, "`%s` has no parameter `%s`",
                                 w->recipe->name, name->text);
    const char *all = "";

    if (sema_suggest(s, d, name->text, h->param_count, param_at, h))
        return;
    for (size_t i = 0; i < h->param_count && strlen(all) < 200; i++)
        all = arena_printf(s->arena, "%s%s%s", all, i > 0 ? ", " : "", h->params[i].name.text);
    diag_help(d, h->param_count == 0 ? "it has no parameters: remove this" : "it has %s", all);
}

static const char *word_at(const void *words, size_t i)
{
    return ((const char *const *)words)[i];
}

/* One wrong value, which may be one of several of a list. */
static void report_type(struct sema *s, const struct wanted *w, const struct recipe_param *param,
                        const struct ast_text *value, const char *wanted)
{
    struct diag *d = diag_report(s->diags, L0470, value->at, "`%s` of `%s` cannot be `%s`",
                                 param->name.text, w->recipe->name, value->text);
    const char *near = NULL;
    size_t count = 0;

    while (param->words != NULL && param->words[count] != NULL)
        count++;
    if (count > 0)
        near = suggest(value->text, count, word_at, param->words);
    diag_help(d, "%s%s%sit is %s", near != NULL ? "did you mean `" : "", near != NULL ? near : "",
              near != NULL ? "`? " : "", wanted);
}

/* The values as the recipe gets them; false, and reported, if it cannot. */
static bool take_values(struct sema *s, const struct wanted *w, const struct recipe_param *param,
                        const struct ast_texts *from, struct ir_param *to)
{
    const char *wanted;
    bool good = true;

    to->values = (struct ir_texts){arena_alloc(s->arena, from->count * sizeof(char *)), 0};
    for (size_t i = 0; i < from->count; i++) {
        const char *value = recipe_param_value(s->arena, param, from->items[i].text, &wanted);

        if (value != NULL)
            to->values.items[to->values.count++] = value;
        else
            report_type(s, w, param, &from->items[i], wanted);
        good = good && value != NULL;
    }
    return good;
}

/* What stands here in clear would come into the build directory. */
static bool take_clear_secret(struct sema *s, const struct wanted *w,
                              const struct recipe_param *param, const struct ast_texts *from,
                              struct ir_param *to)
{
    if (from->count == 1 && *from->items->text == '\0' && !param->required) {
        to->values = sema_texts(s, from);
        return true;
    }
    for (size_t i = 0; i < from->count; i++)
        diags_veil(s->diags, from->items[i].at);
    diag_help(diag_report(s->diags, L0168, from->at, "`%s` of `%s` is a secret", param->name.text,
                          w->recipe->name),
              "write `%s: !secret NAME`, and under `secrets:` where NAME comes from",
              param->name.text);
    return false;
}

static bool take_secret(struct sema *s, const struct wanted *w, const struct recipe_param *param,
                        const struct ast_text *name, struct ir_param *to)
{
    to->secret = sema_use_secret(s, name);
    if (param->type == RECIPE_SECRET)
        return true;
    diag_help(diag_report(s->diags, L0020, name->at,
                          "`%s` of `%s` is no secret: its value would be printed", param->name.text,
                          w->recipe->name),
              "write the value itself; a recipe that keeps it to itself declares it as `secret`");
    return false;
}

/* Was a list written, with one item or none even? */
static bool is_list(const struct ast_texts *from)
{
    return from->count != 1 || span_compare(from->at, from->items->at) != 0;
}

static bool take_written(struct sema *s, const struct wanted *w, const struct recipe_param *param,
                         const struct ast_param *from, struct ir_param *to)
{
    if (from->secret)
        return take_secret(s, w, param, from->values.items, to);
    if (param->type == RECIPE_SECRET)
        return take_clear_secret(s, w, param, &from->values, to);
    if (param->type != RECIPE_LIST && is_list(&from->values)) {
        diag_help(diag_report(s->diags, L0470, from->values.at, "`%s` of `%s` cannot be a list",
                              param->name.text, w->recipe->name),
                  "it is one value, of type %s", recipe_types[param->type]);
        return false;
    }
    /* Nothing is a list of nothing. */
    if (param->type == RECIPE_LIST && !is_list(&from->values) && *from->values.items->text == '\0')
        return true;
    return take_values(s, w, param, &from->values, to);
}

static void take_default(struct sema *s, struct wanted *w, size_t i)
{
    const struct recipe_param *param = &w->recipe->header->params[i];
    struct ir_param *to = &w->params[i];

    if (param->value == NULL) {
        to->values = sema_texts(s, &param->preset);
    } else if (!sema_value_varies(param->value)) {
        sema_fill_value(s, to, param->value, NULL, NULL);
    } else {
        w->values[i] = param->value;
        w->varies = true;
    }
}

static void report_missing(struct sema *s, const struct wanted *w, const struct recipe_param *param)
{
    const char *name = w->recipe->name;
    struct diag *d;

    if (w->from != NULL && w->from->incomplete)
        return;
    d = diag_report(s->diags, L0468, w->at, "`%s` needs the parameter `%s`: %s", name,
                    param->name.text, param->doc);
    if (w->needed_by != NULL)
        diag_note(d, w->at, "`%s` needs `%s`", w->needed_by->recipe->name, name);
    diag_help(d, "write `- %s: {%s: %s}`", name, param->name.text,
              param->type == RECIPE_SECRET ? "!secret NAME" : "...");
}

/* What was written for it, or NULL. An alias writes for those who write nothing. */
static void bind_written(struct sema *s, struct wanted *w, const struct ast_param *from)
{
    const struct recipe_header *h = w->recipe->header;
    const struct recipe_param *param = recipe_param_find(h, from->name.text);
    size_t i = param != NULL ? (size_t)(param - h->params) : 0;

    if (param == NULL) {
        report_unknown(s, w, &from->name);
        if (from->secret)
            (void)sema_use_secret(s, from->values.items);
        return;
    }
    if (w->places[i].line != 0)
        return;
    w->places[i] = from->values.at;
    if (!take_written(s, w, param, from, &w->params[i]))
        w->params[i].values.count = 0;
}

static void bind_presets(struct sema *s, struct wanted *w)
{
    const struct ast_pairs *pairs = w->recipe->presets;

    for (size_t i = 0; pairs != NULL && i < pairs->count; i++) {
        struct ast_pair *pair = &pairs->items[i];
        struct ast_param from = {.name = pair->key};

        from.values = (struct ast_texts){pair->value.at, &pair->value, 1};
        bind_written(s, w, &from);
    }
}

/* What another section tells it, unless it is written, or a section before this one has told it.
 * What the header does not declare follows those that it does. */
static void bind_implied(struct wanted *w, const struct implied *by)
{
    const struct recipe_header *h = w->recipe->header;
    size_t known = w->param_count;

    for (size_t i = 0; i < by->count; i++) {
        const struct ir_param *from = &by->params[i];
        size_t to = 0;

        while (to < known && strcmp(w->params[to].name, from->name) != 0)
            to++;
        if (to < h->param_count ? w->places[to].line != 0 : to < known)
            continue;
        if (to == known)
            to = w->param_count++;
        w->params[to] = *from;
        if (to < h->param_count) {
            w->params[to].list = h->params[to].type == RECIPE_LIST;
            w->places[to] = by->at;
        }
    }
}

/* A recipe of the user's that is called as a section's by chance takes its place, and takes nothing
 * of what it is told. */
static void check_deaf(struct sema *s, const struct wanted *w, const struct implied *by)
{
    const struct recipe_header *h = w->recipe->header;
    struct diag *d;

    for (size_t i = 0; i < by->count; i++)
        if (recipe_param_find(h, by->params[i].name) != NULL)
            return;
    if (by->count == 0 || h->source->inode == 0)
        return;
    d = diag_report(s->diags, L0475, by->at, "`%s` of your own takes none of what this tells it",
                    w->recipe->name);
    diag_note(d, h->summary.at, "it takes the place of the recipe that would be taken");
    diag_help(d, "rename it; or declare `#: param %s ...` in it, if it is meant to stand in",
              by->params[0].name);
}

void sema_recipe_params(struct sema *s, struct wanted *w)
{
    const struct recipe_header *h = w->recipe->header;
    size_t more = 0;

    for (size_t i = 0; i < w->implied.count; i++)
        more += w->implied.items[i]->count;
    w->param_count = h->param_count;
    w->params = arena_alloc(s->arena, (h->param_count + more) * sizeof *w->params);
    w->places = arena_alloc(s->arena, h->param_count * sizeof *w->places);
    w->values = arena_alloc(s->arena, h->param_count * sizeof(struct recipe_value *));
    for (size_t i = 0; i < h->param_count; i++)
        w->params[i] = (struct ir_param){.name = h->params[i].name.text,
                                         .list = h->params[i].type == RECIPE_LIST};
    for (size_t i = 0; w->from != NULL && i < w->from->count; i++)
        bind_written(s, w, &w->from->params[i]);
    bind_presets(s, w);
    for (size_t i = 0; i < w->implied.count; i++) {
        bind_implied(w, w->implied.items[i]);
        check_deaf(s, w, w->implied.items[i]);
    }
    for (size_t i = 0; i < h->param_count; i++)
        if (w->places[i].line == 0 && h->params[i].required)
            report_missing(s, w, &h->params[i]);
        else if (w->places[i].line == 0)
            take_default(s, w, i);
}
