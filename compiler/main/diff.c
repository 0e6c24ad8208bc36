/* lstackc diff: what the difference between two stacks means. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "main/compare.h"
#include "main/revision.h"
#include "main/stack_json.h"

/* As diff(1) ends. */
enum { SAME = 0, DIFFERENT = 1, TROUBLE = 2 };

/* Of a stack.json; a value in the text. */
enum { MAX_STACK = 512 * 1024 * 1024, MAX_SHOWN = 60 };

/* ---- the two sides --------------------------------------------------------------------------- */

static bool has_object(const json_t *stack, const char *name)
{
    return json_is_object(json_object_get(stack, name));
}

/* The stack.json of a build directory, or NULL, reported. */
static json_t *read_build(struct arena *a, const char *path, struct diags *diags)
{
    const char *name = arena_printf(a, "%s/stack.json", path);
    struct source *source;
    struct span at = {0};
    json_t *stack = NULL;

    if (source_read(a, name, MAX_STACK, &source) == SOURCE_OK)
        stack = json_loadb(source->text, source->len, 0, NULL);
    if (has_object(stack, "networks") && has_object(stack, "servers") &&
        has_object(stack, "containers"))
        return stack;
    json_decref(stack);
    at.source = source;
    diag_help(diag_report(diags, L0911, at, "`%s` has no stack.json that can be read", path),
              "build it anew with `lstackc build -o %s`", path);
    return NULL;
}

/* One side: a directory, a file or a revision. NULL after errors, which are printed. */
static json_t *read_side(struct arena *a, const struct options *options, const char *word)
{
    struct options own = *options;
    struct compilation c = {.diags = {.arena = a}};
    struct stat st;
    json_t *stack = NULL;

    if (word != NULL && stat(word, &st) == 0 && S_ISDIR(st.st_mode)) {
        stack = read_build(a, word, &c.diags);
    } else if (word != NULL && access(word, F_OK) != 0) {
        if (compile_revision(a, word, options, &c) == STATUS_GOOD)
            stack = stack_json(a, c.ir);
    } else {
        own.file = word != NULL ? word : options->file;
        if (compile_file(a, &own, &c) == STATUS_GOOD)
            stack = stack_json(a, c.ir);
    }
    if (stack == NULL)
        print_diags(&c, options, stderr);
    return stack;
}

/* ---- text ------------------------------------------------------------------------------------ */

static const char *color_of(const struct options *options, enum effect effect)
{
    if (!options->color)
        return "";
    if (effect == EFFECT_CREATE)
        return "\033[1;32m";
    return effect > EFFECT_RESTART ? "\033[1;31m" : "\033[1;33m";
}

static const char *color_end(const struct options *options)
{
    return options->color ? "\033[0m" : "";
}

static bool is_plain(const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        if (*p < ' ' || *p > '~')
            return false;
    return *text != '\0';
}

/* A value on one line of printable ASCII, the middle of a long one left out. */
static void print_value(const json_t *value)
{
    const char *text = json_string_value(value);
    char *dumped = NULL;
    int len;

    if (value == NULL || json_is_null(value)) {
        (void)printf("none");
        return;
    }
    if (text == NULL || !is_plain(text))
        text = dumped = json_dumps(value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII);
    if (text == NULL)
        text = "?";
    len = (int)strlen(text);
    if (len > MAX_SHOWN)
        (void)printf("%.*s...%s", MAX_SHOWN / 2, text, text + len - MAX_SHOWN / 2);
    else
        (void)printf("%s", text);
    free(dumped);
}

static void print_member(const char *member)
{
    for (; *member != '\0'; member++)
        (void)putchar(*member < ' ' || *member > '~' ? '?' : *member);
}

static void print_item(const struct options *options, const struct item *item, int indent)
{
    (void)printf("%*s%s ", indent, "", kind_names[item->kind]);
    print_member(item->name);
    (void)printf(": %s%s%s", color_of(options, item->effect), effect_names[item->effect],
                 color_end(options));
    if (item->needs != NULL)
        (void)printf(", needs %s", item->needs);
    if (item->note != NULL)
        (void)printf(" (%s)", item->note);
    (void)putchar('\n');
    for (size_t i = 0; i < item->change_count; i++) {
        (void)printf("%*s", indent + 4, "");
        print_member(item->changes[i].member);
        (void)printf(": ");
        print_value(item->changes[i].old);
        (void)printf(" -> ");
        print_value(item->changes[i].now);
        if (item->changes[i].note != NULL) {
            (void)printf(" (");
            print_member(item->changes[i].note);
            (void)putchar(')');
        }
        (void)putchar('\n');
    }
}

/* How many of each kind and effect. */
static void print_summary(const struct comparison *c)
{
    size_t counts[KINDS][EFFECTS] = {{0}};
    const char *separator = "";

    for (size_t i = 0; i < c->count; i++)
        counts[c->items[i].kind][c->items[i].effect]++;
    (void)putchar('\n');
    for (int kind = 0; kind < KINDS; kind++)
        for (int effect = 0; effect < EFFECTS; effect++) {
            size_t n = counts[kind][effect];

            if (n == 0)
                continue;
            (void)printf("%s%zu %s%s to %s", separator, n, kind_names[kind], n == 1 ? "" : "s",
                         effect_names[effect]);
            separator = ", ";
        }
    (void)putchar('\n');
}

static void print_text(const struct options *options, const struct comparison *c)
{
    const char *server = NULL;

    for (size_t i = 0; i < c->count; i++) {
        const struct item *item = &c->items[i];

        if (item->kind == KIND_SERVER)
            server = item->name;
        if (item->kind == KIND_CONTAINER && (server == NULL || strcmp(server, item->server) != 0)) {
            server = item->server;
            (void)printf("server ");
            print_member(server);
            (void)printf("\n");
        }
        print_item(options, item, item->kind == KIND_CONTAINER ? 2 : 0);
    }
    if (c->count > 0)
        print_summary(c);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *text_or_null(const char *s)
{
    return s == NULL ? json_null() : json_string(s);
}

static json_t *value_or_null(const json_t *value)
{
    return value == NULL ? json_null() : json_incref((json_t *)value);
}

static json_t *item_json(const struct item *item)
{
    json_t *changes = json_array();

    for (size_t i = 0; i < item->change_count; i++) {
        const struct change *change = &item->changes[i];

        (void)json_array_append_new(
            changes,
            json_pack("{s:s, s:s, s:o, s:o, s:o}", "member", change->member, "effect",
                      effect_names[change->effect], "old", value_or_null(change->old), "new",
                      value_or_null(change->now), "note", text_or_null(change->note)));
    }
    return json_pack("{s:s, s:s, s:o, s:s, s:o, s:o, s:o}", "kind", kind_names[item->kind], "name",
                     item->name, "server", text_or_null(item->server), "effect",
                     effect_names[item->effect], "needs", text_or_null(item->needs), "note",
                     text_or_null(item->note), "changes", changes);
}

static void print_json(const struct comparison *c)
{
    json_t *all = json_array(), *root;

    for (size_t i = 0; i < c->count; i++)
        (void)json_array_append_new(all, item_json(&c->items[i]));
    root = json_pack("{s:b, s:o}", "same", c->count == 0, "items", all);
    (void)json_dumpf(root, stdout, JSON_INDENT(2));
    (void)putchar('\n');
    json_decref(root);
}

/* ---------------------------------------------------------------------------------------------- */

static enum status run(struct arena *a, const struct options *options)
{
    struct options own = *options;
    struct comparison c = {.arena = a};
    json_t *old = read_side(a, options, options->words[0]);
    json_t *now = read_side(a, options, options->word_count > 1 ? options->words[1] : NULL);
    int result = TROUBLE;

    /* It is standard output that is coloured here. */
    own.color = options->color && (options->color_when == COLOR_ALWAYS || isatty(STDOUT_FILENO));
    if (old != NULL && now != NULL) {
        stacks_compare(old, now, &c);
        if (options->json)
            print_json(&c);
        else
            print_text(&own, &c);
        result = c.count > 0 ? DIFFERENT : SAME;
    }
    json_decref(old);
    json_decref(now);
    return finish_output(STATUS_GOOD) == STATUS_GOOD ? (enum status)result : (enum status)TROUBLE;
}

const struct command command_diff = {
    "diff", "OLD [NEW]", "tell what a change does to servers and containers", "pJc", 2, run};
