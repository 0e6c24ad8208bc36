/* What one server receives. */
#include "emit/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/embedded.h"
#include "emit/quote.h"

/* Version of docs/bundle.md. */
#define PROTOCOL "1"

static const char *const phase_names[PHASE_COUNT] = {"base",  "network", "containers", "services",
                                                     "swarm", "join",    "deploy"};

struct step *bundle_step(struct bundle *b, enum phase phase, int order, const char *id,
                         const char *kind, struct span at, const char *title)
{
    struct step *s = arena_new(b->arena, struct step);

    b->steps = arena_extend(b->arena, b->steps, b->count, sizeof(struct step *));
    *s = (struct step){.id = id,
                       .phase = phase,
                       .order = order,
                       .file = id,
                       .kind = kind,
                       .title = title,
                       .at = at,
                       .call = buf_make(b->arena)};
    b->steps[b->count++] = s;
    return s;
}

void step_word(struct step *s, const char *word)
{
    buf_char(&s->call, ' ');
    quote_sh(&s->call, word);
}

void step_pair(struct step *s, const char *key, const char *value)
{
    step_word(s, arena_printf(s->call.arena, "%s=%s", key, value));
}

void step_line(struct step *s)
{
    buf_str(&s->call, " \\\n   ");
}

const char *bundle_file(struct bundle *b, const char *name, const char *text)
{
    const char *path = arena_printf(b->arena, "files/%s", name);

    tree_add_text(&b->tree, path, text);
    return path;
}

static int by_order(const void *a, const void *b)
{
    const struct step *x = *(const struct step *const *)a, *y = *(const struct step *const *)b;
    int order = x->order - y->order;

    if (order == 0)
        order = strcmp(x->file, y->file);
    if (order == 0)
        order = x->rank - y->rank;
    return order != 0 ? order : strcmp(x->id, y->id);
}

/* shellcheck takes `$` in single quotes for a mistake, and a quoted apostrophe for another; in a
 * value of the user's they are meant. Other steps need no such line. */
static void excuse_values(struct buf *out, const struct step *s)
{
    bool dollar = strpbrk(s->call.data, "$`") != NULL;
    bool apostrophe = strstr(s->call.data, "\\'") != NULL;

    if (dollar || apostrophe)
        buf_printf(out, "# shellcheck disable=%s # values: meant as they are\n",
                   dollar && apostrophe ? "SC1003,SC2016"
                   : dollar             ? "SC2016"
                                        : "SC1003");
}

static void write_step(struct buf *out, const struct step *s)
{
    buf_printf(out, "\nstep %s %s ", s->id, phase_names[s->phase]);
    quote_sh(out, s->title);
    if (s->container != NULL || s->data)
        buf_printf(out, " %s", s->container != NULL ? s->container : "''");
    buf_str(out, s->data ? " data\n" : "\n");
    excuse_values(out, s);
    buf_printf(out, "resource %s%s\n", s->kind, s->call.data);
}

static void add_steps(struct bundle *b)
{
    struct buf out = buf_make(b->arena);

    if (b->count > 0)
        qsort(b->steps, b->count, sizeof *b->steps, by_order);
    for (size_t i = 0; i < b->count; i++) {
        const struct step *s = b->steps[i], *next = i + 1 < b->count ? b->steps[i + 1] : NULL;

        if (out.len == 0)
            buf_str(&out, "# shellcheck shell=sh\n");
        write_step(&out, s);
        if (next != NULL && next->order == s->order && strcmp(next->file, s->file) == 0)
            continue;
        tree_add(&b->tree, arena_printf(b->arena, "steps/%02d-%s.sh", s->order, s->file), out.data,
                 out.len, false);
        out = buf_make(b->arena);
    }
}

/* Where each step comes from. They stand apart so that a line inserted into the input changes one
 * file of a bundle and not all of its steps. */
static void add_positions(struct bundle *b, const char *file)
{
    struct buf out = buf_make(b->arena);

    for (size_t i = 0; i < b->count; i++) {
        struct span at = b->steps[i]->at;
        const char *label = at.source != NULL ? at.source->label : NULL;

        buf_printf(&out, "%s\t%s:%u:%u\n", b->steps[i]->id, label != NULL ? label : file, at.line,
                   at.column);
    }
    tree_add_text(&b->tree, "positions", out.data);
}

/* Is the file one that every bundle has, or that one of the steps uses? */
static bool is_used(const struct bundle *b, const char *path)
{
    const char *slash = strchr(path, '/');

    if (slash == NULL || strncmp(path, "lib/", 4) == 0)
        return true;
    for (size_t i = 0; i < b->count; i++) {
        const char *uses = b->steps[i]->uses;

        if (uses != NULL && strlen(uses) == (size_t)(slash - path) &&
            strncmp(uses, path, strlen(uses)) == 0)
            return true;
    }
    return false;
}

static void add_runtime(struct bundle *b)
{
    for (const struct embedded *f = runtime_files; f->path != NULL; f++)
        if (is_used(b, f->path))
            tree_add(&b->tree, f->path, f->data, f->len, f->executable);
}

/* SHA-256 over the digest and path of every file so far, in the form of sha256sum(1). */
static const char *generation_of(struct bundle *b)
{
    struct buf list = buf_make(b->arena);

    tree_seal(&b->tree);
    for (size_t i = 0; i < b->tree.count; i++)
        buf_printf(&list, "%s  %s\n", b->tree.files[i].sha256, b->tree.files[i].path);
    return digest_hex(b->arena, list.data, list.len);
}

const char *bundle_finish(struct bundle *b, const char *file, const char *const *facts)
{
    struct buf out = buf_make(b->arena);
    const char *generation;

    add_steps(b);
    add_positions(b, file);
    add_runtime(b);
    buf_str(&out,
            "# shellcheck shell=sh disable=SC2034\n# Facts about this bundle, for the runtime.\n");
    for (; *facts != NULL; facts += 2) {
        buf_printf(&out, "%s=", facts[0]);
        quote_sh(&out, facts[1]);
        buf_char(&out, '\n');
    }
    buf_str(&out, "protocol=" PROTOCOL "\n");
    /* The facts count for the generation, too; only its own line cannot. */
    tree_add_text(&b->tree, "bundle.sh", out.data);
    generation = generation_of(b);
    buf_printf(&out, "generation=%s\n", generation);
    for (size_t i = 0; i < b->tree.count; i++)
        if (strcmp(b->tree.files[i].path, "bundle.sh") == 0) {
            b->tree.files[i].data = out.data;
            b->tree.files[i].len = out.len;
            b->tree.files[i].sha256 = digest_hex(b->arena, out.data, out.len);
        }
    return generation;
}
