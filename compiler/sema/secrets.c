/* Secrets: where each comes from, and whether something uses it. */
#include "sema/parts.h"

struct secret_use {
    bool used;
};

static const char *secret_name(const void *entries, size_t i)
{
    return ((const struct ast_secret *)((const struct ast_entries *)entries)->items)[i].name.text;
}

const char *sema_use_secret(struct sema *s, const struct ast_text *name)
{
    const struct ast_entries *all = &s->ast->secrets;
    struct secret_use *use = map_get(&s->secrets, name->text);
    struct diag *d;

    if (use != NULL) {
        use->used = true;
        return name->text;
    }
    if (all->incomplete)
        return name->text;
    d = diag_report(s->diags, L0402, name->at, "there is no secret `%s`", name->text);
    if (!sema_suggest(s, d, name->text, all->count, secret_name, all))
        diag_help(d, "define it: `secrets: {%s: {file: secrets/%s}}`", name->text, name->text);
    return name->text;
}

/* The one source that is written, or reports that there is none, or another one. */
static void take_source(struct sema *s, const struct ast_secret *from, struct ir_secret *to)
{
    const struct {
        const char *name;
        const struct ast_text *value;
    } sources[] = {{"file", &from->file}, {"env", &from->env}, {"command", &from->command}};
    const struct ast_text *first = NULL;
    bool faulty = false;

    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        const struct ast_text *value = sources[i].value;
        struct diag *d;

        faulty = faulty || ast_is_faulty(value->at);
        if (value->at.line == 0)
            continue;
        if (first == NULL) {
            first = value;
            to->source = sources[i].name;
            to->value = value->text;
            continue;
        }
        d = diag_report(s->diags, L0404, value->at, "`%s` comes from two sources", from->name.text);
        diag_note(d, first->at, "the first one");
        diag_help(d, "keep one of them");
    }
    if (first == NULL && !faulty)
        diag_help(
            diag_report(s->diags, L0404, from->at, "`%s` comes from nowhere", from->name.text),
            "write `{file: secrets/%s}`, `{env: VARIABLE}` or `{command: ...}`", from->name.text);
}

void sema_secrets(struct sema *s)
{
    const struct ast_secret *from = s->ast->secrets.items;
    size_t count = s->ast->secrets.count;

    s->secrets.arena = s->arena;
    s->ir->secrets = arena_alloc(s->arena, count * sizeof *s->ir->secrets);
    s->ir->secret_count = count;
    for (size_t i = 0; i < count; i++) {
        struct secret_use *use = arena_new(s->arena, struct secret_use);

        s->ir->secrets[i] =
            (struct ir_secret){.name = from[i].name.text, .at = from[i].at, .source = "file"};
        take_source(s, &from[i], &s->ir->secrets[i]);
        (void)map_add(&s->secrets, from[i].name.text, use);
    }
}

void sema_unused_secrets(struct sema *s)
{
    if (s->diags->errors > 0)
        return; /* who uses it may stand where the errors are */
    for (size_t i = 0; i < s->ir->secret_count; i++) {
        const struct secret_use *use = map_get(&s->secrets, s->ir->secrets[i].name);

        if (!use->used)
            diag_help(diag_report(s->diags, L0403, s->ir->secrets[i].at,
                                  "nothing uses the secret `%s`", s->ir->secrets[i].name),
                      "use it as `!secret %s`, or remove it", s->ir->secrets[i].name);
    }
}
